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
