using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What is kept from run to run, so that only what is new is read.</summary>
/// <param name="Folder">Where; made when it is not there. Safe to delete at any time.</param>
public sealed record CacheSettings(string Folder)
{
    /// <summary>When a file counts as the one that was seen before.</summary>
    public Trust Trust { get; init; }

    /// <summary>What no run has used for so long is removed.</summary>
    public TimeSpan Kept { get; init; } = UsuallyKept;

    /// <summary>Where a job does not say for how long.</summary>
    public static TimeSpan UsuallyKept { get; } = TimeSpan.FromDays(14);
}

/// <summary>How much of a run came from what was kept.</summary>
/// <param name="RowGroups">Row groups of all steps.</param>
/// <param name="Reused">Those of them that were not read.</param>
/// <param name="Damaged">Kept pieces that did not read back, and were made anew.</param>
/// <param name="BytesRead">Bytes of kept pieces that were used.</param>
/// <param name="BytesWritten">Bytes newly kept.</param>
/// <param name="BytesHashed">Bytes of input files whose identity had to be found by reading them.</param>
/// <param name="Candidates">Patients of whom something was found that a rule may start from.</param>
/// <param name="Known">Those of them to whom no rule had to be applied, as nothing was new.</param>
/// <param name="People">People whom a census knows, so that their rows need not be brought together; none where there was no census.</param>
/// <param name="Called">Those of them whose rows had to be all the same, for something was new or the calendar had turned.</param>
public sealed record CacheReport(
    long RowGroups, long Reused, long Damaged, long BytesRead, long BytesWritten, long BytesHashed, long Candidates, long Known, long People, long Called);
