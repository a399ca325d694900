using System.Data.Common;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Bands;

/// <summary>The nights that a run is held against.</summary>
public static class LearnedNights
{
    /// <summary>What earlier runs by the same rules saw at each site, the oldest first, where all of the site was published; of one as-of date the last.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="request">The run.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<DayCounts>> Load(DbConnection connection, RunRequest request) =>
        RunCatalog.Days(connection, request.AsOf.AddDays(-request.Guards.Bands.LearnDays), request.AsOf, request.CountedBy)
            .GroupBy(d => d.Site, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<DayCounts>)[.. g.GroupBy(d => d.AsOf).Select(d => DayCounts.Parse(d.Key, d.Last().Days))], StringComparer.Ordinal);
}
