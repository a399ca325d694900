namespace Opportune.Core;

/// <summary>What a person is there for; one may hold several. What each may do: <see cref="Roles"/>.</summary>
public enum Role
{
    /// <summary>Looks at the list and changes nothing.</summary>
    Viewer,

    /// <summary>Works the list.</summary>
    Reviewer,

    /// <summary>A clinician: also closes what only a clinician may close.</summary>
    Clinician,

    /// <summary>Answers for what the rules do: releases what was held for clinical reasons, and reopens what a person closed.</summary>
    ClinicalLead,

    /// <summary>Keeps the installation running, and sees no patient.</summary>
    Administrator,

    /// <summary>Reads who did and saw what, and sees no patient.</summary>
    Auditor,
}
