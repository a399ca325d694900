using Microsoft.Win32.SafeHandles;

namespace Opportune.Runs;

/// <summary>
/// A run's folder for what does not fit in memory. It lies in the system's temporary folder, is made when first needed, for
/// its owner only (it holds patients' rows), and goes away with the run; its files are deleted when they are closed.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly Lock _lock = new();
    private string? _path;
    private int _made;

    /// <summary>The path of a file in it.</summary>
    public string this[string name]
    {
        get
        {
            lock (_lock) // Workers come side by side, and the folder is to be made once.
                return Path.Combine(_path ??= Directory.CreateTempSubdirectory("opportune-").FullName, name);
        }
    }

    /// <summary>Creates a file that is gone when it is closed, and also when the process is killed where the system allows.</summary>
    public SafeFileHandle Create(string name)
    {
        // Two attempts at one thing may be made at the same time.
        name = $"{name}.{Interlocked.Increment(ref _made)}";
        var handle = File.OpenHandle(this[name], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        // An open file lives on without its name, and nobody's rows stay behind after a kill.
        if (!OperatingSystem.IsWindows())
            File.Delete(this[name]);
        return handle;
    }

    public void Dispose()
    {
        if (_path is not null)
            Directory.Delete(_path, recursive: true);
    }
}
