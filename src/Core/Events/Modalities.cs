namespace Opportune.Core;

/// <summary>The modalities of exams: DICOM's words, and those that sources write in several ways. Rules know bone densitometry as DXA only.</summary>
public static class Modalities
{
    /// <summary>The words that rules can count on; a source may bring others.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["CR", "CT", "DX", "DXA", "IVUS", "MG", "MR", "NM", "OT", "PT", "PX", "RF", "RG", "US", "XA", "XR"];

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
