using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The clinical dates of a partition, for sources that declare no feeds. What reviewers entered stretches none.</summary>
internal static class DateRange
{
    public static void Find(WorkPlan plan, Harvest harvest)
    {
        var column = TableLayout.Of(harvest.Partition.Table).Date;
        if (column < 0 || !plan.Options.FindDates || harvest.Partition.IsReported)
            return;
        foreach (var slice in plan.SlicesOf(harvest.Partition))
        {
            using var reader = slice.Part.Open(slice.Group, column);
            PageDictionary? seen = null;
            while (reader is not null && reader.NextPage())
            {
                // A chunk's dictionary holds the dates that occur in it, so one look at it is enough.
                if (reader.Page.Dictionary is not { } dictionary)
                    AddRows(reader.Page, harvest.Days);
                else if (dictionary != seen)
                    Add((seen = dictionary).Integers, harvest.Days);
            }
        }
    }

    // Nulls stand as day 0 among the integers and must not count.
    private static void AddRows(Page page, SortedSet<int> days)
    {
        var before = CanonicalValue.Invalid;
        for (var i = 0; i < page.Count; i++)
        {
            if (page.IsNull(i) || page.Integer(i) == before)
                continue;
            before = page.Integer(i);
            Add([before], days);
        }
    }

    private static void Add(ReadOnlySpan<long> found, SortedSet<int> days)
    {
        foreach (var day in found)
        {
            if (day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay)
                days.Add((int)day);
        }
    }
}
