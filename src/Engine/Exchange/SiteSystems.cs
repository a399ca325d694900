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
/// <param name="threads">Row groups that are read side by side.</param>
public sealed class SiteSystems(WorkPlan plan, Exchange exchange, int threads)
{
    private const int MostRows = 1 << 22;

    /// <summary>All rows.</summary>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SiteControls Count(Table table) => Count(table, every: 1);

    /// <summary>Evenly spaced rows, each of which stands for those that are passed over as well; all rows of a table that has no more.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">At least so many, and less than twice as many.</param>
    /// <returns>The counts, and for how many rows each row stands.</returns>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public (SiteControls Counts, int Every) Sample(Table table, int rows)
    {
        var every = (int)Math.Max(1, Slices(table).Sum(s => (long)s.Rows) / rows);
        return (Count(table, every), every);
    }

    private SiteControls Count(Table table, int every)
    {
        var (counts, waiting) = (new SiteControls(), new List<Slice>());
        if (every > 1)
            counts.NoteSample(table);
        foreach (var slice in Slices(table))
        {
            if (waiting.Sum(s => (long)s.Rows) + slice.Rows > (long)MostRows * every)
                Add();
            waiting.Add(slice);
        }
        Add();
        return counts;

        void Add()
        {
            Count(table, waiting, every, counts);
            waiting.Clear();
        }
    }

    private IEnumerable<Slice> Slices(Table table) => plan.Input(table).Slices.Where(s => !s.Part.IsReported);

    private void Count(Table table, List<Slice> slices, int every, SiteControls to)
    {
        var rows = new SystemRows[slices.Count];
        SideBySide(slices.Count, (i, _) => rows[i] = Read(table, slices[i], every));
        // A bucket at a time: its patients stay in the processor's own memory while their rows are asked.
        var counted = new ConcurrentDictionary<(string Site, string System), long>();
        SideBySide(plan.Buckets, (bucket, sites) =>
        {
            sites.Clear();
            foreach (var part in rows)
                part.Ask(bucket, sites);
            exchange.OpenPatients(bucket).FindSites(sites);
            foreach (var part in rows)
                part.Count(bucket, sites, (site, system, number) => counted.AddOrUpdate((site, system), number, (_, before) => before + number));
        });
        foreach (var ((site, system), number) in counted)
            to.CountRows(site, table, system, number * every);
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

    private SystemRows Read(Table table, Slice slice, int every)
    {
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
}
