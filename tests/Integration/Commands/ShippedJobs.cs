namespace Opportune.Tests.Integration.Commands;

/// <summary>The jobs folder that lies beside the program.</summary>
internal static class ShippedJobs
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "jobs");

    /// <summary>Copies it, for a test to change.</summary>
    public static string CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return folder;
    }
}
