using Opportune.Core;

namespace Opportune.Sources;

/// <summary>
/// Intervals for a source without a feeds table: from the first to the last date of each table, for all sites together,
/// as a run finds them. They show that data stops, never that it has holes, and the run says so.
/// </summary>
public sealed class FoundFeeds
{
    private readonly SortedDictionary<Table, DateWindow> _found = [];

    /// <summary>Widens a table's interval to hold that one; ranges of partitions add up in any order.</summary>
    public void Add(Table table, DateWindow dates)
    {
        if (dates.IsEmpty)
            return;
        var known = _found.GetValueOrDefault(table, dates);
        _found[table] = new(known.From < dates.From ? known.From : dates.From, known.To > dates.To ? known.To : dates.To);
    }

    /// <summary>One interval a table, with the default lag.</summary>
    public IReadOnlyList<FeedInterval> Intervals =>
        [.. _found.Select(f => new FeedInterval(f.Key, null, null, f.Value, Coverage.DefaultLagDays))];
}
