using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
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
    private const int MostRows = 1 << 21, SampleRows = 1 << 17;

    /// <summary>All rows.</summary>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SiteControls Count(Table table)
    {
        var (counts, waiting) = (new SiteControls(), new List<Slice>());
        foreach (var slice in Slices(table))
        {
            if (waiting.Sum(s => s.Rows) + slice.Rows > MostRows)
                Add();
            waiting.Add(slice);
        }
        Add();
        return counts;

        void Add()
        {
            Count(table, waiting, (_, _) => true, counts);
            waiting.Clear();
        }
    }

    /// <summary>All rows of some systems, and of the others those with which each row group begins.</summary>
    /// <param name="table">The table.</param>
    /// <param name="all">The systems of which no row is left out; few enough that their patients fit in memory.</param>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SiteControls Sample(Table table, IReadOnlySet<string> all)
    {
        var counts = new SiteControls();
        List<Slice> slices = [.. Slices(table)];
        var first = SampleRows / Math.Max(1, slices.Count);
        Count(table, slices, (row, system) => row <= first || all.Contains(system), counts);
        return counts;
    }

    private IEnumerable<Slice> Slices(Table table) => plan.Input(table).Slices.Where(s => !s.Part.IsReported);

    private void Count(Table table, IReadOnlyList<Slice> slices, Func<int, string, bool> counts, SiteControls to)
    {
        var rows = Read(table, slices, counts);
        var sites = new Dictionary<ulong, (long Order, string? Site)>();
        foreach (var (patient, _) in rows.SelectMany(r => r))
            sites.TryAdd(patient, default);
        for (var bucket = 0; bucket < plan.Buckets; bucket++)
            exchange.OpenBucket(bucket).FindSites(sites);
        var counted = new Dictionary<(string Site, string System), long>();
        foreach (var (patient, system) in rows.SelectMany(r => r))
        {
            if (sites[patient].Site is { } site)
                CollectionsMarshal.GetValueRefOrAddDefault(counted, (site, system), out _)++;
        }
        foreach (var ((site, system), number) in counted)
            to.CountRows(site, table, system, number);
    }

    private List<(ulong Patient, string System)>[] Read(Table table, IReadOnlyList<Slice> slices, Func<int, string, bool> counts)
    {
        var read = new List<(ulong, string)>[slices.Count];
        try
        {
            Parallel.For(0, slices.Count, new() { MaxDegreeOfParallelism = Math.Max(1, threads) }, i => read[i] = Read(table, slices[i], counts));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return read;
    }

    private List<(ulong Patient, string System)> Read(Table table, Slice slice, Func<int, string, bool> counts)
    {
        var layout = TableLayout.Of(table);
        var (read, systems) = (new List<(ulong, string)>(), new BytesTable<string>(NameOf));
        using var rows = new RowReader(layout);
        rows.Open(slice);
        if (rows.Column(layout.Patient) is not { } patients)
            return read;
        var system = rows.Column(layout.CodeSystem);
        for (var row = 0; row < slice.Rows; row++)
        {
            var name = systems[system is null ? default : system.Page.Text(system.MoveTo(row))];
            if (counts(row, name))
                read.Add((plan.Merged.Final(StableHash.Of(patients.Page.Text(patients.MoveTo(row)))), name));
        }
        return read;
    }

    private static string NameOf(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text) is var written && CodeSystems.Normalise(written) is { } system ? system : SiteControls.Unreadable(written);
}
