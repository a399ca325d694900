namespace Opportune.Core;

/// <summary>Folders and files that only the account of this program can open, whatever its umask says. On Windows the folder's own rights decide.</summary>
public static class OwnersOnly
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and those above it that are missing; one that is there stays as it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static DirectoryInfo Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(path);
        // Made by one call those above it would be as the umask says.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && !Directory.Exists(above))
            Folder(above);
        return Directory.CreateDirectory(path, OwnersFile | UnixFileMode.UserExecute);
    }

    /// <summary>Takes a file from everybody else.</summary>
    /// <exception cref="IOException">It cannot be changed.</exception>
    public static void File(string path)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, OwnersFile);
    }
}
