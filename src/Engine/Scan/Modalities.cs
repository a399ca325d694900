namespace Opportune.Engine;

/// <summary>The modalities that sources write in several ways: rules know bone densitometry as DXA only.</summary>
internal static class Modalities
{
    /// <summary>A modality in upper case, as rules know it.</summary>
    public static string? Normalise(string? modality)
    {
        var upper = modality?.Trim().ToUpperInvariant();
        return upper?.Replace('_', ' ').Replace('-', ' ') switch
        {
            "DEXA" or "BMD" or "BD" or "BONE DENSITY" or "BONE DENSITOMETRY" => "DXA",
            _ => upper,
        };
    }
}
