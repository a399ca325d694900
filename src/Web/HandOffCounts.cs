using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web;

/// <summary>
/// How much there is to hand over to each clinician. All is counted once a publication and day, in the background, which takes seconds over a
/// long list; after that only those are counted anew whose patients something happened to. So who looks sees it as it is, and at once; who sees
/// less than all patients waits for the first count of the day.
/// </summary>
internal sealed class HandOffCounts(OpportuneDatabase database, Dispositions dispositions, PublicationNews news, TimeProvider time) : BackgroundService
{
    // So many clinicians one by one take as long as all at once.
    private const int MostClinicians = 50;

    private const int MostEvents = 1_000;

    // Events that are looked at again at first: so many changes are not under way at once.
    private const int UnderWay = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10), LongestChange = TimeSpan.FromMinutes(1);

    // So many scopes are kept; an installation has a few.
    private const int MostKept = 50;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    private readonly Dictionary<Sight, Counted> _counted = [];

    /// <summary>Clinicians with patients to hand over or replies to come, those with most to hand over first.</summary>
    /// <param name="sight">Whose patients count.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<ClinicianRow>> Now(Sight sight, CancellationToken cancel)
    {
        var handOffs = new HandOffReader(database, dispositions, sight);
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            var (newest, today) = (await new WorklistReader(database, dispositions, sight).NewestChange(cancel), news.Today);
            if (_counted.GetValueOrDefault(sight) is not { } counted || counted.Day != today || (counted.By with { EventId = 0 }) != (newest with { EventId = 0 }) || !await TakeIn(handOffs, counted, cancel))
            {
                if (_counted.Count >= MostKept)
                    _counted.Clear();
                _counted[sight] = counted = await Count(handOffs, newest, today, cancel);
            }
            return [.. counted.Clinicians.Values.OrderByDescending(c => c.ToSend).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.ClinicianId, StringComparer.Ordinal)];
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await Now(Sight.Unrestricted, stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException or TimeoutException)
            {
                // Whoever opens the page is told.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static async Task<Counted> Count(HandOffReader handOffs, ListChange newest, DateOnly today, CancellationToken cancel)
    {
        var floor = Math.Max(0, newest.EventId - UnderWay);
        // Before the count: what is not seen here is counted, or counted anew.
        var seen = await handOffs.Touched(floor, MostEvents, cancel);
        return new(newest, today, (await handOffs.Clinicians(today, cancel: cancel)).ToDictionary(c => c.ClinicianId, StringComparer.Ordinal), [.. seen.Select(e => e.EventId)]) { Floor = floor };
    }

    // False: all has to be counted.
    private async Task<bool> TakeIn(HandOffReader handOffs, Counted counted, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var events = await handOffs.Touched(counted.Floor, MostEvents, cancel);
        var fresh = events.Where(e => !counted.Seen.Contains(e.EventId)).ToList();
        var touched = fresh.Select(e => e.ClinicianId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        // Whose patient it was before a correction, the event does not tell.
        if (events.Count == MostEvents || touched.Count > MostClinicians || fresh.Any(e => e.Kind == EventKinds.Attributed))
            return false;
        foreach (var id in touched)
        {
            if ((await handOffs.Clinicians(counted.Day, id, cancel)) is [var clinician])
                counted.Clinicians[id] = clinician;
            else
                counted.Clinicians.Remove(id);
        }
        counted.Seen.UnionWith(fresh.Select(e => e.EventId));
        // An event gets its number before it can be seen, so that one with a lower number may come to be seen after; but not for ever.
        while (counted.Marks.TryPeek(out var mark) && time.GetElapsedTime(mark.At, began) > LongestChange)
        {
            counted.Floor = mark.EventId;
            counted.Marks.Dequeue();
        }
        counted.Seen.RemoveWhere(id => id <= counted.Floor);
        if (events.Count > 0)
            counted.Marks.Enqueue((began, events[^1].EventId));
        return true;
    }

    private sealed record Counted(ListChange By, DateOnly Day, Dictionary<string, ClinicianRow> Clinicians, HashSet<long> Seen)
    {
        // All events up to this one are counted, and looked at no more.
        public long Floor { get; set; }

        // Up to which event was looked at, and when.
        public Queue<(long At, long EventId)> Marks { get; } = new();
    }
}
