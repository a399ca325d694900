using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary>The jobs folder that lies beside the program, with two measures; and that of the repository, with all.</summary>
internal static class ShippedJobs
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "jobs");

    /// <summary>All of it, as it is shipped.</summary>
    public static string All { get; } = Path.Combine(Repository.Root, "jobs");

    /// <summary>Copies the one beside the program, for a test to change.</summary>
    public static string CopyTo(string folder) => Copy(Folder, folder);

    /// <summary>Copies all of it.</summary>
    public static string CopyAllTo(string folder) => Copy(All, folder);

    private static string Copy(string from, string folder)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return folder;
    }
}
