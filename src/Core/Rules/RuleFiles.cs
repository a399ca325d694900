using System.Security.Cryptography;
using System.Text;

namespace Opportune.Core;

/// <summary>
/// The files that decide who is listed, by their path below <c>jobs/</c> with slashes: measures with their cases, value sets, the lexicon, what values can be
/// meant; and under <see cref="SiteSets"/> a site's own rows of value sets. When jobs run, where their data is and how people work is none of it.
/// </summary>
public sealed class RuleFiles
{
    /// <summary>Folder of a site's additions to value sets.</summary>
    public const string SiteSets = "site-value-sets";

    private readonly SortedDictionary<string, byte[]> _files;
    private string? _hash;

    private RuleFiles(IEnumerable<KeyValuePair<string, byte[]>> files) => _files = new(files.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The folders below jobs/ that hold them.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["clinical", "lexicon", "measures", "value-sets"];

    /// <summary>Contents by path, in ordinal order.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents => _files;

    /// <summary>SHA-256 over paths and contents, lower-case hexadecimal: equal for equal rules.</summary>
    public string Hash => _hash ??= HashOf(_files);

    /// <summary>Those files.</summary>
    public static RuleFiles Of(IEnumerable<KeyValuePair<string, byte[]>> files) => new(files);

    /// <summary>Whether a path is one of a file that decides who is listed.</summary>
    public static bool IsRule(string path) => path.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && (path[..slash] == SiteSets || Folders.Contains(path[..slash]));

    /// <summary>These laid over others: of two files with one path this one holds, and what only the others have stays.</summary>
    public RuleFiles Over(RuleFiles others) => new(others._files.Where(f => !_files.ContainsKey(f.Key)).Concat(_files));

    /// <summary>The paths that differ from others, in ordinal order: changed, added or missing.</summary>
    public IReadOnlyList<string> DifferentFrom(RuleFiles others) =>
        [.. _files.Keys.Union(others._files.Keys).Where(p => !_files.TryGetValue(p, out var mine) || !others._files.TryGetValue(p, out var theirs) || !mine.AsSpan().SequenceEqual(theirs)).Order(StringComparer.Ordinal)];

    /// <summary>SHA-256 of a content, lower-case hexadecimal.</summary>
    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string HashOf(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\0"));
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
