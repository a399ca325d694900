namespace Opportune.Tests.Unit.Jobs;

/// <summary>Where the shipped files are: the nearest folder above that holds the solution.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Jobs => Path.Combine(Root, "jobs");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Opportune.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the solution was not found above " + AppContext.BaseDirectory);
    }
}
