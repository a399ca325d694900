using System.Globalization;
using Opportune.Database;

namespace Opportune.Runs;

/// <summary>Where a run leaves what it did.</summary>
public sealed record RunPlace
{
    /// <summary>
    /// Folder for the files: with a database <c>runs/&lt;run id&gt;</c> below it, else the folder itself. Null: everything is
    /// done and nothing written.
    /// </summary>
    public string? OutFolder { get; init; }

    /// <summary>The database that holds ledger and worklist; null: none is kept.</summary>
    public OpportuneDatabase? Database { get; init; }

    /// <summary>What people decided that a run goes by (rows that reviewers entered, what is shown where), where that is another database; null: the same.</summary>
    internal OpportuneDatabase? DecidedIn { get; init; }

    /// <summary>Who asked for the run.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>Whether it looks at an earlier day, and is kept without being published.</summary>
    public bool Backfill { get; init; }

    /// <summary>The run that it repeats.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Which attempt at its end this is. Each has a folder of its own, because an earlier one may only have been paused.</summary>
    public long Attempt { get; init; } = 1;

    /// <summary>Finds out before all the work whether files can be made there.</summary>
    /// <exception cref="IOException">None can.</exception>
    /// <exception cref="UnauthorizedAccessException">None may.</exception>
    internal void RefuseReadOnly()
    {
        if (OutFolder is null)
            return;
        var there = Path.GetFullPath(OutFolder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            there = parent;
        using var file = new FileStream(Path.Combine(there, $".opportune-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    /// <summary>The folder of a run's own files.</summary>
    internal string FolderOf(string runId) => RunFolder.PathOf(OutFolder!, NameOf(runId));

    /// <summary>Its name.</summary>
    internal string NameOf(string runId) => Attempt == 1 ? runId : string.Create(CultureInfo.InvariantCulture, $"{runId}.{Attempt}");
}
