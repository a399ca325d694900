using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// Publishes a run's files into a folder so that a reader sees the old run, no run, or the new one, never a mixture: the
/// files are made whole under a staging folder beside it, the old run.json is removed, the files are renamed in, and the
/// new run.json comes last. A folder without a run.json is no run.
/// </summary>
internal sealed class OutputFolder : IOutputPlace, IDisposable
{
    /// <summary>The file whose presence makes a folder a run.</summary>
    public const string Manifest = "run.json";

    private readonly string _folder;
    private readonly bool _existed;
    private readonly FileStream _lock;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public OutputFolder(string folder, string runId)
    {
        _folder = Path.GetFullPath(folder);
        _existed = Directory.Exists(_folder);
        if (_existed)
            RemoveAbandoned();
        Staging = Path.Combine(_folder, $".staging-{runId}");
        OwnersOnly.Folder(Staging);
        _lock = Hold(Staging);
    }

    /// <summary>Where the files are made.</summary>
    public string Staging { get; }

    /// <summary>A file being made.</summary>
    public string this[string name] => Path.Combine(Staging, name);

    /// <summary>Puts the named files in place, the manifest last.</summary>
    /// <param name="names">Files to put in place.</param>
    /// <param name="possible">All that a run may write: what an earlier run left of them, and this one did not make, goes.</param>
    public void Publish(IReadOnlyCollection<string> names, IEnumerable<string> possible)
    {
        // Two runs into one folder publish one after the other, never file by file between each other.
        using var turn = new FileStream(Path.Combine(_folder, ".publishing"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        File.Delete(Path.Combine(_folder, Manifest));
        foreach (var stale in possible.Except(names))
            File.Delete(Path.Combine(_folder, stale));
        foreach (var name in names.Append(Manifest))
            OwnersOnly.File(this[name]);
        foreach (var name in names)
            File.Move(this[name], Path.Combine(_folder, name), overwrite: true);
        File.Move(this[Manifest], Path.Combine(_folder, Manifest), overwrite: true);
    }

    /// <summary>Removes what was not published; a folder that this run made and left empty goes too.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
        if (!_existed && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }

    // A run that was killed leaves its staging folder; its lock went with the process, so it can be taken.
    private void RemoveAbandoned()
    {
        foreach (var staging in Directory.EnumerateDirectories(_folder, ".staging-*"))
        {
            try
            {
                Hold(staging).Dispose();
                Directory.Delete(staging, recursive: true);
            }
            catch (IOException)
            {
                // Another run is at work there.
            }
        }
    }

    private static FileStream Hold(string staging) =>
        new(Path.Combine(staging, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
