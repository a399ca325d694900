using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>
/// Workers that are killed and started again, paused for longer than their lease, and cut off from the database, at random moments
/// until the run that they share has ended.
/// </summary>
internal sealed class ClusterStorm(FreshDatabase fresh, string shared, int workers, TimeSpan lease, TimeSpan calm, TimeSpan longest, int seed, string[] more) : IAsyncDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<(WorkerProcess Worker, Relay Relay)> _workers = [];

    private volatile bool _isOver;

    public int Kills { get; private set; }

    public int Pauses { get; private set; }

    public int Cuts { get; private set; }

    /// <summary>Disturbs until the run has ended.</summary>
    public async Task Run(string runId)
    {
        Directory.CreateDirectory(shared);
        for (var i = 0; i < workers; i++)
        {
            var relay = new Relay(DatabaseUrl.Parse(fresh.Url).Host, DatabaseUrl.Parse(fresh.Url).Port);
            _workers.Add((Start(relay), relay));
        }
        var disturbed = Enumerable.Range(0, workers).Select(i => Disturb(i, new(_random.Next()), runId)).ToList();
        try
        {
            await Soon.Until(async () => disturbed.Exists(d => d.IsFaulted) || await HasEnded(runId), () => string.Join("\n--\n", _workers.Select(w => w.Worker.Log)), longest);
        }
        finally
        {
            _isOver = true;
            await Task.WhenAll(disturbed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (worker, relay) in _workers)
        {
            await worker.Continue();
            await worker.DisposeAsync();
            await relay.DisposeAsync();
        }
    }

    // Each is disturbed by itself, so that at times several are. From one time to the next it is left in peace for longer: on a machine
    // that is slow enough no unit would ever be done in between, and the storm would have no end.
    private async Task Disturb(int i, Random random, string runId)
    {
        for (var peace = calm; ; peace *= 1.15)
        {
            await Wait(peace * (0.5 + random.NextDouble()), runId);
            if (await HasEnded(runId))
                return;
            var (worker, relay) = _workers[i];
            switch (random.Next(4))
            {
                case 0:
                    await worker.Pause();
                    Pauses++;
                    await Wait(lease * (1 + random.NextDouble()), runId);
                    await worker.Continue();
                    break;
                case 1:
                    relay.Cut();
                    Cuts++;
                    await Wait(lease * (0.2 + random.NextDouble() * 1.5), runId);
                    relay.Mend();
                    break;
                default:
                    await worker.Kill();
                    await worker.DisposeAsync();
                    Kills++;
                    _workers[i] = (Start(relay), relay);
                    break;
            }
        }
    }

    private async Task Wait(TimeSpan time, string runId)
    {
        for (var waited = TimeSpan.Zero; waited < time && !await HasEnded(runId); waited += TimeSpan.FromMilliseconds(200))
            await Task.Delay(200, TestContext.Current.CancellationToken);
    }

    private async Task<bool> HasEnded(string runId) =>
        _isOver || await fresh.Database.Read(connection => RunCatalog.Find(connection, runId)!.State) is not (RunStates.Queued or RunStates.Running);

    private WorkerProcess Start(Relay relay)
    {
        var url = DatabaseUrl.Parse(fresh.Url);
        return WorkerProcess.Start($"postgresql://{url.User}@127.0.0.1:{relay.Port}/{url.Name}", shared,
            ["--threads", "1", "--lease", $"{lease.TotalSeconds}s", "--attempts", "1000", .. more]);
    }
}
