using System.Security.Cryptography;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What a row group says, wherever it lies.</summary>
/// <param name="Content">SHA-256 of what its values rest on, as hex.</param>
/// <param name="First">Its first row, in the findings.</param>
/// <param name="Last">Its last row, in the findings.</param>
internal sealed record RowGroupIdentity(string Content, ReportEnd First, ReportEnd Last)
{
    /// <summary>Finds it by reading the row group's bytes.</summary>
    public static RowGroupIdentity Of(Sources.InputFile file, InputPart part, int group)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.AppendContent(hash, group);
        var content = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (file.Table.Table != Table.ImagingFindings || part.RowGroups[group] == 0)
            return new(content, default, default);
        var (first, last) = HarvestIdentity.EndsOf(part, group);
        return new(content, first, last);
    }
}
