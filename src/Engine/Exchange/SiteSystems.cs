using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Counts the rows of a table by code system at each site, by reading patient and system once more: a row knows its patient, and only the
/// patient the site. Memory stays bounded.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="exchange">Where the patients are.</param>
/// <param name="census">Where those are who are not there; null: nowhere.</param>
/// <param name="threads">Row groups that are read side by side.</param>
public sealed class SiteSystems(WorkPlan plan, Exchange exchange, CensusNight? census, int threads)
{
    private const int MostRows = 1 << 22;

    /// <summary>All rows.</summary>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SiteControls Count(Table table) => Count([(table, 1)])[0];

    /// <summary>
    /// Of each table evenly spaced rows, each of which stands for those that are passed over as well; all rows of a table that has no more.
    /// The patients are gone through once for all tables.
    /// </summary>
    /// <param name="tables">The tables.</param>
    /// <param name="rows">At least so many of each, and less than twice as many.</param>
    /// <returns>Of each table the counts, and for how many rows each row stands.</returns>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<(SiteControls Counts, int Every)> Sample(IEnumerable<Table> tables, int rows)
    {
        var spaced = tables.Select(t => (t, Every: (int)Math.Max(1, Slices(t).Sum(s => (long)s.Rows) / rows))).ToList();
        return [.. Count(spaced).Zip(spaced, (counts, s) => (counts, s.Every))];
    }

    private SiteControls[] Count(List<(Table Table, int Every)> tables)
    {
        var (counts, waiting, rows) = (new SiteControls[tables.Count], new List<SpacedSlice>(), 0L);
        for (var i = 0; i < counts.Length; i++)
        {
            var (table, every) = tables[i];
            counts[i] = new();
            if (every > 1)
                counts[i].NoteSample(table);
            foreach (var slice in Slices(table))
            {
                if (rows + (slice.Rows / every) > MostRows)
                    Add();
                waiting.Add(new(i, table, slice, every));
                rows += slice.Rows / every;
            }
        }
        Add();
        return counts;

        void Add()
        {
            Count(waiting, counts);
            waiting.Clear();
            rows = 0;
        }
    }

    private IEnumerable<Slice> Slices(Table table) => plan.Input(table).Slices.Where(s => !s.Part.IsReported);

    private void Count(List<SpacedSlice> slices, SiteControls[] to)
    {
        var rows = new SystemRows[slices.Count];
        SideBySide(slices.Count, (i, _) => rows[i] = Read(slices[i]));
        // A bucket at a time: its patients stay in the processor's own memory while their rows are asked.
        var counted = new ConcurrentDictionary<(int Number, string Site, string System), long>();
        SideBySide(plan.Buckets, (bucket, sites) =>
        {
            sites.Clear();
            foreach (var part in rows)
                part.Ask(bucket, sites);
            using (var records = exchange.OpenPatients(bucket))
                records.FindSites(sites);
            census?.FindSites(bucket, sites);
            for (var i = 0; i < rows.Length; i++)
            {
                var (number, _, _, every) = slices[i];
                rows[i].Count(bucket, sites, (site, system, count) => counted.AddOrUpdate((number, site, system), count * every, (_, before) => before + (count * every)));
            }
        });
        foreach (var ((number, site, system), count) in counted)
            to[number].CountRows(site, slices.Find(s => s.Number == number).Table, system, count);
    }

    private void SideBySide(int count, Action<int, PatientSites> work)
    {
        try
        {
            Parallel.For(0, count, new() { MaxDegreeOfParallelism = Math.Max(1, threads) }, () => new PatientSites(), Work, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        // Room for patients is used again by whoever does the next piece.
        PatientSites Work(int i, ParallelLoopState state, PatientSites room)
        {
            work(i, room);
            return room;
        }
    }

    private SystemRows Read(SpacedSlice spaced)
    {
        var (_, table, slice, every) = spaced;
        var layout = TableLayout.Of(table);
        var read = new SystemRows(plan.Buckets);
        var systems = new BytesTable<int>(text => read.NumberOf(NameOf(text)));
        using var rows = new RowReader(layout);
        rows.Open(slice);
        if (rows.Column(layout.Patient) is { } patients)
        {
            var system = rows.Column(layout.CodeSystem);
            for (var row = 0; row < slice.Rows; row += every)
            {
                var number = systems[system is null ? default : system.Page.Text(system.MoveTo(row))];
                read.Add(plan.Merged.Final(StableHash.Of(patients.Page.Text(patients.MoveTo(row)))), number);
            }
        }
        read.Sort();
        return read;
    }

    private static string NameOf(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text) is var written && CodeSystems.Normalise(written) is { } system ? system : SiteControls.Unreadable(written);

    // Evenly spaced rows of a slice; the number is the table's among those that are counted.
    private readonly record struct SpacedSlice(int Number, Table Table, Slice Slice, int Every);
}
