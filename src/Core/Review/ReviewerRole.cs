namespace Opportune.Core;

/// <summary>Who may use a disposition.</summary>
public enum ReviewerRole
{
    /// <summary>Works the list.</summary>
    Reviewer,

    /// <summary>A clinician: also closes what only a clinician may close.</summary>
    Clinician,

    /// <summary>Keeps the installation running.</summary>
    Administrator,
}
