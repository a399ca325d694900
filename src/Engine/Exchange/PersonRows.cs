using System.Runtime.InteropServices;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>Turns the rows of one candidate into sorted events, and sorts out those that cannot count.</summary>
internal sealed class PersonRows(WorkPlan plan, BucketContent content)
{
    private readonly RowDecoder _decoder = new(plan.Rules.SetNames);
    private readonly HashSet<Named> _known = [];
    private readonly Dictionary<string, long> _reports = new(StringComparer.Ordinal);
    private readonly List<Event> _events = [];
    private readonly List<Found> _found = [];
    private readonly List<(Table, DateOnly)> _repeats = [];
    private long[] _keys = new long[64];
    private int[] _order = new int[64];

    /// <summary>Those of the last patient that repeat another row.</summary>
    public (Table, DateOnly)[] Repeats => [.. _repeats];

    public Event[] Read(DateOnly birth, List<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> rows)
    {
        _known.Clear();
        _reports.Clear();
        _found.Clear();
        _repeats.Clear();
        var all = CollectionsMarshal.AsSpan(rows);
        foreach (var i in InOrderOfSource(all))
            Take(birth, all[i].Header, all[i].Bytes.Span);
        _found.Sort(InOrder);
        var events = new Event[_found.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = _found[i].Event;
        return events;
    }

    // So that of two the first is kept, however the tables were cut. A row's table and number are sorted in place of the row.
    private ReadOnlySpan<int> InOrderOfSource(ReadOnlySpan<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> rows)
    {
        if (rows.Length > _keys.Length)
        {
            _keys = new long[rows.Length * 2];
            _order = new int[_keys.Length];
        }
        for (var i = 0; i < rows.Length; i++)
            (_keys[i], _order[i]) = (((long)rows[i].Header.Table << 56) | rows[i].Header.Row, i);
        Array.Sort(_keys, _order, 0, rows.Length);
        return _order.AsSpan(0, rows.Length);
    }

    private void Take(DateOnly birth, in RowHeader row, ReadOnlySpan<byte> record)
    {
        if (!_known.Add(new(row.Table, StableHash.Of(row.IdIn(record)), row.Content)))
        {
            content.Skip(row.Table, SkipReasons.EqualDuplicate);
            _repeats.Add((row.Table, row.Date));
            return;
        }
        _events.Clear();
        _decoder.Decode(row, record, _events);
        if (_events.Exists(e => e.Mention is not null) && IsScattered(row, _events[0].Accession))
        {
            content.Reject(plan, row.Table, row.Row, "accession", RejectRules.ReportScattered, _events[0].Accession!);
            return;
        }
        if (RefusedBeforeBirth(birth, row))
            return;
        for (var i = 0; i < _events.Count; i++)
            _found.Add(new(_events[i], row.Row, i));
    }

    /// <summary>Counts the rows of somebody who is no candidate; one dated before birth is wrong all the same.</summary>
    public void PassOver(DateOnly birth, List<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> rows)
    {
        foreach (var (row, _) in rows)
        {
            if (!RefusedBeforeBirth(birth, row))
                content.Skip(row.Table, SkipReasons.NotACandidate);
        }
    }

    private bool RefusedBeforeBirth(DateOnly birth, in RowHeader row)
    {
        if (row.Date >= birth)
            return false;
        var layout = TableLayout.Of(row.Table);
        var column = layout.Definition.Columns[layout.Date].Name;
        content.Reject(plan, row.Table, row.Row, column, RejectRules.BeforeBirth, row.Date.ToString("yyyy-MM-dd"));
        return true;
    }

    // A later piece of a report's text was read without the rest of it, and may mean something else; a code stands for itself.
    private bool IsScattered(in RowHeader row, string? accession)
    {
        if (row.ReportStart < 0 || accession is null || _reports.TryAdd(accession, row.ReportStart))
            return false;
        return _reports[accession] != row.ReportStart;
    }

    // Events that no rule can tell apart stay in the order of the source.
    private static int InOrder(Found a, Found b) =>
        EventOrder.Compare(a.Event, b.Event) is var order and not 0 ? order : (a.Row, a.Place).CompareTo((b.Row, b.Place));

    // A row's content is a hash already.
    private readonly record struct Named(Table Table, ulong Id, ulong Content)
    {
        public override int GetHashCode() => (int)Content;
    }

    private readonly record struct Found(Event Event, long Row, int Place);
}
