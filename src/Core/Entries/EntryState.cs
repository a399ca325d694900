namespace Opportune.Core;

/// <summary>Where an entry stands: a function of what the last run found, what a person decided last, and the day.</summary>
public enum EntryState
{
    /// <summary>Nobody has looked at it yet.</summary>
    New,

    /// <summary>
    /// Nobody has looked at it yet, and nobody is asked to: it is of the time before the site worked with the measure, and waits for the
    /// week in which it is released. Counted, closed by evidence and found by search like any other.
    /// </summary>
    Queued,

    /// <summary>Somebody is looking at it.</summary>
    InReview,

    /// <summary>Put off until a date or new evidence.</summary>
    Snoozed,

    /// <summary>Something was set going, and its return date has not come.</summary>
    Waiting,

    /// <summary>The data closed it.</summary>
    ClosedByEvidence,

    /// <summary>A person closed it.</summary>
    ClosedByPerson,

    /// <summary>It was put aside or closed, and is back.</summary>
    Reopened,

    /// <summary>The last run no longer finds a reason for it, or its patient was merged into another.</summary>
    Withdrawn,
}
