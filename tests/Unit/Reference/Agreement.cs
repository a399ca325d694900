using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Reference;

namespace Opportune.Tests.Unit.Reference;

/// <summary>What two opinions say of one patient, side by side.</summary>
internal sealed class Agreement(Rulebook rules, RandomSource source)
{
    private readonly MeasureEvaluator _engine = new(rules, new(source.Intervals, source.Tables) { ObservedSites = source.Observed }, SiteControls.HoldingExcept(source.Unproven), source.AsOf);
    private readonly ReferenceEvaluator _reference = new(rules, source.Intervals, source.Tables, (control, _) => !source.Unproven.Contains(control.ValueSet), site => source.Observed.Contains(site ?? ""), source.AsOf);

    /// <summary>How many gaps were compared, by status.</summary>
    public Dictionary<GapStatus, int> Seen { get; } = [];

    /// <summary>Where they differ; null where nowhere.</summary>
    public string? Difference(PatientRecord patient)
    {
        var gaps = _engine.Evaluate(patient).SelectMany(r => r.Gaps).ToList();
        var others = _reference.Evaluate(patient);
        var (one, other) = (string.Join('\n', gaps.Select(Text)), string.Join('\n', others.Select(Text)));
        if (one != other)
            return $"engine:\n{one}\nreference:\n{other}";
        foreach (var (gap, second) in gaps.Zip(others))
        {
            Seen[gap.Status] = Seen.GetValueOrDefault(gap.Status) + 1;
            if (gap.Evidence.FirstOrDefault(item => !IsConfirmed(item, second)) is { } wrong)
                return $"{gap.Measure}: evidence {wrong.Role} {wrong.Criterion} {wrong.Outcome} {wrong.Searched} {wrong.Event?.RowId} {wrong.Window}";
        }
        return null;
    }

    /// <summary>The patient without what does not matter to the difference.</summary>
    public PatientRecord Smallest(PatientRecord patient)
    {
        for (var i = patient.Events.Count - 1; i >= 0; i--)
        {
            var without = patient with { Events = [.. patient.Events.Where((_, n) => n != i)] };
            if (Difference(without) is not null)
                patient = without;
        }
        return patient;
    }

    private static bool IsConfirmed(EvidenceItem item, ReferenceGap second)
    {
        if (item.Role == "first-seen")
            return true;
        var finding = second.Ask(item.Role, item.Criterion);
        return item.Outcome switch
        {
            EvidenceOutcome.Found => finding.IsMet && finding.Rows.Contains(item.Event),
            EvidenceOutcome.NoneFound => !finding.IsMet && finding.IsChecked(item.Searched!.Value),
            _ => !finding.IsMet && !finding.IsChecked(item.Searched!.Value),
        };
    }

    // Why a gap is withheld is worded by the first opinion alone.
    private static string Text(Gap g) =>
        $"{g.Measure} {g.IndexDate:O} {g.IndexTable} {g.IndexRow} {g.Status} {(g.Status == GapStatus.Withheld ? "" : g.StatusReason)} {g.Tier} [{g.Priority}] due {g.DueDate:O} covered {g.CoveredTo:O} age {g.Age}";

    private static string Text(ReferenceGap g) =>
        $"{g.Measure} {g.IndexDate:O} {g.IndexTable} {g.IndexRow} {g.Status} {g.Reason} {g.Tier} [{g.Priority}] due {g.DueDate:O} covered {g.CoveredTo:O} age {g.Age}";
}
