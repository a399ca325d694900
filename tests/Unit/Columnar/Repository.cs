namespace Opportune.Tests.Unit.Columnar;

/// <summary>Where the repository lies.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Opportune.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("no Opportune.slnx above the tests");
    }
}
