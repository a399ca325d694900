namespace Opportune.Core;

/// <summary>An entry of the worklist as it stands in the database: what runs found, and of people's half what its state goes by.</summary>
public sealed record PublishedEntry
{
    /// <summary>Given at creation, never derived again.</summary>
    public required string EntryId { get; init; }

    /// <summary>The patient at creation.</summary>
    public required string PatientId { get; init; }

    /// <summary>The patient after merges.</summary>
    public required string PatientNow { get; init; }

    /// <summary>Pathway.</summary>
    public required string Pathway { get; init; }

    /// <summary>The how manieth of <see cref="PatientId"/> in the pathway, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>What the last publication found.</summary>
    public required EntryFinding Finding { get; init; }

    /// <summary>As-of date of the publication that first found so.</summary>
    public required DateOnly FindingSince { get; init; }

    /// <summary>Why it came to be so.</summary>
    public required ChangeCause FindingCause { get; init; }

    /// <summary>In words, for people.</summary>
    public required string FindingReason { get; init; }

    /// <summary>The measure that leads.</summary>
    public required string Leader { get; init; }

    /// <summary>Site of the patient; empty where the source names none.</summary>
    public required string Site { get; init; }

    /// <summary>1 is first.</summary>
    public required int Tier { get; init; }

    /// <summary>Labels of the tier.</summary>
    public required string Priority { get; init; }

    /// <summary>Date of the leader's first index event.</summary>
    public required DateOnly IndexDate { get; init; }

    /// <summary>When it should be settled.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>Last day up to which "none found" holds.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Responsible clinician.</summary>
    public string? ProviderId { get; init; }

    /// <summary>How often it moved on.</summary>
    public required EntryCounters Counters { get; init; }

    /// <summary>What its index events said, by measure, as text.</summary>
    public required string Memory { get; init; }

    /// <summary>The entry that goes on in its place, after a merge of patients.</summary>
    public string? MergedInto { get; init; }

    /// <summary>As-of date of the publication that created it.</summary>
    public required DateOnly FirstSeen { get; init; }

    /// <summary>As-of date of the publication that put it in the queue; null: it never was, or left it before its turn.</summary>
    public DateOnly? QueuedSince { get; init; }

    /// <summary>As-of date of the publication with which it left the queue; null: it was never in it, or still is.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>What a person decided last.</summary>
    public EntryDecision Decision { get; init; }

    /// <summary>What the data would show if it is so (<see cref="Disposition.Expects"/>); null: a judgement, which no data can show.</summary>
    public string? Expects { get; init; }

    /// <summary>The counters as that person saw them.</summary>
    public EntryCounters Seen { get; init; }

    /// <summary>The first day on which the decision no longer holds.</summary>
    public DateOnly? ReturnsOn { get; init; }

    /// <summary>One more with each change by a person.</summary>
    public long Revision { get; init; }

    /// <summary>Whether a person works on it.</summary>
    public bool IsTaken { get; init; }

    /// <summary>Whether runs have it in the queue, whatever people did with it since.</summary>
    public bool IsInQueue => QueuedSince is not null && ReleasedOn is null;

    /// <summary>As-of date of the publication that first asked people to look at it; null: none has yet.</summary>
    public DateOnly? ShownOn => IsInQueue ? null : ReleasedOn ?? FirstSeen;

    /// <summary>Whether the list shows it as found open, whatever people decided.</summary>
    public bool IsOpen => Finding == EntryFinding.Open;

    /// <summary>Whether a person closed it as done elsewhere, which closes like data and no longer; a judgement stays.</summary>
    public bool IsClosedByClaim(DateOnly day) => Expects is not null && On(day) == EntryState.ClosedByPerson;

    /// <summary>Shown from that day on without having had its turn, so that it takes nobody else's.</summary>
    public PublishedEntry OutOfQueue(DateOnly day) => this with { QueuedSince = null, ReleasedOn = day };

    /// <summary>Its state on a day.</summary>
    public EntryState On(DateOnly day) => new EntryStanding(Finding, Counters, Decision, Seen, ReturnsOn, IsInQueue && !IsTaken).On(day);
}
