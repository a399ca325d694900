using System.Runtime.ExceptionServices;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Counts the rows of a table by code system at each site, by reading patient and system of all of them once more: a row knows its patient, and
/// only the patient the site. So many patients at a time that memory stays bounded.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="exchange">Where the patients are.</param>
/// <param name="threads">Row groups that are read side by side.</param>
public sealed class SiteSystems(WorkPlan plan, Exchange exchange, int threads)
{
    private const int MostPatients = 2_000_000;

    /// <summary>The counts of a table.</summary>
    /// <exception cref="TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SiteControls Count(Table table)
    {
        var counts = new SiteControls();
        var sites = new Dictionary<ulong, (long Order, string Site)>();
        for (var bucket = 0; bucket < plan.Buckets; bucket++)
        {
            exchange.OpenBucket(bucket).AddSites(sites);
            if (sites.Count < MostPatients && bucket < plan.Buckets - 1)
                continue;
            CountRows(table, sites, counts);
            sites.Clear();
        }
        return counts;
    }

    private void CountRows(Table table, Dictionary<ulong, (long Order, string Site)> sites, SiteControls counts)
    {
        try
        {
            Parallel.ForEach(plan.Input(table).Slices.Where(s => !s.Part.IsReported), new() { MaxDegreeOfParallelism = Math.Max(1, threads) }, slice =>
            {
                var counted = CountRows(table, slice, sites);
                lock (counts)
                {
                    foreach (var ((site, system), rows) in counted)
                        counts.CountRows(site, table, system, rows);
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private Dictionary<(string Site, string System), long> CountRows(Table table, Slice slice, Dictionary<ulong, (long Order, string Site)> sites)
    {
        var layout = TableLayout.Of(table);
        var (counted, systems) = (new Dictionary<(string, string), long>(), new BytesTable<string>(NameOf));
        using var rows = new RowReader(layout);
        rows.Open(slice);
        if (rows.Column(layout.Patient) is not { } patients)
            return counted;
        var system = rows.Column(layout.CodeSystem);
        for (var row = 0; row < slice.Rows; row++)
        {
            var hash = plan.Merged.Final(StableHash.Of(patients.Page.Text(patients.MoveTo(row))));
            if (!sites.TryGetValue(hash, out var at))
                continue;
            var key = (at.Site, systems[system is null ? default : system.Page.Text(system.MoveTo(row))]);
            counted[key] = counted.GetValueOrDefault(key) + 1;
        }
        return counted;
    }

    private static string NameOf(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text) is var written && CodeSystems.Normalise(written) is { } system ? system : SiteControls.Unreadable(written);
}
