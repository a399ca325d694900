namespace Opportune.Core;

/// <summary>What a person may be allowed to do.</summary>
public enum Permission
{
    /// <summary>Lists, entries, searches, prints.</summary>
    SeePatients,

    /// <summary>Take the list along as a file.</summary>
    ExportPatients,

    /// <summary>Decide, note, assign, hand off, take in tasks that come back.</summary>
    DecideEntries,

    /// <summary>Close several entries at once, and hand off anew after a reminder.</summary>
    CloseSeveral,

    /// <summary>Reopen what a person closed.</summary>
    ReopenClosed,

    /// <summary>Runs and schedules: counts, no patient.</summary>
    SeeRuns,

    /// <summary>Stop runs, ask for them again, change schedules.</summary>
    ControlRuns,

    /// <summary>Release or turn down what was held because of how it was delivered.</summary>
    ReleaseTechnical,

    /// <summary>Release or turn down what was held because of what it says of patients.</summary>
    ReleaseClinical,

    /// <summary>Say whether a measure is silent, in pilot or live at a site, and sign for it.</summary>
    DecideStanding,

    /// <summary>Stop a measure, a tier or a concept at once, and let it go on.</summary>
    StopMeasures,

    /// <summary>Call back what a version of the rules said of patients.</summary>
    RecallRows,

    /// <summary>Judge the cases of blind samples.</summary>
    ValidateMeasures,

    /// <summary>See which measure is silent, in pilot or live.</summary>
    SeeStanding,

    /// <summary>Whether the programme works: counts in which small ones are hidden, no patient.</summary>
    SeeQuality,

    /// <summary>Take files of runs along that hold rows of patients.</summary>
    TakeRows,

    /// <summary>Accounts, roles, scopes, sessions.</summary>
    ManagePeople,

    /// <summary>Who took what out of the house, and what came back.</summary>
    SeeExports,

    /// <summary>Who did and saw what.</summary>
    ReadAudit,

    /// <summary>Write changed rules down, and try them beside those in force.</summary>
    ProposeRules,

    /// <summary>Answer what reviewers say is wrong with the list.</summary>
    AnswerDisputes,

    /// <summary>Put rules in force that somebody else wrote, and go back.</summary>
    ActivateRules,
}
