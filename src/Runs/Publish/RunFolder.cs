using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// The files of one run of a database: made under a staging folder, brought to the disk, and put in place as a whole under
/// <c>OUT/runs/&lt;run id&gt;</c>. Nobody changes them afterwards, and what is published the database says, not the folder.
/// </summary>
internal sealed class RunFolder : IOutputPlace, IDisposable
{
    private const string Under = "runs";

    private readonly string _parent;
    private readonly string _runId;
    private bool _complete;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public RunFolder(string outFolder, string runId)
    {
        (_parent, _runId) = (Path.Combine(Path.GetFullPath(outFolder), Under), runId);
        OwnersOnly.Folder(Staging);
    }

    /// <inheritdoc/>
    public string this[string name] => Path.Combine(_complete ? Of(_parent, _runId) : Staging, name);

    private string Staging => Path.Combine(_parent, $".staging-{_runId}");

    /// <summary>Where the files of a run will lie.</summary>
    public static string PathOf(string outFolder, string runId) => Of(Path.Combine(Path.GetFullPath(outFolder), Under), runId);

    /// <summary>Removes all that a run left that has not been published.</summary>
    /// <param name="folder">As <see cref="PathOf"/> says.</param>
    public static void Remove(string folder)
    {
        var staging = Path.Combine(Path.GetDirectoryName(folder)!, $".staging-{Path.GetFileName(folder)}");
        foreach (var path in new[] { staging, folder }.Where(Directory.Exists))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Puts the files in place, on the disk.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Complete()
    {
        foreach (var file in Directory.EnumerateFiles(Staging))
        {
            OwnersOnly.File(file);
            Durable.File(file);
        }
        Durable.Folder(Staging);
        Directory.Move(Staging, Of(_parent, _runId));
        _complete = true;
        Durable.Folder(_parent);
    }

    /// <summary>Removes what was not put in place.</summary>
    public void Dispose()
    {
        if (!_complete && Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
    }

    private static string Of(string parent, string runId) => Path.Combine(parent, runId);
}
