namespace Opportune.Core;

/// <summary>The pathways of the shipped measures, planned ones included; a site's own measures may add others.</summary>
public static class Pathways
{
    /// <summary>Bone density and fractures, arteries, neck.</summary>
    public static IReadOnlyList<string> Known { get; } = ["bone", "vascular", "neck"];
}
