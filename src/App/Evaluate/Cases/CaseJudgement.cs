using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Reference;
using Opportune.Sources.Fhir;

namespace Opportune.App.Evaluate.Cases;

/// <summary>What the rules say of one test patient.</summary>
internal sealed class CaseJudgement
{
    private static readonly HashSet<string> NoControlFails = [];

    private readonly Gap? _gap;
    private readonly IReadOnlyList<string> _unplaced;

    public CaseJudgement(PublishedCase one, FhirBundle bundle, Rulebook rules, Table[] tables)
    {
        var rows = bundle.Rows.Select((r, i) => new SourceRow(r.Table, i, r.Cells)).ToList();
        var people = rows.FindAll(r => r.Table == Table.Patients);
        var chart = new SourceChart(rules, _ => [], one.PeriodEnd);
        var record = chart.Read(one.Id, people, rows.FindAll(r => r.Table != Table.Patients))
            ?? throw new InputException($"bundles/{one.Id}.json: its Patient has no birthDate up to {one.PeriodEnd:yyyy-MM-dd}");
        record = record with { LastSeen = tables.ToDictionary(t => t, _ => one.PeriodEnd) };
        var intervals = tables.Select(t => new FeedInterval(t, null, null, new(new(1900, 1, 1), one.PeriodEnd), Coverage.DefaultLagDays)).ToList();
        var gaps = new MeasureEvaluator(rules, new(intervals, tables.ToHashSet()), SiteControls.HoldingExcept(NoControlFails), one.PeriodEnd)
            .Evaluate(record).SelectMany(r => r.Gaps).ToList();
        var others = new ReferenceEvaluator(rules, intervals, tables.ToHashSet(), (_, _) => true, _ => false, one.PeriodEnd).Evaluate(record);
        EvaluatorsDiffer = !gaps.Select(g => (g.Measure, g.IndexDate, g.Status, g.Tier)).ToHashSet().SetEquals(others.Select(g => (g.Measure, g.IndexDate, g.Status, g.Tier)));
        HasVisit = gaps.Exists(g => g.Measure == PopulationRules.Visit);
        OrdersNotToGive = rows.Count(r => r.Table == Table.Medications && r.State == RowState.DoNotPerform);
        _gap = gaps.Find(g => g.Measure == PopulationRules.Populations);
        _unplaced = [.. rows.Where(r => r.Day is { } day && day <= one.PeriodEnd && r.Text("code") is not null && chart.SetsOf(r) is ([], [], []))
            .Select(r => $"{CodeSystems.Normalise(r.Text("code_system")!) ?? "unknown system"} {r.Text("code")}").Distinct().Order(StringComparer.Ordinal)];
        Standings = [.. Enumerable.Range(1, 4).Select(p => _gap is { } gap && gap.Tier == p
            ? new Standing(true, gap.Status == GapStatus.Excluded, Closed(gap, "treated"), Closed(gap, "excepted"))
            : default)];
    }

    /// <summary>By population, from 1.</summary>
    public IReadOnlyList<Standing> Standings { get; }

    /// <summary>Whether there was a visit of the coded kinds in the year.</summary>
    public bool HasVisit { get; }

    /// <summary>Orders that a drug is not to be given.</summary>
    public int OrdersNotToGive { get; }

    /// <summary>Whether the second opinion is another one.</summary>
    public bool EvaluatorsDiffer { get; }

    /// <summary>The rule that a difference follows.</summary>
    public string Because(bool expected)
    {
        if (expected && _unplaced.Count > 0)
            return $"rests on a code that no value set holds: {string.Join(", ", _unplaced)}";
        return _gap is null ? "no index event of any population" : $"tier {_gap.Tier}, {_gap.Status.ToString().ToLowerInvariant()}: {_gap.StatusReason}";
    }

    private static bool Closed(Gap gap, string label) => gap.Status == GapStatus.Closed && gap.StatusReason.StartsWith(label, StringComparison.Ordinal);
}
