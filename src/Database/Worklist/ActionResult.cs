namespace Opportune.Database;

/// <summary>What came of an action.</summary>
public enum ActionOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Not possible; nothing was changed.</summary>
    Refused,

    /// <summary>A colleague was quicker; nothing was changed, and the result says what they did.</summary>
    Conflict,

    /// <summary>There is no such entry.</summary>
    Unknown,
}

/// <summary>What came of a person's action on an entry.</summary>
public sealed record ActionResult
{
    /// <summary>In a word.</summary>
    public required ActionOutcome Outcome { get; init; }

    /// <summary>In one line: why not, or what else there is to know; null: nothing.</summary>
    public string? Message { get; init; }

    /// <summary>The entry as it is now; null where there is none.</summary>
    public EntryRow? Entry { get; init; }

    /// <summary>On a conflict: what colleagues did to the entry since it was looked at, oldest first.</summary>
    public IReadOnlyList<EventRow> Meanwhile { get; init; } = [];

    /// <summary>Other entries of the patient that changed with it.</summary>
    public IReadOnlyList<EntryRow> AlsoChanged { get; init; } = [];

    /// <summary>Other open entries of the patient that a person with another role has to decide about.</summary>
    public IReadOnlyList<EntryRow> LeftOpen { get; init; } = [];

    /// <summary>Rows of evidence that were entered, by number.</summary>
    public IReadOnlyList<long> Reported { get; init; } = [];

    internal static ActionResult NotThere(string entryId) =>
        new() { Outcome = ActionOutcome.Unknown, Message = $"there is no entry {entryId}; 'entries list' shows their ids" };

    internal static ActionResult No(EntryRow entry, string why) => new() { Outcome = ActionOutcome.Refused, Message = why, Entry = entry };
}
