using Opportune.Core;

namespace Opportune.Database;

/// <summary>An entry as it stands on a day: what the last publication found, what a person decided last, and the state of both.</summary>
public sealed record EntryRow
{
    /// <summary>Given at creation, never derived again.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>The patient, after merges.</summary>
    public string PatientNow { get; init; } = "";

    /// <summary>Pathway.</summary>
    public string Pathway { get; init; } = "";

    /// <summary>The how manieth entry of the patient in the pathway.</summary>
    public long Number { get; init; }

    /// <summary>What the last publication found (<see cref="EntryFinding"/>, by name).</summary>
    public string Finding { get; init; } = "";

    /// <summary>As-of date of the publication that first found so.</summary>
    public DateOnly FindingSince { get; init; }

    /// <summary>Why it came to be so (<see cref="ChangeCause"/>, by name).</summary>
    public string FindingCause { get; init; } = "";

    /// <summary>The same for people.</summary>
    public string FindingReason { get; init; } = "";

    /// <summary>The measure that leads.</summary>
    public string Leader { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>1 is first.</summary>
    public long Tier { get; init; }

    /// <summary>Labels of the tier.</summary>
    public string Priority { get; init; } = "";

    /// <summary>Date of the leader's index event.</summary>
    public DateOnly IndexDate { get; init; }

    /// <summary>When it should be settled.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>How far the leader's data reaches.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Responsible clinician.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Counter: episodes.</summary>
    public long Episode { get; init; }

    /// <summary>Counter: new evidence.</summary>
    public long News { get; init; }

    /// <summary>Counter: times that it came back.</summary>
    public long Reopenings { get; init; }

    /// <summary>The entry that goes on in its place, after a merge of patients.</summary>
    public string? MergedInto { get; init; }

    /// <summary>As-of date of the publication that first showed it.</summary>
    public DateOnly FirstSeen { get; init; }

    /// <summary>What was decided last (<see cref="EntryDecision"/>, by name); null: nothing.</summary>
    public string? Decision { get; init; }

    /// <summary>By which disposition.</summary>
    public string? Reason { get; init; }

    /// <summary>What the data would show if it is so.</summary>
    public string? Expects { get; init; }

    /// <summary>The counters as the person saw them.</summary>
    public long? OnEpisode { get; init; }

    /// <inheritdoc cref="OnEpisode"/>
    public long? OnNews { get; init; }

    /// <inheritdoc cref="OnEpisode"/>
    public long? OnReopenings { get; init; }

    /// <summary>The first day on which the decision no longer holds.</summary>
    public DateOnly? ReturnsOn { get; init; }

    /// <summary>How often the patient was tried.</summary>
    public long Attempts { get; init; }

    /// <summary>A note for colleagues.</summary>
    public string? Note { get; init; }

    /// <summary>Who works on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The day by which that person worked.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>One more with each change by a person; to be handed back with the next one.</summary>
    public long Revision { get; init; }

    /// <summary>The state on the day that was asked for (<see cref="EntryState"/>, by name).</summary>
    public string State { get; init; } = "";

    /// <summary>1: closed by a person, and the data does not confirm it (a row that a person entered is no confirmation).</summary>
    public long Unconfirmed { get; init; }

    /// <summary>Why what it rests on is stopped; null: it is not.</summary>
    public string? Paused { get; init; }

    /// <summary>Why it is listed, in one line; only of rows of the list, and where the leading gap is open or withheld.</summary>
    public string? Why { get; init; }

    /// <summary>What was looked for and not found; as <see cref="Why"/>.</summary>
    public string? LookedFor { get; init; }

    /// <summary>0: back, and so before the others of its tier; only of rows of the list.</summary>
    public long Back { get; init; }

    /// <summary>The patient's record number; of rows of the list, as are the six that follow.</summary>
    public string? Mrn { get; init; }

    /// <summary>The patient's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The patient's birth date.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>F, M or U.</summary>
    public string? PersonSex { get; init; }

    /// <summary>That clinician's id.</summary>
    public string? ClinicianId { get; init; }

    /// <summary>Name of the clinician whose patient it is, by a person's word or by the rule; null: nobody's, the site's pool.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The patient's next appointment.</summary>
    public DateOnly? NextVisit { get; init; }

    /// <summary>The patient's other lines that are to do; only of a list with one line a patient.</summary>
    public IReadOnlyList<OtherLine> Others { get; init; } = [];

    /// <summary>What a person who looks at it has seen.</summary>
    public EntrySeen Seen => new(Revision, Counters);

    /// <summary>How often it moved on.</summary>
    public EntryCounters Counters => new(Episode, News, Reopenings);

    /// <summary>What was decided last.</summary>
    public DecisionMade Last => new(
        Decision is null ? EntryDecision.None : EntryNames.Parse<EntryDecision>(Decision), Reason, Expects,
        new(OnEpisode ?? 0, OnNews ?? 0, OnReopenings ?? 0), ReturnsOn, Attempts, DecidedBy, DecidedAt, DecidedOn);

    /// <summary>The entry as the rules of deciding want it.</summary>
    public EntryAtHand AtHand => new(Pathway, EntryNames.Parse<EntryFinding>(Finding), FindingReason, Counters, Last, State == EntryNames.Of(EntryState.Queued));

    /// <summary>Why it is back, for people; null where it is not back on a date that was set.</summary>
    public string? Returned(Dispositions dispositions, DateOnly today) =>
        State == EntryNames.Of(EntryState.Reopened) && ReturnsOn <= today && DecidedOn is { } on && OnEpisode == Episode
            ? ReturnText.Of(dispositions.Find(Reason), on, CoveredTo, Attempts, today)
            : null;
}

/// <summary>Another line of a patient.</summary>
/// <param name="OtherId">Its entry.</param>
/// <param name="OtherLeader">The measure that leads it.</param>
public sealed record OtherLine(string OtherId, string OtherLeader);
