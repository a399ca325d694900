using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>Turns the rows of one candidate into sorted events, and sorts out those that cannot count.</summary>
internal sealed class PersonRows(WorkPlan plan, BucketContent content)
{
    private readonly RowDecoder _decoder = new(plan.Rules.SetNames);
    private readonly HashSet<(Table, ulong Id, ulong Content)> _known = [];
    private readonly Dictionary<string, long> _reports = new(StringComparer.Ordinal);
    private readonly List<Event> _events = [];
    private readonly List<Found> _found = [];

    public List<Event> Read(Patient patient, List<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> rows)
    {
        _known.Clear();
        _reports.Clear();
        _found.Clear();
        // In the order of the source, so that of two the first is kept, however the tables were cut.
        rows.Sort((a, b) => (a.Header.Table, a.Header.Row).CompareTo((b.Header.Table, b.Header.Row)));
        foreach (var (header, bytes) in rows)
            Take(patient, header, bytes.Span);
        _found.Sort(InOrder);
        return [.. _found.Select(f => f.Event)];
    }

    private void Take(Patient patient, in RowHeader row, ReadOnlySpan<byte> record)
    {
        if (!_known.Add((row.Table, row.Id, row.Content)))
        {
            content.Skip(row.Table, SkipReasons.EqualDuplicate);
            return;
        }
        _events.Clear();
        _decoder.Decode(row, record, _events);
        if (_events.Exists(e => e.Mention is not null) && IsScattered(row, _events[0].Accession))
        {
            content.Reject(plan, row.Table, row.Row, "accession", RejectRules.ReportScattered, _events[0].Accession!);
            return;
        }
        if (RefusedBeforeBirth(patient, row))
            return;
        for (var i = 0; i < _events.Count; i++)
            _found.Add(new(_events[i], row.Row, i));
    }

    /// <summary>Counts the rows of somebody who is no candidate; one dated before birth is wrong all the same.</summary>
    public void PassOver(Patient patient, List<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> rows)
    {
        foreach (var (row, _) in rows)
        {
            if (!RefusedBeforeBirth(patient, row))
                content.Skip(row.Table, SkipReasons.NotACandidate);
        }
    }

    private bool RefusedBeforeBirth(Patient patient, in RowHeader row)
    {
        if (row.Date >= patient.BirthDate)
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

    private readonly record struct Found(Event Event, long Row, int Place);
}
