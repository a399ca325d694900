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
        "no-show", "noshow", "refuted", "ruled-out", "nullified", "not-taken",
    };

    private static readonly HashSet<string> WaitingWords = new(StringComparer.Ordinal)
    {
        "ordered", "scheduled", "requested", "planned", "booked", "pending", "proposed", "draft", "preparation", "registered",
        "on-hold", "waitlist", "waiting", "in-progress", "preliminary", "partial",
    };

    /// <summary>The state of that event.</summary>
    public static RowState Of(Event row) => Of(row.Table, row.Status, row.Intent);

    /// <summary>The state of a row of that table with that status and intent, both in lower case.</summary>
    public static RowState Of(Table table, string? status, string? intent)
    {
        // An order not to give that was revoked, or entered in error, forbids nothing.
        if (status is not null && VoidWords.Contains(status))
            return RowState.Void;
        if (intent == "do-not-perform")
            return RowState.DoNotPerform;
        return table switch
        {
            // "active" is a drug in force, but a procedure or test that was only asked for.
            Table.Procedures or Table.Results or Table.ImagingFindings when status is not null && (status == "active" || WaitingWords.Contains(status)) => RowState.Waiting,
            Table.Medications when intent is "proposal" or "plan" || status is "draft" or "on-hold" or "proposed" or "intended" or "preparation" => RowState.Waiting,
            _ => RowState.Done,
        };
    }
}
