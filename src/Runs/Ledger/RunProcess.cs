using System.ComponentModel;
using System.Diagnostics;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>Which process does a run: machine, number and start, because numbers are given again.</summary>
internal static class RunProcess
{
    // The system derives a process's start from its own clock ticks, and not always to the same millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public static string Host => Environment.MachineName;

    public static long Id => Environment.ProcessId;

    public static DateTimeOffset StartedAt { get; } = StartOf(Process.GetCurrentProcess());

    public static ProcessKey Key { get; } = new(Host, Id, StartedAt);

    /// <summary>Whether nobody is at work on a run any more. One that workers share has no process and no lease, and is never gone.</summary>
    /// <param name="run">A run without an end.</param>
    /// <param name="now">By the database's clock.</param>
    public static bool IsGone(UnfinishedRun run, DateTimeOffset now) =>
        run.State == RunStates.Running && (run.LeaseUntil < now || (run.Host == Host && !Lives(run.ProcessId, run.ProcessStartedAt)));

    private static bool Lives(long? id, DateTimeOffset? startedAt)
    {
        if (id is null || startedAt is null)
            return false;
        try
        {
            using var process = Process.GetProcessById((int)id.Value);
            return (StartOf(process) - startedAt.Value).Duration() <= Tolerance;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended while we looked, or is somebody else's whom we may not look at; then its lease tells.
            return e is Win32Exception;
        }
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());
}
