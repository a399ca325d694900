using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources;

/// <summary>A file that belongs to a table.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">Relative to the input folder, with forward slashes.</param>
/// <param name="Folders">What Hive-style folders above it say: column and value, null where they say that it is missing.</param>
internal sealed record FoundFile(string Path, string Name, IReadOnlyDictionary<string, string?> Folders);

/// <summary>Finds the files of each canonical table in an input folder.</summary>
internal static class FolderListing
{
    private const string HiveNull = "__HIVE_DEFAULT_PARTITION__";

    private static readonly Dictionary<string, string?> NoFolders = [];

    /// <summary>The files of a table in ordinal order of their names; empty when it is not there.</summary>
    public static IReadOnlyList<FoundFile> Find(string directory, CanonicalTable table)
    {
        var single = TableFile.Extensions
            .Select(e => table.Name + e)
            .Where(name => File.Exists(Path.Combine(directory, name)))
            .ToList();
        var folder = Path.Combine(directory, table.Name);
        if (Directory.Exists(folder))
            single.Add(table.Name + "/");
        if (single.Count > 1)
            throw new InputException($"{single[0]} and {single[1]} are both there; keep one of them as the table '{table.Name}'");
        if (single.Count == 0)
            return Missing(directory, table);
        return single[0].EndsWith('/') ? InFolder(directory, folder, table) : [new(Path.Combine(directory, single[0]), single[0], NoFolders)];
    }

    private static FoundFile[] Missing(string directory, CanonicalTable table)
    {
        if (!table.Required)
            return [];
        throw new InputException(
            $"the input folder has no table '{table.Name}' (a file {table.Name}.parquet, .arrow, .csv or .tsv, or a folder {table.Name}/)"
            + NearlyNamed(directory, table));
    }

    /// <summary>"; did you mean 'x'?" where something that is no table lies there under nearly the name of this one, else nothing.</summary>
    public static string NearlyNamed(string directory, CanonicalTable table)
    {
        var there = Directory.EnumerateFileSystemEntries(directory).Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal);
        return DidYouMean.For(table.Name, there.Where(n => CanonicalTable.Named(n) is null));
    }

    private static List<FoundFile> InFolder(string directory, string folder, CanonicalTable table)
    {
        var found = new List<FoundFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(directory, path).Replace('\\', '/');
            // Other programs leave markers and checksums there: _SUCCESS, .part-0.crc.
            if (name.Split('/').Any(p => p[0] is '_' or '.'))
                continue;
            if (!TableFile.Extensions.Contains(Path.GetExtension(name)))
                throw new InputException($"{name}: not a table file (.parquet, .arrow, .csv, .tsv); move it out of the table's folder");
            found.Add(new(path, name, Folders(name)));
        }
        if (found.Count == 0 && table.Required)
            throw new InputException($"{table.Name}/ holds no table file (.parquet, .arrow, .csv, .tsv)");
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    private static Dictionary<string, string?> Folders(string name)
    {
        var folders = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var part in name.Split('/')[1..^1])
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is var at && at <= 0)
                continue;
            var value = Uri.UnescapeDataString(part[(at + 1)..]);
            if (!folders.TryAdd(Uri.UnescapeDataString(part[..at]), value == HiveNull ? null : value))
                throw new InputException($"{name}: two folders above it name the same column; keep one of them");
        }
        return folders;
    }
}
