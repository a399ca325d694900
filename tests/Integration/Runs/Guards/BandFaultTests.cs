using System.Globalization;
using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Runs.Bands;
using Opportune.Runs.Guards;
using Opportune.Tests.Unit.Columnar;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>
/// Faults at one of three simulated sites after some clean weeks: each is named with table, column and days, and holds the measures at that
/// site that depend on it, and no more.
/// </summary>
public sealed class BandFaultTests(BandFaultTests.Sites sites) : IClassFixture<BandFaultTests.Sites>
{
    private const string Site = "north";
    private static readonly Rulebook Rules = LoadedJobs.Load(Path.Combine(Repository.Root, "jobs"), null) is var jobs ? jobs.Rules.For(jobs.Rules.Jobs["nightly"]) : null!;
    private static readonly DateOnly AsOf = new(2026, 3, 12);
    private static readonly string[] UseResults = ["dexa-review", "mineral-metabolism-review", "osteoporosis-treatment-review", "statin-review", "vertebral-fracture-assessment"];
    private static readonly string[] UseMedications = ["dexa-review", "mineral-metabolism-review", "osteoporosis-treatment-review", "statin-review", "vertebral-fracture-assessment"];
    private static readonly string[] UseProcedures = [.. Rules.Measures.Select(m => m.Id)];
    private static readonly string[] All = [.. Rules.Measures.Select(m => m.Id)];

    private static readonly string[] ClaimAbsence = [.. Rules.Measures.Where(m => m.SatisfiedBy.Any(s => s.Needs.Count > 0) || m.Exclude.Any(e => e.MustKnow)).Select(m => m.Id)];

    private static readonly (string Fault, Action<Spoilt> Do, string Told, string[] Held)[] Faults =
    [
        ("impressions are empty for a week", s => s.Scale(Table.ImagingFindings, Facet.Section, "impression", 0, 0, 6), $"imaging_findings.section, {Days(6, 0)}: said in impression", All),
        ("reports of two days have no text", s => s.Scale(Table.ImagingFindings, 0, 0, 1), $"imaging_findings.exam_date, {Days(1, 0)}", All),
        ("a day of reports comes twice under other ids", s => s.Scale(Table.ImagingFindings, 2, 3, 3), $"imaging_findings.exam_date, {Days(3, 3)}", All),
        ("a day of results comes twice, word for word", s => s.Repeat(Table.Results, 1), $"results.row_id, {Days(1, 1)}", UseResults),
        ("the site is missing", s => s.Remove(_ => true), "", All),
        ("nothing came for two days", s => s.Late(2), $", {Days(1, 0)}: rows", All),
        ("medications are three days late", s => s.Scale(Table.Medications, 0, 0, 2), $"medications.start_date, {Days(2, 0)}", UseMedications),
        ("conditions are in a code system of another name", s => s.Rename(Table.Conditions, "ICD10CM", 0), $"conditions.code_system, {Days(27, 0)}: ICD10CM: 0%", All),
        ("conditions of the last three days are in another code system", s => s.Rename(Table.Conditions, "ICD10CM", 2), $"conditions.code_system, {Days(2, 0)}", All),
        ("exam dates are a day early", s => s.Shift(Table.ImagingFindings, 1), "imaging_findings.exam_date, the Sundays from 2026-02-15 to 2026-03-08", All),
        ("exam dates are a day late", s => s.Shift(Table.ImagingFindings, -1), "imaging_findings.exam_date, the Saturdays from", All),
        ("results are dated a year back", s => s.Scale(Table.Results, 0, 0, 27), "results.result_date, ", UseResults),
        ("a week of procedures has the day of the load", s => s.OnOneDay(Table.Procedures, 6), $"procedures.performed_date, {Days(0, 0)}", UseProcedures),
        ("a quarter of the patients of conditions lost leading zeros", s => s.Scale(Table.Conditions, 0.75, 0, 27), "conditions.start_date, 2026-02-13 to 2026-03-1", All),
        ("results are half loaded", s => s.Scale(Table.Results, 0.5, 0, 27), $"results.result_date, {Days(27, 0)}", UseResults),
        ("a week of findings is a quarter of what it was", s => s.Scale(Table.ImagingFindings, 0.25, 0, 6), "imaging_findings.exam_date, ", All),
        ("days of supply are null", s => s.Empty(Table.Medications, "days_supply", 27), $"medications.days_supply, {Days(27, 0)}: no value: 100%", UseMedications),
        ("days of supply are null for two days", s => s.Empty(Table.Medications, "days_supply", 1), $"medications.days_supply, {Days(1, 0)}", UseMedications),
        ("values of results are null since yesterday", s => s.Empty(Table.Results, "value", 1), $"results.value, {Days(1, 0)}", UseResults),
        ("units of results are null for a week", s => s.Empty(Table.Results, "unit", 6), $"results.unit, {Days(6, 0)}", UseResults),
        ("categories of conditions are null", s => s.Empty(Table.Conditions, "category", 27), $"conditions.category, {Days(27, 0)}", All),
        ("states of procedures are null", s => s.Empty(Table.Procedures, "status", 27), $"procedures.status, {Days(27, 0)}", UseProcedures),
        // A whole line is the last: no reader can tell that lines are missing, only what is not in them.
        ("an export of results was cut off at the end of a line", s => s.Scale(Table.Results, 0, 0, 9), $"results.result_date, {Days(9, 0)}", UseResults),
        ("deaths are gone", s => s.Empty(Table.Patients, "death_date", 0), $"patients.death_date, {Days(0, 0)}: no value: 100%", All),
        ("sexes are swapped", s => s.SwapSexes(), $"patients.sex, {Days(0, 0)}: ", All),
        ("DXA codes are gone for a week", s => s.Scale(Table.Procedures, Facet.Code, "CPT 77080", 0, 0, 6), $"procedures.code, {Days(6, 0)}: CPT 77080: 0%", ["dexa-review"]),
        ("DXA is gone at whoever is no candidate", s => s.Scale(Table.Procedures, Facet.Control, "dxa-central", 0, 0, 6), $"procedures.code, {Days(6, 0)}: rows of dxa-central: 0", ["dexa-review"]),
        ("atorvastatin has another code", s => s.Scale(Table.Medications, Facet.Code, "RXNORM 83367", 0, 0, 6), $"medications.code, {Days(6, 0)}: RXNORM 83367", ["mineral-metabolism-review", "statin-review"]),
        ("calcium is in mmol/L and says mg/dL", s => s.Resize("LOINC 17861-6", "mg/dL", 1 / 4.008, 2), $"results.value, {Days(2, 0)}: LOINC 17861-6, mg/dL", ["mineral-metabolism-review", "osteoporosis-treatment-review"]),
        ("calcium says mmol/L and is in mg/dL", s => s.Relabel("LOINC 17861-6", "mg/dL", "mmol/L", 2), $"results.unit, {Days(2, 0)}: LOINC 17861-6, m", ["mineral-metabolism-review", "osteoporosis-treatment-review"]),
        ("a decimal comma of LDL is read as thousands", s => s.Resize("LOINC 2089-1", "mg/dL", 1000, 0), $"results.value, {Days(0, 0)}: LOINC 2089-1, mg/dL", ["mineral-metabolism-review", "statin-review"]),
        ("eGFR lost its decimal point", s => s.Resize("LOINC 98979-8", "mL/min/{1.73_m2}", 10, 6), $"results.value, {Days(6, 0)}: LOINC 98979-8", ["mineral-metabolism-review", "osteoporosis-treatment-review", "statin-review"]),
        ("T-scores lost their sign", s => s.Resize("LOINC 38264-8", "{T-score}", -1, 27), $"results.value, {Days(27, 0)}: LOINC 38264-8", ["dexa-review", "osteoporosis-treatment-review", "vertebral-fracture-assessment"]),
        ("the encoding of reports is broken", s => s.Count(Table.ImagingFindings, RunCounts.Items.RepairedText, 400), "imaging_findings: text that is not UTF-8 in 400 of 10,500 rows, 0 at the publication of 2026-03-11", All),
        ("sexes are written otherwise", s => s.Count(Table.Patients, RunCounts.Items.Rejected("unknown-sex"), 9000), "patients: rejected unknown-sex in 9,000 of 10,500 rows, 0 at the publication of 2026-03-11", All),
        ("periods of observation are gone", s => s.Count(Table.ObservationPeriods, RunCounts.Items.Read, 0), "observation_periods has no rows", ClaimAbsence),
        ("dates of medications lie in the future", s => s.Count(Table.Medications, RunCounts.Items.Skipped(SkipReasons.AfterAsOf), 2000), "medications: dates after the as-of date in 2,000 of 10,500 rows, 0 at the publication of 2026-03-11", UseMedications),
    ];

    // Files of an export that end too early: which, and what is told.
    private static readonly (string File, string Told)[] CutOff =
    [
        ("Observation.ndjson", "Observation.ndjson, line 151: the file ends within a resource, so it was cut off; export or fetch it again"),
        ("Observation.ndjson.gz", "Observation.ndjson.gz: is no gzip file, is damaged, or was cut off; fetch it again"),
    ];

    // What is promised of faults, and which of those here show it.
    private static readonly (string Promised, string[] Shown)[] Promises =
    [
        ("empty impressions for a week", ["impressions are empty for a week"]),
        ("a unit swap", ["calcium is in mmol/L and says mg/dL", "calcium says mmol/L and is in mg/dL"]),
        ("a duplicated day", ["a day of reports comes twice under other ids", "a day of results comes twice, word for word"]),
        ("a missing site", ["the site is missing"]),
        ("a renamed code system", ["conditions are in a code system of another name", "conditions of the last three days are in another code system"]),
        ("shifted dates", ["exam dates are a day early", "exam dates are a day late", "results are dated a year back"]),
        ("truncated NDJSON", ["Observation.ndjson", "Observation.ndjson.gz", "an export of results was cut off at the end of a line"]),
        ("a column of nulls", ["days of supply are null", "categories of conditions are null", "states of procedures are null"]),
        ("DXA codes gone", ["DXA codes are gone for a week", "DXA is gone at whoever is no candidate"]),
    ];

    public static TheoryData<string> CutOffFiles => [.. CutOff.Select(f => f.File)];

    public static TheoryData<string> Names => [.. Faults.Select(f => f.Fault)];

    [Theory, MemberData(nameof(Names))]
    public void Is_named_with_table_column_and_days_and_holds_what_depends_on_it(string fault)
    {
        var (_, spoil, told, held) = Faults.Single(f => f.Fault == fault);
        var spoilt = new Spoilt(sites.Tonight);
        spoil(spoilt);
        var found = RunGuards.Check(spoilt.Night, sites.Published, sites.Parts, Rules, new(), sites.Nights);
        var text = string.Join('\n', found.Select(h => $"{h.Part.Measure} at {h.Part.Site}: {h.Guard}: {h.Detail}"));
        Assert.Equal(held.Select(m => new MeasurePart(m, spoilt.IsEverywhere ? "" : Site)), found.Select(h => spoilt.IsEverywhere ? h.Part with { Site = "" } : h.Part).Distinct().OrderBy(p => p.Measure, StringComparer.Ordinal));
        Assert.All(found, h => Assert.Contains(told, h.Detail, StringComparison.Ordinal));
        Assert.True(found.Count > 0, text);
    }

    [Theory, MemberData(nameof(CutOffFiles))]
    public void A_file_that_ends_too_early_is_named_and_what_was_taken_before_stands(string file)
    {
        using var export = new FhirExport();
        var lines = Enumerable.Range(0, 300).Select(i =>
            $$$"""{"resourceType":"Observation","id":"o{{{i:D3}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2089-1"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01","valueQuantity":{"value":100,"unit":"mg/dL"}}""");
        _ = file.EndsWith(".gz", StringComparison.Ordinal) ? export.Zipped(file, lines) : export.With(file, lines);
        export.Take();
        var before = export.AllRows();
        Assert.Equal(300, before.Count);
        var whole = File.ReadAllBytes(export[file]);
        File.WriteAllBytes(export[file], whole[..((whole.Length / 2) + 9)]);
        var fault = Assert.Throws<InputException>(() => { export.Take(); });
        Assert.Equal(CutOff.Single(f => f.File == file).Told, fault.Message);
        Assert.Equal(before, export.AllRows());
    }

    [Fact]
    public void At_least_thirty_faults_are_told_apart_and_every_promise_is_among_them()
    {
        string[] all = [.. Faults.Select(f => f.Fault), .. CutOff.Select(f => f.File)];
        Assert.True(all.Distinct().Count() >= 30);
        Assert.Empty(Promises.SelectMany(p => p.Shown).Except(all));
        Assert.Equal(9, Promises.Length);
    }

    [Fact]
    public void Without_a_fault_nothing_is_held() =>
        Assert.Empty(RunGuards.Check(sites.Tonight, sites.Published, sites.Parts, Rules, new(), sites.Nights));

    [Fact]
    public void What_was_let_go_is_no_news_the_night_after()
    {
        var spoilt = new Spoilt(sites.Tonight);
        spoilt.Scale(Table.Procedures, Facet.Code, "CPT 77080", 0, 0, 6);
        var nights = sites.Nights.ToDictionary(n => n.Key, n => (IReadOnlyList<DayCounts>)[.. n.Value, spoilt.Night.Days[n.Key] with { AsOf = AsOf.AddDays(-1) }]);
        Assert.Empty(RunGuards.Check(spoilt.Night, sites.Published, sites.Parts, Rules, new(), nights));
    }

    [Fact]
    public void A_site_that_is_known_for_less_than_28_days_is_not_judged_and_changes_no_other_ones_bounds()
    {
        var spoilt = new Spoilt(sites.Tonight);
        spoilt.Remove(_ => true);
        var young = sites.Nights.ToDictionary(n => n.Key, n => n.Key == Site ? (IReadOnlyList<DayCounts>)[.. n.Value.Where(d => d.AsOf > AsOf.AddDays(-DayCounts.Days))] : n.Value);
        Assert.Empty(RunGuards.Check(spoilt.Night, sites.Published, sites.Parts, Rules, new(), young));
        // Its own nights, whatever they hold, are nothing to the others: they are found as without it.
        var south = new Spoilt(sites.Tonight, "south");
        south.Scale(Table.Medications, 0, 0, 4);
        var with = RunGuards.Check(south.Night, sites.Published, sites.Parts, Rules, new(), young);
        var without = RunGuards.Check(south.Night, sites.Published, sites.Parts, Rules, new(), young.Where(n => n.Key != Site).ToDictionary());
        Assert.NotEmpty(with);
        Assert.Equal(without, with);
    }

    private static string Days(int first, int last) =>
        first == last ? $"{AsOf.AddDays(-last):yyyy-MM-dd}" : $"{AsOf.AddDays(-first):yyyy-MM-dd} to {AsOf.AddDays(-last):yyyy-MM-dd}";

    /// <summary>Three sites that were published night after night.</summary>
    public sealed class Sites
    {
        public Sites()
        {
            var first = AsOf.AddDays(-110);
            var all = new[] { (Site, 1.0), ("south", 0.7), ("west", 0.5) }.Select((s, i) => (Name: s.Item1, Site: new SimulatedSite(77 + i, first, 111, s.Item2))).ToList();
            Nights = all.ToDictionary(s => s.Name, s => (IReadOnlyList<DayCounts>)[.. Enumerable.Range(1, new BandSettings().LearnDays).Select(n => s.Site.Night(AsOf.AddDays(-n))).Reverse()]);
            Tonight = new(AsOf, "rules", Counts(10_500), []) { Days = all.ToDictionary(s => s.Name, s => s.Site.Night(AsOf)) };
            Parts = [.. from measure in Rules.Measures from site in all select new MeasurePart(measure.Id, site.Name)];
            var published = new GuardedRun(AsOf.AddDays(-1), "rules", Counts(10_000), []);
            Published = Parts.ToDictionary(p => p, _ => published);
        }

        internal IReadOnlyDictionary<string, IReadOnlyList<DayCounts>> Nights { get; }

        internal GuardedRun Tonight { get; }

        internal IReadOnlyList<MeasurePart> Parts { get; }

        internal IReadOnlyDictionary<MeasurePart, GuardedRun> Published { get; }

        private static RunCounts Counts(long rows)
        {
            var counts = new RunCounts();
            foreach (var table in new[] { Table.Patients, Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters, Table.ObservationPeriods })
                (counts[RunCounts.Of(table), RunCounts.Items.Read], counts[RunCounts.Of(table), RunCounts.Items.Used]) = (rows, rows);
            return counts;
        }
    }

    /// <summary>A night into which a fault is put.</summary>
    private sealed class Spoilt
    {
        private readonly string _site;
        private readonly Dictionary<Series, int[]> _counts;

        public Spoilt(GuardedRun clean, string site = Site)
        {
            _site = site;
            _counts = clean.Days[site].Counts.ToDictionary(c => c.Key, c => (int[])c.Value.Clone());
            Night = clean with { Days = clean.Days.ToDictionary(d => d.Key, d => d.Key == site ? d.Value with { Counts = _counts } : d.Value) };
        }

        public GuardedRun Night { get; private set; }

        /// <summary>Whether a fault of a whole table is meant, which nobody can tell the site of.</summary>
        public bool IsEverywhere { get; private set; }

        public void Remove(Func<Series, bool> which)
        {
            foreach (var series in _counts.Keys.Where(which).ToList())
                _counts.Remove(series);
        }

        public void Scale(Table table, double by, int first, int last) => Each(s => s.Table == table && s.Facet != Facet.Control, d =>
        {
            for (var lag = first; lag <= last; lag++)
                d[lag] = (int)(d[lag] * by);
        });

        public void Scale(Table table, Facet facet, string item, double by, int first, int last)
        {
            var days = _counts[new(table, facet, item)];
            for (var lag = first; lag <= last; lag++)
                days[lag] = (int)(days[lag] * by);
        }

        public void Late(int days) => Each(s => s.Table != Table.Patients, d => d.AsSpan(0, days).Clear());

        public void Repeat(Table table, int lag)
        {
            var repeated = new int[DayCounts.Days];
            repeated[lag] = _counts[new(table, Facet.Rows, "")][lag];
            _counts[new(table, Facet.Repeated, "")] = repeated;
        }

        public void Rename(Table table, string system, int days)
        {
            var (old, renamed) = (_counts[new(table, Facet.System, system)], new int[DayCounts.Days]);
            for (var lag = 0; lag <= (days == 0 ? DayCounts.Days - 1 : days); lag++)
                (renamed[lag], old[lag]) = (old[lag], 0);
            _counts[new(table, Facet.System, $"local:{system}")] = renamed;
        }

        public void Shift(Table table, int days) => Each(s => s.Table == table && s.Facet != Facet.Control, d =>
        {
            var moved = new int[d.Length];
            for (var lag = 0; lag < d.Length; lag++)
            {
                if (lag + days is >= 0 and < DayCounts.Days and var to)
                    moved[to] = d[lag];
            }
            moved.CopyTo(d, 0);
        });

        public void OnOneDay(Table table, int last) => Each(s => s.Table == table && s.Facet != Facet.Control, d =>
        {
            for (var lag = 1; lag <= last; lag++)
                (d[0], d[lag]) = (d[0] + d[lag], 0);
        });

        public void Empty(Table table, string column, int last)
        {
            var (rows, missing) = (_counts[new(table, Facet.Rows, "")], _counts[new(table, Facet.Missing, column)]);
            for (var lag = 0; lag <= last; lag++)
                missing[lag] = rows[lag];
        }

        public void SwapSexes()
        {
            var (f, m) = (new Series(Table.Patients, Facet.Sex, "F"), new Series(Table.Patients, Facet.Sex, "M"));
            (_counts[f], _counts[m]) = (_counts[m], _counts[f]);
        }

        public void Resize(string code, string unit, double by, int last)
        {
            foreach (var series in _counts.Keys.Where(s => s.Facet == Facet.Value && s.Front == Series.Join(code, unit)).ToList())
            {
                var size = int.Parse(series.Back, CultureInfo.InvariantCulture);
                var value = Math.Sign(size) * (Math.Pow(2, (Math.Abs(size) + 0.5) / 2) - 1) * by;
                var other = series with { Item = Series.Join(series.Front, DayBook.SizeOf(value).ToString(CultureInfo.InvariantCulture)) };
                Move(series, other, last);
            }
        }

        public void Relabel(string code, string unit, string to, int last)
        {
            Move(new(Table.Results, Facet.Unit, Series.Join(code, unit)), new(Table.Results, Facet.Unit, Series.Join(code, to)), last);
            foreach (var series in _counts.Keys.Where(s => s.Facet == Facet.Value && s.Front == Series.Join(code, unit)).ToList())
                Move(series, series with { Item = Series.Join(Series.Join(code, to), series.Back) }, last);
        }

        public void Count(Table table, string item, long rows)
        {
            var counts = new RunCounts();
            foreach (var (subject, of, amount) in Night.Counts.All)
                counts[subject, of] = amount;
            counts[RunCounts.Of(table), item] = rows;
            Night = Night with { Counts = counts };
            IsEverywhere = true;
        }

        private void Move(Series from, Series to, int last)
        {
            if (from == to)
                return;
            if (!_counts.TryGetValue(to, out var there))
                _counts[to] = there = new int[DayCounts.Days];
            var here = _counts[from];
            for (var lag = 0; lag <= last; lag++)
                (there[lag], here[lag]) = (there[lag] + here[lag], 0);
        }

        private void Each(Func<Series, bool> which, Action<int[]> change)
        {
            foreach (var (_, days) in _counts.Where(c => which(c.Key)))
                change(days);
        }
    }
}
