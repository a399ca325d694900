using Opportune.Core;
using Opportune.Database;
using Opportune.Sources;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>The patients whom a run lists, noted while its gaps pass by, and then looked up in the source for those who work on the list.</summary>
internal sealed class ListedPeople
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The same gaps; who is listed, or would be if more were known, is noted.</summary>
    public IEnumerable<Gap> Noting(IEnumerable<Gap> gaps)
    {
        foreach (var gap in gaps)
        {
            if (gap.Status is GapStatus.Open or GapStatus.Withheld)
                _ids.Add(gap.PatientId);
            yield return gap;
        }
    }

    /// <summary>
    /// Writes who they are. Before the publication and apart from it: it is for display only, so that it need not be of one moment with the list,
    /// and must not keep the list's lock.
    /// </summary>
    public Task Write(OpportuneDatabase database, InputFolder source, DateOnly asOf, CancellationToken cancel) =>
        database.Write(connection =>
        {
            PeopleTable.Write(connection, PatientDirectory.Read(source, _ids, asOf).DistinctBy(p => p.PatientId).Select(p => new PersonRow
            {
                PatientId = p.PatientId,
                Mrn = p.Mrn,
                DisplayName = p.DisplayName,
                BirthDate = p.BirthDate,
                Sex = p.Sex,
                Phone = p.Phone,
                Site = p.Site,
                ProviderId = p.ProviderId,
                ProviderName = p.ProviderName,
                NextVisit = p.NextVisit,
                NextVisitProvider = p.NextVisitProvider,
                Restricted = p.IsRestricted ? 1 : 0,
            }));
            return 0;
        }, cancel);
}
