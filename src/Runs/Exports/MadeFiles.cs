namespace Opportune.Runs.Exports;

/// <summary>Files that were made to be taken along: gone with the answer; what a process left that ended in between goes within a day.</summary>
public static class MadeFiles
{
    /// <summary>How the folders of exports, and of files of tasks that came back, are called.</summary>
    public const string Export = "opportune-export-", Tasks = "opportune-tasks-";

    /// <summary>So old is what nobody takes along any more.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Removes what was left behind.</summary>
    /// <param name="now">The instant.</param>
    /// <returns>How many folders went.</returns>
    public static int Sweep(DateTimeOffset now)
    {
        var removed = 0;
        foreach (var folder in new[] { Export, Tasks }.SelectMany(prefix => new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(prefix + "*")).Where(f => f.LastWriteTimeUtc < (now - Kept).UtcDateTime))
        {
            try
            {
                folder.Delete(recursive: true);
                removed++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another account's, or in use: its owner removes it.
            }
        }
        return removed;
    }
}
