using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Decides which lines of a report count where they are of several versions, so that no sentence is read across two of them
/// and a finding that was taken back stays so. A correction replaces what was signed before, of several corrections the
/// latest holds, a report signed again after that replaces it in turn; an addendum stands beside. A version that is not
/// known by the as-of date changes nothing.
/// </summary>
internal sealed class ReportVersions(WorkPlan plan)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly RowJudge _judge = new(Table.ImagingFindings);
    private readonly long _asOf = plan.Rules.AsOfDay;

    /// <summary>Whether the lines are of more than one version, as far as their status says.</summary>
    public bool Differ(List<ReportLine> lines)
    {
        var differ = false;
        foreach (var line in lines)
        {
            line.Stage = ReportStages.Of(_judge.StatusOf(line.Values));
            differ |= line.Stage != lines[0].Stage || line.Stage == ReportStage.Corrected;
        }
        return differ && lines.Count > 1;
    }

    /// <summary>Marks the lines that do not count; their status and dates are decoded.</summary>
    /// <returns>The last day as of which they come to the same: on the day after it another version is known.</returns>
    public long Mark(List<ReportLine> lines)
    {
        var until = long.MaxValue;
        foreach (var line in lines)
        {
            line.Skipped = _judge.SkipReason(line.Values);
            // A day that cannot be meant is refused further on, whatever the as-of date.
            var known = _judge.KnownFrom(line.Values);
            if (line.Skipped is not null || known <= _asOf || known > CanonicalValue.LastDay)
                continue;
            line.Skipped = SkipReasons.AfterAsOf;
            until = Math.Min(until, known - 1);
        }
        Replace(lines);
        return until;
    }

    private void Replace(IReadOnlyList<ReportLine> lines)
    {
        var corrections = lines.Where(l => l is { Skipped: null, Stage: ReportStage.Corrected }).ToList();
        if (corrections.Count == 0)
            return;
        // A correction without a date cannot be told from another, and nothing was signed after it.
        var latest = corrections.Max(SignedOn) ?? long.MaxValue;
        var isSignedAgain = lines.Any(l => IsSignedAfter(l, latest));
        foreach (var line in lines)
        {
            var holds = line.Stage switch
            {
                ReportStage.Addendum => true,
                ReportStage.Corrected => !isSignedAgain && !(SignedOn(line) < latest),
                _ => IsSignedAfter(line, latest),
            };
            if (!holds && line.Skipped is null or SkipReasons.Preliminary)
                line.Skipped = SkipReasons.Superseded;
        }
    }

    private bool IsSignedAfter(ReportLine line, long day) =>
        line is { Skipped: null, Stage: ReportStage.Final } && SignedOn(line) > day;

    private long? SignedOn(ReportLine line) => line.Values.Has(_layout.ReportDate) ? line.Values.Integer(_layout.ReportDate) : null;
}
