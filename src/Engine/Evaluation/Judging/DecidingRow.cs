using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// The row on which a condition that holds rests: the latest of those that make it hold. What a reviewer reported counts
/// only where the source has nothing, so that data takes the place of a report as soon as it comes.
/// </summary>
internal static class DecidingRow
{
    /// <summary>The row and the criterion that it met; null where the condition holds without any row.</summary>
    public static (string Criterion, Event Row)? Of(Condition condition, Trial trial)
    {
        (string Criterion, Event Row)? best = null;
        foreach (var name in Deciding(condition, trial))
        {
            foreach (var e in trial.Result(name).Events)
            {
                if (best is not { } known || ComesBefore(known.Row, e))
                    best = (name, e);
            }
        }
        return best;
    }

    private static bool ComesBefore(Event known, Event e)
    {
        var (wasReported, isReported) = (ReportedRows.Names(known.RowId), ReportedRows.Names(e.RowId));
        return wasReported != isReported ? wasReported : EventOrder.Compare(known, e) < 0;
    }

    // Only through parts that hold: a row beside the point decides nothing.
    private static IEnumerable<string> Deciding(Condition condition, Trial trial) => condition switch
    {
        Condition.Met met => [met.Criterion],
        Condition.AnyOf any => any.Inner.Where(trial.Holds).SelectMany(c => Deciding(c, trial)),
        Condition.AllOf all => all.Inner.SelectMany(c => Deciding(c, trial)),
        _ => [],
    };
}
