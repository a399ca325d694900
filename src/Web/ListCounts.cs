using System.Collections.Concurrent;
using System.Diagnostics;
using Opportune.Database;
using Opportune.Web.Show;

namespace Opportune.Web;

/// <summary>
/// How many entries lists have. What was counted is not counted again for the next reader, while it is certain that the answer would be the
/// same: nothing has changed since, or so much less than what lies above the limit up to which it was counted. One is counted at a time: who
/// asks the same meanwhile gets the same answer, pages that count nothing have the other processors, and who went on while waiting is not counted for.
/// </summary>
internal sealed class ListCounts(TimeProvider time) : IDisposable
{
    /// <summary>Counts go no further unless they are asked to: a long list then costs no more than a short one.</summary>
    public const long Most = 10_000;

    // So many changes later "more than 10,000" is still true.
    private const long Margin = 1_000;

    // Somebody's change may have got its number before, and come to be after, that by which was counted.
    private static readonly TimeSpan LongestExact = TimeSpan.FromSeconds(5), LongestMore = TimeSpan.FromMinutes(15);

    // Filters that were asked for meanwhile.
    private const int MostKept = 2_000;

    private static readonly ActivitySource Source = new(WebPages.Activities);

    // What is counted to the end may take seconds; the others do not wait for it.
    private readonly SemaphoreSlim _toTheEnd = new(1, 1), _toTheMost = new(1, 1);

    private readonly ConcurrentDictionary<CountKey, Counted> _kept = new();

    /// <summary>How many entries or patients each list has, wherever it begins; "more than <see cref="Most"/>" is any number above, but where it is asked for exactly.</summary>
    /// <param name="reader">Reads for who looks.</param>
    /// <param name="lists">The lists.</param>
    /// <param name="me">Name of who looks.</param>
    /// <param name="today">The day it is.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<long>> Of(WorklistReader reader, IReadOnlyList<ListQuery> lists, string me, DateOnly today, CancellationToken cancel)
    {
        using var activity = Source.StartActivity("count");
        var newest = await reader.NewestChange(cancel);
        var keys = lists.Select(l => new CountKey(l with { After = null, Sort = null, Slots = null }, reader.Sight, l.Who == ListQuery.Me ? me : "", today)).ToList();
        var known = new Dictionary<CountKey, long>();
        if (!AreKnown(keys))
        {
            await Count(keys.Where(k => !k.List.Exact), Most + Margin, _toTheMost);
            await Count(keys.Where(k => k.List.Exact), long.MaxValue, _toTheEnd);
        }
        return [.. keys.Select(k => known[k])];

        bool AreKnown(IReadOnlyCollection<CountKey> asked)
        {
            foreach (var key in asked)
            {
                // Looked up once: others may clear what is kept.
                if (_kept.TryGetValue(key, out var counted) && Holds(key.List, counted, newest))
                    known[key] = counted.Count;
            }
            return asked.All(known.ContainsKey);
        }

        async Task Count(IEnumerable<CountKey> asked, long most, SemaphoreSlim turn)
        {
            var missing = asked.Where(k => !known.ContainsKey(k)).Distinct().ToList();
            if (missing.Count == 0)
                return;
            await turn.WaitAsync(cancel);
            try
            {
                // Somebody may have counted it meanwhile.
                if (AreKnown(missing))
                    return;
                missing.RemoveAll(known.ContainsKey);
                if (_kept.Count > MostKept)
                    _kept.Clear();
                var counts = await reader.CountUpTo([.. missing.Select(k => k.List.ToFilter(me))], today, most, cancel);
                foreach (var (key, count) in missing.Zip(counts))
                    (known[key], _kept[key]) = (count, new(count, newest, time.GetTimestamp()));
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toTheEnd.Dispose();
        _toTheMost.Dispose();
    }

    private bool Holds(ListQuery list, Counted counted, ListChange newest)
    {
        if ((counted.By with { EventId = 0 }) != (newest with { EventId = 0 }))
            return false;
        var (age, changes) = (time.GetElapsedTime(counted.At), newest.EventId - counted.By.EventId);
        return (changes <= 0 && age < LongestExact) || (!list.Exact && age < LongestMore && counted.Count - changes > Most);
    }

    private sealed record CountKey(ListQuery List, Sight Sight, string Me, DateOnly Today);

    private sealed record Counted(long Count, ListChange By, long At);
}
