using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Mapped;

/// <summary>Joins a raw table's periods into the intervals that the source covers, and writes them as feeds of the tables that it has.</summary>
/// <param name="coverage">Which table and columns.</param>
/// <param name="part">A part of the table.</param>
/// <param name="zone">In which an instant becomes a date.</param>
internal sealed class CoveragePart(MappedPeriods coverage, RawPart part, TimeZoneInfo? zone)
{
    // First day to last day of each interval, apart and not adjacent.
    private readonly SortedDictionary<int, int> _intervals = [];

    /// <summary>Reads the part into a snapshot.</summary>
    /// <exception cref="InputException">A column is missing, or the part is truncated.</exception>
    public void Read(PartSet into, SourceBook book, IReadOnlyList<Table> tables, CancellationToken cancel)
    {
        var dates = new DateForms(part.Form, zone);
        using var rows = part.Open([coverage.Start, coverage.End]);
        foreach (var (column, i) in new[] { coverage.Start, coverage.End }.Select((c, i) => (c, i)))
        {
            if (!rows.Has(i))
                throw new InputException($"{part.Name}: column '{column}' is missing, which says what the source covers{DidYouMean.For(column, part.Columns)}");
        }
        while (rows.Next())
        {
            cancel.ThrowIfCancellationRequested();
            book.Read();
            if (rows.Fault is { } fault)
                book.Reject(fault, rows.Row, "", "");
            else if (dates.Read(rows.Text(0), out _) is not { } from)
                book.Reject(RejectRules.ImpossibleDate, rows.Row, coverage.Start, Encoding.UTF8.GetString(rows.Text(0)));
            else if (dates.Read(rows.Text(1), out _) is not { } to || to < from)
                book.Reject(RejectRules.ImpossibleDate, rows.Row, coverage.End, Encoding.UTF8.GetString(rows.Text(1)));
            else
            {
                Join(from, to);
                book.Use();
            }
        }
        var feeds = CanonicalTable.Of(Table.Feeds);
        foreach (var table in tables)
        {
            foreach (var (from, to) in _intervals)
            {
                var row = into[Table.Feeds];
                row.Text(feeds.IndexOf("feed"), Encoding.UTF8.GetBytes(CanonicalTable.Of(table).Name));
                row.Day(feeds.IndexOf("covered_from"), from);
                row.Day(feeds.IndexOf("covered_to"), to);
                row.EndRow();
            }
        }
        into.Finish();
    }

    private void Join(int from, int to)
    {
        var touching = _intervals.Where(i => i.Key <= to + 1 && i.Value >= from - 1).ToList();
        foreach (var (start, end) in touching)
        {
            (from, to) = (Math.Min(from, start), Math.Max(to, end));
            _intervals.Remove(start);
        }
        _intervals[from] = to;
    }
}
