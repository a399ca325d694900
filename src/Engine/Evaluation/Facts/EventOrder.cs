using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The order of a patient's events, total enough that equal events are interchangeable.</summary>
internal static class EventOrder
{
    public static int Compare(Event a, Event b)
    {
        var order = a.Date.CompareTo(b.Date);
        if (order == 0)
            order = a.Table.CompareTo(b.Table);
        if (order == 0)
            order = Utf8Order.Compare(a.RowId, b.RowId);
        return order != 0 ? order : CompareWithinRow(a, b);
    }

    private static int CompareWithinRow(Event a, Event b)
    {
        if (a.Mention is not { } left || b.Mention is not { } right)
            return a.Mention is null == b.Mention is null ? string.CompareOrdinal(a.Code, b.Code) : a.Mention is null ? -1 : 1;
        var order = left.Start.CompareTo(right.Start);
        if (order == 0)
            order = left.Length.CompareTo(right.Length);
        if (order == 0)
            order = string.CompareOrdinal(left.Concept, right.Concept);
        return order != 0 ? order : CompareLists(left.Sites, right.Sites);
    }

    private static int CompareLists(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            var order = string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return a.Count.CompareTo(b.Count);
    }
}
