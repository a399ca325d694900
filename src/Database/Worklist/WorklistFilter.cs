using Opportune.Core;

namespace Opportune.Database;

/// <summary>Which entries to list; what is null or empty does not count.</summary>
public sealed record WorklistFilter
{
    /// <summary>The leading measure, or one with an open or withheld line.</summary>
    public string? Measure { get; init; }

    /// <summary>The pathway.</summary>
    public string? Pathway { get; init; }

    /// <summary>The states; empty: those in which there is something to do (new, in review, reopened).</summary>
    public IReadOnlyList<EntryState> States { get; init; } = [];

    /// <summary>The tier.</summary>
    public int? Tier { get; init; }

    /// <summary>The site.</summary>
    public string? Site { get; init; }

    /// <summary>Who works on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>The patient, after merges.</summary>
    public string? Patient { get; init; }

    /// <summary>Each word of it begins a word of the name, of the record number or of the patient id.</summary>
    public string? Search { get; init; }

    /// <summary>What the last publication found: the list, "treatment unknown" or "not active here".</summary>
    public EntryFinding? Finding { get; init; }

    /// <summary>Only those that are back on the date that was set.</summary>
    public bool Returned { get; init; }

    /// <summary>Only those that a person closed and the data does not confirm; the states are then closed by a person.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>Only those that nobody works on.</summary>
    public bool Nobody { get; init; }

    /// <summary>The responsible clinician's id.</summary>
    public string? Clinician { get; init; }

    /// <summary>The panel of that clinician.</summary>
    public string? Panel { get; init; }

    /// <summary>Only those whose due date is over.</summary>
    public bool OverDue { get; init; }

    /// <summary>Only those first listed on that day or later.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Only those that came to people after that instant: opened as new, or let out of the queue.</summary>
    public DateTimeOffset? Came { get; init; }

    /// <summary>
    /// One line a patient: of those of a patient that are found open, are to do and pass this filter, the first in the order of tiers. Not with a measure or with states.
    /// </summary>
    public bool OnePerPatient { get; init; }

    internal IReadOnlyList<string> SearchedWords => Search is null ? [] : SearchWords.Typed(Search);

    /// <summary>The states that the list shows.</summary>
    public IReadOnlyList<EntryState> StatesOfList => States switch
    {
        { Count: > 0 } => States,
        _ when Unconfirmed => [EntryState.ClosedByPerson],
        _ when Patient is not null || Search is not null => Enum.GetValues<EntryState>(),
        _ => [EntryState.New, EntryState.InReview, EntryState.Reopened],
    };
}
