namespace Opportune.Core;

/// <summary>What became of a row.</summary>
public enum RowState : byte
{
    /// <summary>It happened, or is in force.</summary>
    Done,

    /// <summary>Ordered or scheduled, not done yet.</summary>
    Waiting,

    /// <summary>An order not to give.</summary>
    DoNotPerform,

    /// <summary>Cancelled, not done, entered in error: no rule sees it.</summary>
    Void,
}

/// <summary>Tells a row's state from its status and intent (FHIR's words, and those that sites use).</summary>
public static class RowStates
{
    private static readonly HashSet<string> VoidWords = new(StringComparer.Ordinal)
    {
        "cancelled", "canceled", "entered-in-error", "not-done", "not done", "aborted", "revoked", "rejected", "declined",
        "no-show", "noshow", "refuted",
    };

    private static readonly HashSet<string> WaitingWords = new(StringComparer.Ordinal)
    {
        "ordered", "scheduled", "requested", "planned", "booked", "pending", "proposed", "draft", "preparation", "registered",
        "on-hold", "waitlist", "waiting", "in-progress",
    };

    /// <summary>The state of that event.</summary>
    public static RowState Of(Event row)
    {
        if (row.Intent == "do-not-perform")
            return RowState.DoNotPerform;
        if (row.Status is { } status && VoidWords.Contains(status))
            return RowState.Void;
        return row.Table switch
        {
            // "active" is a drug in force, but a procedure or test that was only asked for.
            Table.Procedures or Table.Results when row.Status is { } s && (s == "active" || WaitingWords.Contains(s)) => RowState.Waiting,
            Table.Medications when row.Intent is "proposal" or "plan" || row.Status is "draft" or "on-hold" or "proposed" => RowState.Waiting,
            _ => RowState.Done,
        };
    }
}
