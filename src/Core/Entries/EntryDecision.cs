namespace Opportune.Core;

/// <summary>What a person decided about an entry last: the half that people write, and runs never.</summary>
public enum EntryDecision
{
    /// <summary>Nothing yet, or the decision was taken back.</summary>
    None,

    /// <summary>Somebody is looking at it.</summary>
    Review,

    /// <summary>Not before a date, or until new evidence joins.</summary>
    Snooze,

    /// <summary>Something was set going: sent to the clinician, ordered, scheduled, referred, prescribed, contacting the patient.</summary>
    Wait,

    /// <summary>Settled by a person.</summary>
    Close,

    /// <summary>Back to the list: what was decided before holds no longer.</summary>
    Reopen,
}
