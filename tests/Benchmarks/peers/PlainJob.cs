using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Sources;

namespace Opportune.Tests.Benchmarks.Alternatives;

/// <summary>
/// The lists of dexa-review and statin-review as a good engineer would write them without the engine: strings, expressions
/// and dictionaries over the product's own reader. The same rules as worklist.sql, step by step, and the same keys.
/// </summary>
/// <param name="input">Folder of the canonical tables, a Parquet file each.</param>
/// <param name="sets">Value sets, by name.</param>
/// <param name="asOf">The date as of which to look.</param>
/// <param name="threads">How many threads read.</param>
internal sealed partial class PlainJob(string input, IReadOnlyDictionary<string, ValueSet> sets, DateOnly asOf, int threads)
{
    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        ["calcif", "atheroscl", "atheroma", "agatston", "fractur", "compression", "wedg", "osteop", "demineral", "bone density", "bone mass", "t-score"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] IndexSets =
    [
        "fracture-vertebra", "fracture-hip", "fracture-pelvis-sacrum", "fracture-proximal-humerus", "fracture-distal-forearm", "fracture-other-fragility", "fracture-pathologic", "fracture-history",
    ];

    private static readonly string[] DrugSets = ["statin", "osteoporosis-drug", "zoledronate", "denosumab", "osteoanabolic"];

    private readonly Dictionary<string, PlainChart> _charts = new(StringComparer.Ordinal);

    /// <summary>Measure and patient, sorted.</summary>
    public IReadOnlyList<(string Measure, string Patient)> Run()
    {
        ReadReports();
        ReadFractureCodes();
        var people = ReadPatients(out var patientsOfAge);
        KeepCandidates(people);
        ReadCandidates(people, out var statins, out var boneDrugs, out var densities);
        var covered = ReadFeeds();
        var lists = new List<(string, string)>();
        foreach (var (id, chart) in _charts)
        {
            var site = chart.Site;
            var ofAge = patientsOfAge.GetValueOrDefault(site);
            if (chart.IsStatinListed(asOf) && statins.GetValueOrDefault(site) is var s && s >= 25 && s * 100 >= ofAge * 5 && IsCovered("medications", asOf.AddDays(-364)))
                lists.Add(("statin-review", id));
            if (chart.IsDexaListed(asOf, out var index) && densities.GetValueOrDefault(site) is var d && d >= 25 && d * 100 >= ofAge * 0.2 && boneDrugs.GetValueOrDefault(site) >= 25
                && IsCovered("medications", asOf.AddDays(-364)) && IsCovered("procedures", Later(index.AddDays(-730), asOf.AddDays(-364))))
                lists.Add(("dexa-review", id));

            bool IsCovered(string feed, DateOnly from) =>
                covered.Any(c => c.Feed == feed && (c.Site.Length == 0 || c.Site == site) && c.To >= asOf.AddDays(-c.Lag) && c.From <= from);
        }
        lists.Sort();
        return lists;
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    // 1. Reports: lines with a trigger are taken apart into sentences.
    private void ReadReports()
    {
        var from = asOf.AddYears(-3);
        string[] columns = ["patient_id", "exam_date", "report_date", "modality", "setting", "section", "finding_text", "report_status", "body_part"];
        var parts = PlainTable.Read(input, "imaging_findings", threads, columns, () => new List<(string Patient, Statement Said)>(), (found, row) =>
        {
            var day = row.Day(1)!.Value;
            if (day > asOf || row.Text(7) == "preliminary")
                return;
            // Of every year: a density report settles a row whenever it was written, and an operated spine stays operated.
            if (row.Text(3) == "DXA" && !Peripheral().IsMatch(row.Text(8)))
                found.Add((row.Text(0), new(Finding.DxaReport, day, day, "", false, false)));
            var sentences = row.Judge(6, text => Sentences(Encoding.UTF8.GetString(text)));
            if (sentences.Length == 0)
                return;
            var (section, modality, setting, reported) = (row.Text(5), row.Text(3), row.Text(4), row.Day(2) ?? day);
            foreach (var sentence in sentences)
            {
                if (sentence.Misleads)
                    found.Add((row.Text(0), new(Finding.MisleadingSpine, day, reported, setting, false, false)));
                if (sentence.Finding == Finding.None || day < from || AskingSection().IsMatch(section) || (sentence.Finding is Finding.TScoreSpine or Finding.TScoreOther && modality != "DXA") || (sentence.Finding == Finding.LowDensity && modality == "DXA"))
                    continue;
                found.Add((row.Text(0), new(sentence.Finding, day, reported, setting, sentence.IsDoubted, sentence.IsPast || PastSection().IsMatch(section)) { IsAcute = sentence.IsAcute, Value = sentence.Value }));
            }
        });
        foreach (var (patient, said) in parts.SelectMany(p => p))
            Chart(patient).Said.Add(said);
    }

    private static Sentence[] Sentences(string text)
    {
        var misleads = Misleading().IsMatch(text);
        if (!misleads && !text.AsSpan().ContainsAny(Triggers))
            return [];
        var sentences = SentenceEnd().Split(text).Where(s => s.AsSpan().ContainsAny(Triggers)).Select(Judge).Where(s => s.Finding != Finding.None);
        return [.. sentences, .. misleads ? [new Sentence(Finding.None, false, false, false, null, true)] : Array.Empty<Sentence>()];
    }

    private static Sentence Judge(string text)
    {
        if (Denied().IsMatch(text))
            return default;
        return new(FindingOf(text), Doubted().IsMatch(text), Past().IsMatch(text), Acute().IsMatch(text), Number().Match(text) is { Success: true } n ? double.Parse(n.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : null, false);
    }

    private static Finding FindingOf(string text)
    {
        if (Agatston().Match(text) is { Success: true } score)
            return score.Groups[1].Value.TrimStart('0').Length > 0 ? Finding.Vascular : Finding.None;
        if (text.Contains("t-score", StringComparison.OrdinalIgnoreCase))
            return SpineSite().IsMatch(text) && !OtherSite().IsMatch(text) ? Finding.TScoreSpine : Finding.TScoreOther;
        if (Calcium().IsMatch(text) && Vessel().IsMatch(text) && !NoVessel().IsMatch(text))
            return Finding.Vascular;
        if (Vertebra().IsMatch(text) && Broken().IsMatch(text))
            return Finding.Vertebra;
        if (text.Contains("fractur", StringComparison.OrdinalIgnoreCase))
            return Hip().IsMatch(text) ? Finding.Hip : OtherBone().IsMatch(text) ? Finding.Fracture : Finding.None;
        return LowDensity().IsMatch(text) ? Finding.LowDensity : Finding.None;
    }

    // 2. Codes that start the clock.
    private void ReadFractureCodes()
    {
        var from = asOf.AddMonths(-24);
        var parts = PlainTable.Read(input, "conditions", threads, ["patient_id", "code_system", "code", "start_date", "status", "category"], () => new List<(string, Statement)>(), (found, row) =>
        {
            var names = row.Judge(2, code => SetsOf(IndexSets, "ICD10CM", Encoding.UTF8.GetString(code)));
            if (names.Length == 0 || row.Text(1) != "ICD10CM" || row.Day(3) is not { } day || day < from || day > asOf || row.Text(5) == "problem-list" || row.Text(4) is "entered-in-error" or "refuted")
                return;
            foreach (var name in names)
                found.Add((row.Text(0), new(name == "fracture-history" ? Finding.Fracture : Finding.CodedFracture, day, day, "", false, name == "fracture-history") { IsAcute = name is not ("fracture-history" or "fracture-pathologic") }));
        });
        foreach (var (patient, said) in parts.SelectMany(p => p))
            Chart(patient).Said.Add(said);
    }

    private string[] SetsOf(string[] among, string system, string code)
    {
        var plain = CodeSystems.NormaliseCode(system, code);
        return [.. among.Where(name => sets[name].HoldsCode(system, plain, asOf))];
    }

    private PlainChart Chart(string patient)
    {
        if (!_charts.TryGetValue(patient, out var chart))
            _charts[patient] = chart = new();
        return chart;
    }

    private Dictionary<string, string> ReadPatients(out Dictionary<string, long> ofAge)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var sites = new Dictionary<string, string>(StringComparer.Ordinal);
        // One thread: what is gathered is one dictionary.
        PlainTable.Read(input, "patients", 1, ["patient_id", "birth_date", "site", "death_date", "active"], () => 0, (_, row) =>
        {
            var (id, site, born, died) = (row.Text(0), row.Text(2), row.Day(1)!.Value, row.Day(3));
            sites[id] = site;
            if (AgeAt(born, asOf) >= 50 && !(died <= asOf))
                counts[site] = counts.GetValueOrDefault(site) + 1;
            if (_charts.TryGetValue(id, out var chart))
                (chart.Born, chart.Site, chart.Died, chart.Active) = (born, site, died, row.Number(4) != 0);
        });
        ofAge = counts;
        return sites;
    }

    public static int AgeAt(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year;
        return born.AddYears(years) <= on ? years : years - 1;
    }

    private void KeepCandidates(Dictionary<string, string> people)
    {
        foreach (var (id, chart) in _charts.ToList())
        {
            if (!people.ContainsKey(id) || !chart.IsCandidate(asOf))
                _charts.Remove(id);
        }
    }

    // 3. The candidates' codes, and how many rows of each site show that its feeds carry what is looked for.
    private void ReadCandidates(Dictionary<string, string> people, out Dictionary<string, long> statins, out Dictionary<string, long> boneDrugs, out Dictionary<string, long> densities)
    {
        var (recent, nowhere) = (asOf.AddDays(-365), new Dictionary<string, long>(StringComparer.Ordinal));
        var others = sets.Keys.Except(IndexSets).ToArray();
        Gather("conditions", "start_date", ["status", "category", "end_date"], [.. others.Except(DrugSets), "statin"], null, (row, names, day) =>
            row.Text(5) is "entered-in-error" or "refuted" ? null : new(names, day, row.Text(4)) { Category = row.Text(6), End = row.Day(7) }, (c, e) => c.Conditions.Add(e));
        var dxas = Gather("procedures", "performed_date", ["status"], others, "dxa-central", (row, names, day) =>
            row.Text(5) is "completed" or "done" or "final" or "" ? new(names, day, row.Text(4)) : null, (c, e) => c.Procedures.Add(e));
        Gather("results", "result_date", ["value"], ["t-score-spine", "t-score-hip", "t-score-forearm"], null, (row, names, day) =>
            new(names, day, row.Text(4)) { Value = row.Number(5) }, (c, e) => c.Results.Add(e));
        var drugs = Gather("medications", "start_date", ["status", "intent", "end_date", "days_supply", "dose", "kind"], DrugSets, "statin", (row, names, day) =>
            row.Text(5) is "entered-in-error" or "cancelled" or "not-done" or "draft" ? null : new(names, day, row.Text(4))
            {
                Status = row.Text(5),
                Intent = row.Text(6),
                End = row.Day(7),
                Supply = row.Number(8),
                Dose = row.Number(9),
                Kind = row.Text(10),
            }, (c, e) => c.Drugs.Add(e), "osteoporosis-drug");
        (statins, boneDrugs, densities) = (drugs[0], drugs[1], dxas[0]);

        var seen = PlainTable.Read(input, "encounters", threads, ["patient_id", "encounter_date"], () => new Dictionary<string, DateOnly>(StringComparer.Ordinal), (last, row) =>
        {
            var (id, day) = (row.Text(0), row.Day(1)!.Value);
            if (day <= asOf && _charts.ContainsKey(id) && !(last.TryGetValue(id, out var known) && known >= day))
                last[id] = day;
        });
        foreach (var (id, day) in seen.SelectMany(s => s))
            _charts[id].LastSeen = _charts[id].LastSeen is { } known && known > day ? known : day;

        Dictionary<string, long>[] Gather(string table, string date, string[] more, string[] among, string? counted, Func<PlainRow, string[], DateOnly, PlainEvent?> make, Action<PlainChart, PlainEvent> add, string? countedToo = null)
        {
            var parts = PlainTable.Read(input, table, threads, ["patient_id", "code_system", "code", date, "display", .. more], () => (Found: new List<(string, PlainEvent)>(), Counts: new[] { new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal) }), (own, row) =>
            {
                // Most codes mean nothing here, and that is thought once a dictionary.
                var system = row.Text(1);
                var names = row.Judge(2, code => SetsOf(among, system, Encoding.UTF8.GetString(code)));
                if (names.Length == 0 && table == "medications")
                    names = row.Judge(4, text => NamesIn(Encoding.UTF8.GetString(text)));
                if (names.Length == 0 || row.Day(3) is not { } day || day > asOf || make(row, names, day) is not { } made)
                    return;
                var id = row.Text(0);
                if (day > recent && made.Intent != "do-not-perform" && people.TryGetValue(id, out var site))
                {
                    if (counted is not null && names.Contains(counted))
                        own.Counts[0][site] = own.Counts[0].GetValueOrDefault(site) + 1;
                    if (countedToo is not null && names.Contains(countedToo))
                        own.Counts[1][site] = own.Counts[1].GetValueOrDefault(site) + 1;
                }
                if (_charts.ContainsKey(id))
                    own.Found.Add((id, made));
            });
            foreach (var (id, e) in parts.SelectMany(p => p.Found))
                add(_charts[id], e);
            return [.. Enumerable.Range(0, 2).Select(i => parts.SelectMany(p => p.Counts[i]).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value), StringComparer.Ordinal))];
        }
    }

    private string[] NamesIn(string display) => [.. DrugSets.Where(name => sets[name].HoldsName(display))];

    private List<(string Feed, string Site, DateOnly From, DateOnly To, int Lag)> ReadFeeds()
    {
        var rows = PlainTable.Read(input, "feeds", 1, ["feed", "site", "covered_from", "covered_to", "allowed_lag"], () => new List<(string Feed, string Site, DateOnly From, DateOnly To, int Lag)>(), (all, row) =>
            all.Add((row.Text(0), row.Text(1), row.Day(2)!.Value, row.Day(3)!.Value, (int)(row.Number(4) ?? 14)))).SelectMany(r => r).OrderBy(r => r.From).ToList();
        var joined = new List<(string Feed, string Site, DateOnly From, DateOnly To, int Lag)>();
        foreach (var row in rows)
        {
            // Intervals that touch are one.
            var at = joined.FindIndex(j => j.Feed == row.Feed && j.Site == row.Site && j.To >= row.From.AddDays(-1));
            if (at < 0)
                joined.Add(row);
            else
                joined[at] = joined[at] with { To = Later(joined[at].To, row.To) };
        }
        return joined;
    }

    private readonly record struct Sentence(Finding Finding, bool IsDoubted, bool IsPast, bool IsAcute, double? Value, bool Misleads);

    [GeneratedRegex(@"[.;]\s+|\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\b(?:no|not|without|negative for|absence of|absent|denies|free of|neither|rule out|r/o|evaluate for|assess for|concern for|clinical information|indication|reason for exam|screening)\b|\?", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(?:possible|possibly|probable|may|might|questionable|suspicious|suspected|cannot exclude|versus|vs)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Doubted();

    [GeneratedRegex(@"\b(?:history|comparison|prior|previous|previously|status post|s/p)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Past();

    [GeneratedRegex(@"\bacute\b", RegexOptions.IgnoreCase)]
    private static partial Regex Acute();

    [GeneratedRegex("history|comparison", RegexOptions.IgnoreCase)]
    private static partial Regex PastSection();

    [GeneratedRegex("indication|clinical|reason|technique", RegexOptions.IgnoreCase)]
    private static partial Regex AskingSection();

    [GeneratedRegex("agatston[^0-9]*([0-9]+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Agatston();

    [GeneratedRegex(@"-?[0-9]\.[0-9]")]
    private static partial Regex Number();

    [GeneratedRegex("spine|lumbar|l1", RegexOptions.IgnoreCase)]
    private static partial Regex SpineSite();

    [GeneratedRegex("hip|femoral neck|forearm|radius", RegexOptions.IgnoreCase)]
    private static partial Regex OtherSite();

    [GeneratedRegex("calcif|atheroscl|atheroma", RegexOptions.IgnoreCase)]
    private static partial Regex Calcium();

    [GeneratedRegex(@"aort|arter|coronary|carotid|iliac|femoral|popliteal|vascul|vessel|lad\b|rca\b", RegexOptions.IgnoreCase)]
    private static partial Regex Vessel();

    [GeneratedRegex("valv|annul|node|granuloma|phlebolith|ligament|pineal|choroid|falx", RegexOptions.IgnoreCase)]
    private static partial Regex NoVessel();

    [GeneratedRegex(@"compression|wedg|vertebra\w* (?:body )?fractur|fractur\w* of (?:the )?(?:[tl][0-9]|vertebra)|[tl][0-9]+\b[^,]*fractur", RegexOptions.IgnoreCase)]
    private static partial Regex Vertebra();

    [GeneratedRegex("fractur|compression (?:deformity|fracture)|wedg", RegexOptions.IgnoreCase)]
    private static partial Regex Broken();

    [GeneratedRegex("hip|femoral neck|intertrochanteric|subtrochanteric", RegexOptions.IgnoreCase)]
    private static partial Regex Hip();

    [GeneratedRegex("pelvi|pubic|ramus|rami|sacr|proximal humer|humeral neck|surgical neck|distal radi|colles|radial|wrist|rib|clavic|stern|ankle|humer|tibi|fibul", RegexOptions.IgnoreCase)]
    private static partial Regex OtherBone();

    [GeneratedRegex("osteop(?:enia|enic|or)|demineral|(?:low|decreased|reduced) bone (?:density|mass)", RegexOptions.IgnoreCase)]
    private static partial Regex LowDensity();

    [GeneratedRegex("scoliosis|kyphoplasty|vertebroplasty|(?:severe|advanced|marked)[^.]*(?:degenerat|spondylo|facet)", RegexOptions.IgnoreCase)]
    private static partial Regex Misleading();

    [GeneratedRegex("heel|calcan|foot|feet|finger|phalan|hand|wrist|peripheral|vfa|lva|lateral", RegexOptions.IgnoreCase)]
    private static partial Regex Peripheral();
}
