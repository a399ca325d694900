using Opportune.Core;

namespace Opportune.App;

/// <summary>A file that a command writes: made beside its place under another name, and moved there when it is whole.</summary>
internal static class PartFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>, which is handed the name to write to.</summary>
    /// <param name="option">The option that named the file, for messages.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="source">The file that is being read, which must not be overwritten; null: none is.</param>
    /// <param name="write">Makes the file and returns what came of it.</param>
    /// <exception cref="InputException">It is the source or a device, or its folder is not there.</exception>
    /// <exception cref="IOException">No space, or the disk failed; nothing half-written stays.</exception>
    public static async Task<T> Write<T>(string option, string path, string? source, Func<string, Task<T>> write)
    {
        var full = Path.GetFullPath(path);
        if (source is not null && full == Path.GetFullPath(source))
            throw new InputException($"{option}: name another file than the one being read");
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new InputException($"{option}: there is no folder {Path.GetDirectoryName(path)}");
        // The move would put the file in the device's place, for the whole machine where root calls.
        if (Path.GetDirectoryName(full) == "/dev")
            throw new InputException($"{option}: {path} is no place for a file, which would replace the device; name a file elsewhere");
        var part = Path.Combine(Path.GetDirectoryName(full)!, $".part-{Path.GetFileName(full)}");
        try
        {
            var result = await write(part);
            File.Move(part, full, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
