using System.Diagnostics.Metrics;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Serving;

namespace Opportune.Serving;

/// <summary>How the installation stands, as gauges. They show what was read last; nothing is asked of the database when somebody measures.</summary>
internal sealed class ServiceMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Opportune.Serving";

    private readonly Meter _meter = new(Name);
    private volatile ServiceFacts? _facts;
    private volatile IReadOnlyList<StateCount> _entries = [];

    public ServiceMeter()
    {
        _meter.CreateObservableGauge("opportune.runs", () => (_facts?.Runs ?? []).Select(r => One(r.Runs, "state", r.State)), "{run}", "Runs by state.");
        _meter.CreateObservableGauge("opportune.queue.depth", () => _facts?.Runs.FirstOrDefault(r => r.State == RunStates.Queued)?.Runs ?? 0, "{run}", "Runs that wait.");
        _meter.CreateObservableGauge("opportune.heartbeat.age", () => _facts?.HeartbeatAge?.TotalSeconds ?? 0, "s", "Since the most silent running run gave a sign of life.");
        _meter.CreateObservableGauge("opportune.entries", () => _entries.Select(e => One(e.Entries, "state", e.State)), "{entry}", "Worklist entries by state.");
        _meter.CreateObservableGauge("opportune.alarms", () => (_facts?.Alarms ?? []).GroupBy(a => a.Kind).Select(a => One(a.Count(), "kind", a.Key)), "{alarm}", "Alarms whose condition lasts.");
    }

    /// <summary>What was read last; null: nothing yet.</summary>
    public ServiceFacts? Facts => _facts;

    /// <summary>Reads how things stand.</summary>
    public async Task Look(OpportuneDatabase database, CancellationToken cancel) => _facts = await database.Read(ServiceFacts.Read, cancel);

    /// <summary>Counts the entries, which takes longer.</summary>
    public async Task Count(OpportuneDatabase database, CancellationToken cancel) =>
        _entries = await new WorklistReader(database, new([]), Sight.Everything).Count(new(), DateOnly.FromDateTime(database.Time.GetUtcNow().UtcDateTime), cancel);

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> One(long value, string tag, string word) => new(value, new KeyValuePair<string, object?>(tag, word));
}
