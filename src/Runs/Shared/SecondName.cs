using System.Runtime.InteropServices;

namespace Opportune.Runs;

/// <summary>A second name for a file that nobody changes any more, in place of a copy of it.</summary>
internal static partial class SecondName
{
    /// <summary>Gives a file a second name; where the system cannot, or the names lie on different disks, the file is copied.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public static void Give(string path, string name)
    {
        // A copy onto what has the same bytes under two names would empty both.
        File.Delete(name);
        if (OperatingSystem.IsWindows() || Link(path, name) != 0)
            File.Copy(path, name);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
