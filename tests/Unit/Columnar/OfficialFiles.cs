namespace Opportune.Tests.Unit.Columnar;

/// <summary>The Parquet project's own test files, where the shared data folder is present beside the repository.</summary>
internal static class OfficialFiles
{
    private static string? Folder { get; } = new[] { "..", "../.." }
        .Select(up => Path.GetFullPath(Path.Combine(Repository.Root, up, "shared/data/parquet_testing")))
        .FirstOrDefault(Directory.Exists);

    /// <summary>Skips the test where the folder is missing.</summary>
    public static void SkipUnlessPresent() => Assert.SkipUnless(Folder is not null, "../shared/data/parquet_testing is not there");

    /// <summary>Paths of all files of a subfolder.</summary>
    public static IEnumerable<string> All(string subfolder)
    {
        SkipUnlessPresent();
        return Directory.GetFiles(Path.Combine(Folder!, subfolder), "*.parquet").Order(StringComparer.Ordinal);
    }

    /// <summary>Path of one file of the data folder.</summary>
    public static string Data(string name)
    {
        SkipUnlessPresent();
        return Path.Combine(Folder!, "data", name);
    }
}
