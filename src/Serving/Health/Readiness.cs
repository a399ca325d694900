using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;
using Opportune.Database.Validation;

namespace Opportune.Serving;

/// <summary>One thing that was looked at.</summary>
/// <param name="Reason">A word of <see cref="HealthReasons"/>: what is wrong where it is.</param>
/// <param name="IsWell">Whether it is well.</param>
/// <param name="Says">One line for people, without identifiers.</param>
public sealed record HealthCheck(string Reason, bool IsWell, string Says)
{
    /// <summary>Whether the process can do its work all the same.</summary>
    public bool IsReady => IsWell || Reason == HealthReasons.SampleNotDrawn;
}

/// <summary>Looks whether this process can do its work now.</summary>
internal sealed class Readiness(OpportuneDatabase database, ServeSettings settings, string workerId, Pulse pulse)
{
    /// <summary>What the round that looks at the schedules is called.</summary>
    public const string Schedules = "schedules";

    // A health check that waits is no health check.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private volatile bool _stopping;

    /// <summary>From here on it is not ready.</summary>
    public void Stop() => _stopping = true;

    /// <summary>Looks.</summary>
    public async Task<IReadOnlyList<HealthCheck>> Look(CancellationToken cancel)
    {
        var checks = new List<HealthCheck>();
        if (_stopping)
            checks.Add(new(HealthReasons.Stopping, false, "shutting down"));
        await LookAtDatabase(checks, cancel);
        var since = pulse.Since(Schedules);
        checks.Add(new(HealthReasons.SchedulesSilent, since <= settings.Health.Tick, FormattableString.Invariant($"the schedules were looked at {since.TotalSeconds:0} s ago")));
        checks.Add(LookAtSpace());
        return checks;
    }

    private async Task LookAtDatabase(List<HealthCheck> checks, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Patience);
        try
        {
            var isCurrent = await database.HasCurrentSchema(timeout.Token);
            checks.Add(new(HealthReasons.DatabaseUnreachable, true, "the database answers"));
            checks.Add(new(HealthReasons.SchemaDiffers, isCurrent, isCurrent ? "the schema is this program's" : "the schema is not this program's"));
            if (isCurrent)
            {
                checks.Add(await LookAtWorker(timeout.Token));
                var failed = await database.Read(ValidationTable.Failed, timeout.Token);
                checks.Add(new(HealthReasons.SampleNotDrawn, failed == 0, failed == 0 ? "every blind sample that could be was drawn" : $"blind samples that could not be drawn, and wait for the next run: {failed}"));
            }
        }
        catch (InputException)
        {
            checks.Add(new(HealthReasons.SchemaDiffers, false, "the schema is not this program's"));
        }
        catch (Exception e) when (e is DbException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            checks.Add(new(HealthReasons.DatabaseUnreachable, false, "the database does not answer"));
        }
    }

    private async Task<HealthCheck> LookAtWorker(CancellationToken cancel)
    {
        await using var connection = await database.Connect(cancel);
        var silent = AlarmFacts.ReadWorkers(connection).FirstOrDefault(w => w.WorkerId == workerId)?.SilentFor;
        return new(HealthReasons.WorkerStopped, silent < TimeSpan.Zero, silent < TimeSpan.Zero ? "the worker gives signs of life" : "the worker of this process gives no sign of life");
    }

    private HealthCheck LookAtSpace()
    {
        var space = new DriveInfo(Path.GetFullPath(settings.Out!)).AvailableFreeSpace;
        return new(HealthReasons.SpaceLow, space >= settings.Health.LeastSpace, FormattableString.Invariant($"{space / (double)(1L << 30):0.0} GiB free where runs write"));
    }
}
