namespace Opportune.Core;

/// <summary>What the last publication found about an entry: the half that runs write, and people never.</summary>
public enum EntryFinding
{
    /// <summary>A care gap of the pathway is open.</summary>
    Open,

    /// <summary>None is open, but one is withheld: whether the patient is treated is unknown.</summary>
    TreatmentUnknown,

    /// <summary>The patient moved away, or has not been seen for long.</summary>
    NotActiveHere,

    /// <summary>What closes it was found.</summary>
    Satisfied,

    /// <summary>A hard exclusion is met: death, hospice and the like.</summary>
    Excluded,

    /// <summary>No index event is left: aged out, corrected, deleted, or no longer what the rules ask for.</summary>
    Gone,

    /// <summary>The patient was merged into another one, whose entry goes on.</summary>
    Merged,
}
