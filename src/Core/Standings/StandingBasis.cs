namespace Opportune.Core;

/// <summary>What a decision about a measure at a site rests on.</summary>
public enum StandingBasis
{
    /// <summary>A person's decision, which makes nothing live.</summary>
    Decided,

    /// <summary>The clinical lead's signature under the versions that were published.</summary>
    Signed,

    /// <summary>People worked with it before the program asked for a decision.</summary>
    CarriedOver,

    /// <summary>The hospital is invented: nothing was validated, and nobody is a patient.</summary>
    Invented,
}
