using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// The files of a cache: kept harvests by key, and notes of input files by path. For its owner only, for it holds patients'
/// rows. A file is written under a name of its own and renamed when it is whole, so two runs may share a folder, and any
/// file may be deleted at any time: what cannot be read is not there.
/// </summary>
internal sealed class CacheFolder
{
    private const string Kept = ".harvest";
    private const string Noted = ".note";
    private const string Part = ".part";

    private readonly string _harvests;
    private readonly string _notes;

    public CacheFolder(string folder)
    {
        (_harvests, _notes) = (Path.Combine(folder, "harvests"), Path.Combine(folder, "notes"));
        try
        {
            foreach (var path in new[] { folder, _harvests, _notes })
                OwnersOnly.Folder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the cache folder {folder} cannot be used ({e.Message.TrimEnd('.')}); name another, or run without a cache", e);
        }
    }

    /// <summary>Opens a kept harvest; null where there is none. Without a lock, for what has its name is never written again.</summary>
    public SafeFileHandle? Open(string key)
    {
        try
        {
            return File.OpenHandle(PathOf(key), share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Creates a file to keep a harvest in; null where that fails, and then it is not kept.</summary>
    public FileStream? Create() => Create(Path.Combine(_harvests, Guid.NewGuid().ToString("N") + Part));

    /// <summary>Gives a written file its name.</summary>
    public void Name(string part, string key)
    {
        try
        {
            File.Move(part, PathOf(key), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(part);
        }
    }

    /// <summary>Removes a file that is no longer wanted, if that can be.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run removes it when it has grown old.
        }
    }

    /// <summary>Removes what is kept under a key.</summary>
    public void Remove(string key) => Delete(PathOf(key));

    /// <summary>Marks a harvest as used.</summary>
    public void Touch(string key, DateTime now) => TouchFile(PathOf(key), now);

    /// <summary>Marks a note as used.</summary>
    public void TouchNote(string file, DateTime now) => TouchFile(NoteOf(file), now);

    /// <summary>What was noted of an input file; null where nothing was.</summary>
    public byte[]? ReadNote(string file)
    {
        try
        {
            return File.ReadAllBytes(NoteOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes something of an input file.</summary>
    public void WriteNote(string file, byte[] bytes)
    {
        var part = Path.Combine(_notes, Guid.NewGuid().ToString("N") + Part);
        try
        {
            using (var stream = Create(part))
                stream?.Write(bytes);
            File.Move(part, NoteOf(file), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(part);
        }
    }

    /// <summary>Removes what was not used since then, and what killed runs left; of files that are no part of a cache none.</summary>
    public void RemoveUnused(DateTime since, DateTime unfinishedSince)
    {
        foreach (var folder in new[] { _harvests, _notes })
        {
            try
            {
                foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
                {
                    var oldest = file.Extension switch { Kept or Noted => since, Part => unfinishedSince, _ => DateTime.MinValue };
                    if (file.LastWriteTimeUtc < oldest)
                        Delete(file.FullName);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody deleted the folder meanwhile.
            }
        }
    }

    private static void TouchFile(string path, DateTime now)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // At worst it is removed too early, and made again.
        }
    }

    private string PathOf(string key) => Path.Combine(_harvests, key + Kept);

    private string NoteOf(string file) => Path.Combine(_notes, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))) + Noted);

    private static FileStream? Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
