using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// The folder of a run that all its processes see. It holds patients' rows, so it is for its owner only: all processes run
/// under one account. A file is visible under its name when it is whole, and never before.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class SharedFolder(string path)
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Buffer = 1 << 16;

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => Path.Combine(path, name);

    /// <summary>Makes the folder where it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Create() => OwnersOnly.Folder(path);

    /// <summary>The name under which a file is made.</summary>
    public static string Unfinished(string name) => $".{name}.part";

    /// <summary>Writes a file that outlasts a loss of power; of one that fails half-way nothing stays.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Write(string name, Action<Stream> write)
    {
        Make(name, stream =>
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        });
        Durable.Folder(path);
    }

    /// <summary>
    /// Writes a step's file. Nobody waits for the disk: what a loss of power took of it shows when it is read, and then its unit is done again.
    /// </summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Write(string name, string key, Action<StepFileWriter> write) => Make(name, stream => write(new(stream, key)));

    private void Make(string name, Action<FileStream> write)
    {
        var part = this[Unfinished(name)];
        try
        {
            using (var stream = new FileStream(part, Options()))
                write(stream);
            File.Move(part, this[name], overwrite: true);
        }
        catch
        {
            Remove(part);
            throw;
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = Buffer };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        return options;
    }

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (IOException)
        {
            // The first error is the one to tell; nobody takes it for a file of the run.
        }
    }
}
