using Opportune.Core;
using Opportune.Database;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>The patients whom a run lists, noted while its gaps pass by, and then looked up in the source for those who work on the list.</summary>
internal sealed class ListedPeople
{
    private readonly Dictionary<string, Lead> _leads = new(StringComparer.Ordinal);

    /// <summary>The same gaps; who is listed, or would be if more were known, is noted with the finding that leads.</summary>
    public IEnumerable<Gap> Noting(IEnumerable<Gap> gaps)
    {
        foreach (var gap in gaps)
        {
            if (gap.Status is GapStatus.Open or GapStatus.Withheld)
            {
                var lead = new Lead(gap.Status == GapStatus.Open ? 0 : 1, gap.Tier, gap.IndexDate, gap.Measure, gap.IndexTable == Table.ImagingFindings ? gap.IndexRow : null);
                if (!_leads.TryGetValue(gap.PatientId, out var known) || lead.GoesBefore(known))
                    _leads[gap.PatientId] = lead;
            }
            yield return gap;
        }
    }

    /// <summary>
    /// Writes who they are and whose patients they are. Before the publication and apart from it: it is for display only, so that it need not be
    /// of one moment with the list, and must not keep the list's lock.
    /// </summary>
    public Task Write(OpportuneDatabase database, PreparedRun run, AttributionRule rule, CancellationToken cancel)
    {
        var directory = PatientDirectory.Of(run.Folder, [.. _leads.Select(l => new WantedPatient(l.Key, l.Value.FindingId))], run.MergedPatients, rule, run.Request.AsOf);
        return database.Write(connection =>
        {
            ClinicianTable.Write(connection, directory.Clinicians);
            PeopleTable.Write(connection, directory.People.DistinctBy(p => p.PatientId).Select(p => Row(p, rule)));
            return 0;
        }, cancel);
    }

    private static PersonRow Row(DirectoryPerson p, AttributionRule rule)
    {
        var first = p.Candidates is [var best, ..] ? best : null;
        return new()
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
            NextVisitProviderId = p.NextVisitProviderId,
            Restricted = p.IsRestricted ? 1 : 0,
            AttributedId = first?.Id,
            AttributedName = first?.Name,
            AttributedPanel = first?.Panel,
            AttributedBy = EntryNames.Of(first?.By ?? AttributedBy.Pool),
            AttributedBecause = first?.Because ?? rule.PoolBecause,
            Candidates = CandidateList.ToText(p.Candidates),
        };
    }

    // The open ones first, the lowest tier, the latest finding: the same whatever the order in which the gaps come.
    private readonly record struct Lead(int Kind, int Tier, DateOnly Index, string Measure, string? FindingId)
    {
        public bool GoesBefore(Lead other) =>
            (Kind, Tier, -Index.DayNumber).CompareTo((other.Kind, other.Tier, -other.Index.DayNumber)) is var order && (order < 0 || order == 0 && Utf8Order.Compare(Measure, other.Measure) < 0);
    }
}
