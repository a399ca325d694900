using Opportune.Core;

namespace Opportune.Database;

/// <summary>What can be done to many entries at once.</summary>
public enum BulkKind
{
    /// <summary>Given to a person, or to nobody.</summary>
    Assign,

    /// <summary>A line added to the note of each.</summary>
    Note,

    /// <summary>Decided: put off, or closed.</summary>
    Decide,

    /// <summary>Kept as sent, each to the clinician whose patient it is.</summary>
    HandOver,
}

/// <summary>What came of one of them.</summary>
public enum BulkOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>A colleague or a run changed it meanwhile; left as it is.</summary>
    Changed,

    /// <summary>Not allowed, or not possible; left as it is.</summary>
    Refused,
}

/// <summary>What is to be done to many entries at once.</summary>
/// <param name="Kind">What.</param>
/// <param name="Disposition">Of deciding: which.</param>
/// <param name="Value">To whom (null: to nobody), or the line for the note, or the comment, or by what it was sent.</param>
/// <param name="Until">Of putting off: the first day back; null: as the disposition says.</param>
/// <param name="ChosenBy">How the entries were chosen, for the record: "all 312 matching".</param>
public sealed record BulkAction(BulkKind Kind, Disposition? Disposition, string? Value, DateOnly? Until, string ChosenBy)
{
    /// <summary>Of handing over: for each entry what goes to whom, or why nothing does.</summary>
    public IReadOnlyDictionary<string, BulkHandOff> HandOffs { get; init; } = new Dictionary<string, BulkHandOff>();
}

/// <summary>What is sent about one of many entries.</summary>
/// <param name="Sent">What goes to whom; null: nothing can be sent.</param>
/// <param name="Words">What is told of it: to whom it went, or why it did not.</param>
public sealed record BulkHandOff(HandOff? Sent, string Words);

/// <summary>An entry, and what of it was before the eyes of who chose it.</summary>
public readonly record struct BulkChoice(string EntryId, EntrySeen Seen);

/// <summary>What was done to many entries at once.</summary>
public sealed record BulkActionRow
{
    /// <summary>The request's own name.</summary>
    public string BulkId { get; init; } = "";

    /// <summary><see cref="BulkKind"/>, by name.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Of deciding: which disposition.</summary>
    public string? Disposition { get; init; }

    /// <summary>To whom, or the line for the note, or the comment, or by what it was sent.</summary>
    public string? Value { get; init; }

    /// <summary>Of putting off: the first day back.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>How the entries were chosen.</summary>
    public string ChosenBy { get; init; } = "";

    /// <summary>Who asked for it.</summary>
    public string AskedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Who undid it; null: nobody.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? UndoneAt { get; init; }
}

/// <summary>What came of one of them, and who the patient is.</summary>
public sealed record BulkItemRow
{
    /// <summary>Its place.</summary>
    public long Ordinal { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary><see cref="BulkOutcome"/>, by name.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Why not, or to whom it went.</summary>
    public string? Message { get; init; }

    /// <summary>What came of undoing it; null: it was not undone.</summary>
    public string? UndoOutcome { get; init; }

    /// <summary>Why it was not undone.</summary>
    public string? UndoMessage { get; init; }

    /// <summary>The patient.</summary>
    public string PatientNow { get; init; } = "";

    /// <summary>The patient's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The record number.</summary>
    public string? Mrn { get; init; }

    /// <summary>The birth date.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>The entry's tier.</summary>
    public long Tier { get; init; }
}

/// <summary>An action on many entries with what came of each.</summary>
/// <param name="Action">The action.</param>
/// <param name="Items">One an entry, in the order in which they were chosen.</param>
public sealed record BulkResult(BulkActionRow Action, IReadOnlyList<BulkItemRow> Items);
