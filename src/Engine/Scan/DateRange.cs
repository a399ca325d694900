using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>First and last clinical date of a partition up to the as-of date, for sources that declare no feeds.</summary>
internal static class DateRange
{
    public static void Find(WorkPlan plan, Partition partition, PartitionOutput output)
    {
        var column = TableLayout.Of(partition.Table).Date;
        if (column < 0)
            return;
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var slice in plan.Input(partition.Table).Slices.Skip(partition.FirstSlice).Take(partition.SliceCount))
        {
            using var reader = slice.Part.Open(slice.Group, column);
            PageDictionary? seen = null;
            while (reader is not null && reader.NextPage())
            {
                // A chunk's dictionary holds the dates that occur in it, so one look at it is enough.
                if (reader.Page.Dictionary is not { } dictionary)
                    Widen(Dates(reader.Page), plan.Rules.AsOfDay, ref first, ref last);
                else if (dictionary != seen)
                    Widen((seen = dictionary).Integers, plan.Rules.AsOfDay, ref first, ref last);
            }
        }
        if (first <= last)
            output.Dates = new(CanonicalValue.DateOf(first), CanonicalValue.DateOf(last));
    }

    // Nulls stand as day 0 among the integers and must not count.
    private static ReadOnlySpan<long> Dates(Page page)
    {
        if (!page.HasNulls)
            return page.Integers;
        var dates = new List<long>(page.Count);
        for (var i = 0; i < page.Count; i++)
        {
            if (!page.IsNull(i))
                dates.Add(page.Integer(i));
        }
        return dates.ToArray();
    }

    private static void Widen(ReadOnlySpan<long> days, int asOf, ref long first, ref long last)
    {
        foreach (var day in days)
        {
            if (day < CanonicalValue.FirstDay || day > asOf)
                continue;
            first = Math.Min(first, day);
            last = Math.Max(last, day);
        }
    }
}
