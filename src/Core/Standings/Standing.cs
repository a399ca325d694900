namespace Opportune.Core;

/// <summary>Whether a measure is given to people at a site.</summary>
public enum Standing
{
    /// <summary>Computed and kept, shown to nobody who works on the list.</summary>
    Silent,

    /// <summary>Shown for the patients of named panels.</summary>
    Pilot,

    /// <summary>Shown for all patients of the site.</summary>
    Live,
}
