using Opportune.Core;
using Opportune.Sources.Fhir;

namespace Opportune.App.Evaluate.Cases;

/// <summary>
/// Holds published test patients against the rules: bundles/*.json as FHIR R4, cases.tsv with what is expected, codes.tsv with
/// rows for the value sets. Both evaluators judge, and where they differ it is said.
/// </summary>
internal sealed class CaseFolder(string folder)
{
    // The patients are one another's strangers: every feed is complete, and every patient is known to it.
    private static readonly Table[] Tables = [Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];
    private static readonly string[] Populations = ["ASCVD", "LDL 190 or familial, with age", "diabetes, with age", "risk, with age"];
    private static readonly (string Name, Func<Standing, bool> Of)[] Outcomes =
        [("treated", s => s.IsTreated), ("excluded", s => s.IsExcluded), ("excepted", s => s.IsExcepted)];

    // No case turns on a report.
    private static readonly FhirSource Source = new() { Id = "cases", Title = "test patients", Hash = "", Zone = TimeZoneInfo.Utc, ImagingCategories = new HashSet<string>(), Modalities = [] };

    private readonly string _name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    private readonly List<string> _rules = [];

    /// <summary>Denominators first, then what becomes of their members.</summary>
    public List<Scored> Scores { get; } = [];

    /// <summary>Every question on which case and rules differ.</summary>
    public List<Disagreement> Disagreements { get; } = [];

    /// <summary>What the figures leave out, and which rules the differences follow.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The folder itself, or those in it, that have the form.</summary>
    public static IReadOnlyList<string> Find(string data) =>
        !Directory.Exists(data) ? [] : [.. Directory.GetDirectories(data).Order(StringComparer.Ordinal).Prepend(data)
            .Where(d => File.Exists(Path.Combine(d, "cases.tsv")) && File.Exists(Path.Combine(d, "codes.tsv")) && Directory.Exists(Path.Combine(d, "bundles")))];

    /// <summary>Judges every case.</summary>
    /// <param name="jobs">The jobs folder, for its value sets.</param>
    /// <exception cref="InputException">A file is missing or malformed.</exception>
    public void Run(string jobs)
    {
        var rules = PopulationRules.Load(jobs, Path.Combine(folder, "codes.tsv"));
        Scores.AddRange(Populations.Select(p => new Scored(_name, p)));
        Scores.AddRange(Populations.SelectMany(p => Outcomes.Select(o => new Scored(_name, $"{p.Split(',')[0]}: {o.Name}"))));
        var (cases, forbidden, orders, strays, apart, unlike, rejects) = (0, 0, 0, 0, new List<string>(), new List<string>(), new List<FhirReject>());
        foreach (var one in PublishedCase.Read(Path.Combine(folder, "cases.tsv")))
        {
            var bundle = FhirBundle.Read(Path.Combine(folder, "bundles", one.Id + ".json"), Source, isOneCase: true);
            rejects.AddRange(bundle.Rejects);
            strays += bundle.Strays;
            var ours = new CaseJudgement(one, bundle, rules, Tables);
            cases++;
            orders += ours.OrdersNotToGive;
            forbidden += ours.Standings.Any(s => s.IsTreated) && ours.OrdersNotToGive > 0 ? 1 : 0;
            if (ours.EvaluatorsDiffer)
                unlike.Add(one.Id);
            if (!ours.HasVisit && Enumerable.Range(0, Populations.Length).Any(p => ours.Standings[p].IsMember != one.Expected[p].IsMember))
                apart.Add(one.Id);
            else
                Count(one, ours);
        }
        Notes.Add($"{_name}: {Amounts.Of(cases, "case")}; {Amounts.Of(orders, "order")} not to give a statin, of which {forbidden} count as treatment");
        Notes.Add($"{_name}: {Amounts.Of(apart.Count, "case")} whose membership turns only on a visit in the year, which our rules do not ask for{Names(apart)}");
        Notes.Add($"{_name}: {(unlike.Count == 0 ? "both evaluators say the same of every case" : "the evaluators differ" + Names(unlike))}");
        if (strays > 0)
            Notes.Add($"{_name}: {strays} resources name somebody who is not in their bundle, and count as the case's");
        Notes.AddRange(rejects.GroupBy(r => (r.Resource, r.Rule)).Select(g => $"{_name}: {g.Count()} {g.Key.Resource} rejected, {g.Key.Rule}"));
        Notes.AddRange(_rules.GroupBy(r => r).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{_name}: {g.Count()} differ, {g.Key}"));
    }

    private void Count(PublishedCase one, CaseJudgement ours)
    {
        for (var p = 0; p < Populations.Length; p++)
        {
            var (expected, said) = (one.Expected[p], ours.Standings[p]);
            Count(Scores[p], one, ours, expected.IsMember, said.IsMember);
            // Outcomes are asked of the published members alone.
            for (var o = 0; o < Outcomes.Length && expected.IsMember; o++)
                Count(Scores[Populations.Length + (p * Outcomes.Length) + o], one, ours, Outcomes[o].Of(expected), Outcomes[o].Of(said));
        }
    }

    private void Count(Scored into, PublishedCase one, CaseJudgement ours, bool expected, bool said)
    {
        into.Raw.Count(expected, said);
        if (expected == said)
            return;
        var rule = ours.Because(expected);
        _rules.Add(rule);
        Disagreements.Add(new(_name, into.Label, one.Id, expected, said, null, null, rule, one.Title));
    }

    private static string Names(List<string> ids) => ids.Count == 0 ? "" : ": " + string.Join(' ', ids);
}
