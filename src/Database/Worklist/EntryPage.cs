namespace Opportune.Database;

/// <summary>A page of the list.</summary>
/// <param name="Entries">Its rows, in order.</param>
/// <param name="Next">Where the next page begins; null: this was the last.</param>
public sealed record EntryPage(IReadOnlyList<EntryRow> Entries, ListPosition? Next);

/// <summary>How many entries are in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Entries">How many.</param>
/// <param name="Returned">Of these, back on the date that was set.</param>
/// <param name="Unconfirmed">Of these, closed by a person and not confirmed by the data.</param>
public sealed record StateCount(string State, long Entries, long Returned, long Unconfirmed);

/// <summary>What changed the list last.</summary>
/// <param name="EventId">Number of the newest event, by a person or a run; 0: none yet.</param>
/// <param name="RunId">The newest run that published; null: none.</param>
/// <param name="PublishedAt">When something was published last; null: never.</param>
/// <param name="DecisionId">Number of the newest decision on what is shown; 0: none yet.</param>
/// <param name="Stops">How often anything was stopped or went on.</param>
public sealed record ListChange(long EventId, string? RunId, DateTimeOffset? PublishedAt, long DecisionId, long Stops);
