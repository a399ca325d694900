using Opportune.Core;
using Opportune.Database;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>
/// The patients whom a run lists, looked up in the source for those who work on the list. Before the publication and apart from it: it is for
/// display only, so that it need not be of one moment with the list, and must not keep the list's lock.
/// </summary>
internal static class ListedPeople
{
    // Enough for a thread to be worth its while, and few enough that those of a slice who are listed are nothing in memory.
    private const long RowsAtOnce = 500_000;

    /// <summary>Who is listed, or would be if more were known, with the finding that leads.</summary>
    public static WantedPatients Of(IReadOnlyList<EvaluatedBucket> buckets)
    {
        var leads = new Dictionary<string, GapLead>(StringComparer.Ordinal);
        foreach (var gap in buckets.SelectMany(b => b.Gaps.Each()))
        {
            if (GapLead.Of(gap.Span) is { } lead && (!leads.TryGetValue(lead.PatientId, out var known) || lead.GoesBefore(known)))
                leads[lead.PatientId] = lead;
        }
        return new([.. leads.Values.Select(l => new WantedPatient(l.PatientId, l.FindingId))], buckets.Any(RepeatsPatients));
    }

    private static bool RepeatsPatients(EvaluatedBucket bucket) =>
        bucket.Corrections.TryGetValue(Table.Patients, out var book)
        && (book.Skipped.ContainsKey(SkipReasons.EqualDuplicate) || book.Rejected.ContainsKey(RejectRules.DuplicatePatient));

    /// <summary>The source, to be asked about them.</summary>
    public static PatientDirectory Directory(PlannedRun run, WantedPatients wanted) =>
        new(run.Folder, wanted, run.MergedPatients, run.Request.Attribution, run.Request.AsOf);

    /// <summary>Asks the source about all of them, and writes what it says.</summary>
    /// <returns>How many they are.</returns>
    public static long Write(OpportuneDatabase database, PlannedRun run, IReadOnlyList<EvaluatedBucket> buckets, CancellationToken cancel)
    {
        var directory = Directory(run, Of(buckets));
        foreach (var table in PatientDirectory.CareTables.Where(directory.Needs))
        {
            foreach (var book in EachSlice(table, slice => directory.ReadCare(slice, cancel)))
                directory.Add(book);
        }
        Write(connection => ClinicianTable.Write(connection, directory.Clinicians));
        var turn = new Lock();
        return EachSlice(Table.Patients, slice =>
        {
            var people = Rows(directory, slice, run.Request.Attribution, cancel);
            lock (turn) // SQLite has one writer, and nothing is gained by several.
                Write(connection => PeopleTable.Write(connection, people));
            return people.Count;
        }).Sum();

        T[] EachSlice<T>(Table table, Func<SourceSlice, T> work) =>
            Workers.Run(SourceSlice.Cut(run.Folder, table, RowsAtOnce), run.Request.Threads, () => 0, (_, slice) => work(slice), cancel);

        void Write(Action<System.Data.Common.DbConnection> work) => database.Write(connection =>
        {
            work(connection);
            return 0;
        }, cancel).GetAwaiter().GetResult();
    }

    /// <summary>Those of a slice of the patients table.</summary>
    public static List<PersonRow> Rows(PatientDirectory directory, SourceSlice slice, AttributionRule rule, CancellationToken cancel) =>
        [.. directory.People(slice, cancel).Select(p => Row(p, rule))];

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
            Race = p.Race,
            Ethnicity = p.Ethnicity,
            Language = p.Language,
            Payer = p.Payer,
        };
    }
}
