using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>A patient about whom the source is asked.</summary>
/// <param name="PatientId">After merges.</param>
/// <param name="FindingId">The row of imaging_findings that leads the patient's list; null: it is no such row.</param>
public sealed record WantedPatient(string PatientId, string? FindingId);

/// <summary>Patients about whom the source is asked.</summary>
/// <param name="All">Each once.</param>
/// <param name="RowsRepeat">Whether the patients table has several rows of some patient: of them the first says who that is, as for the rules.</param>
public sealed record WantedPatients(IReadOnlyCollection<WantedPatient> All, bool RowsRepeat);

/// <summary>
/// Who patients are to those who work on a list, and whose patients they are: names and numbers for people's eyes, which no rule ever sees.
/// The source is read slice by slice, in whatever order and by however many: first who takes care of the patients, then who they are.
/// </summary>
public sealed class PatientDirectory
{
    private readonly InputFolder _folder;
    private readonly CareTeam _team;
    private readonly Dictionary<string, int>? _firstGroups;

    /// <param name="folder">The source; it stays open while slices are read.</param>
    /// <param name="wanted">Whom to ask for.</param>
    /// <param name="merged">From each merged patient to the one that stands for both.</param>
    /// <param name="rule">Whose patient it is.</param>
    /// <param name="asOf">Visits count up to this day; appointments after it are to come.</param>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public PatientDirectory(
        InputFolder folder, WantedPatients wanted, IReadOnlyDictionary<string, string> merged, AttributionRule rule, DateOnly asOf)
    {
        (_folder, _team) = (folder, new(folder, wanted.All, merged, rule, asOf));
        // Slices are read in any order, so where rows repeat it has to be known before whose the first is.
        _firstGroups = wanted.RowsRepeat ? FirstGroups() : null;
    }

    /// <summary>The tables that say who takes care of patients; the largest comes last, for it may not be needed (<see cref="Needs"/>).</summary>
    public static IReadOnlyList<Table> CareTables { get; } = [Table.Encounters, Table.Appointments, Table.ImagingFindings];

    /// <summary>Those who may be responsible for a patient, by id.</summary>
    public IEnumerable<Clinician> Clinicians => _team.Eligible;

    /// <summary>Whether a table has to be read, when what those before it say was added: findings only where visits name nobody for a patient.</summary>
    public bool Needs(Table table) => table != Table.ImagingFindings || _team.LacksVisits;

    /// <summary>Reads a slice of <see cref="CareTables"/>; several may be read at the same time, none while anything is added.</summary>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public CareBook ReadCare(SourceSlice slice, CancellationToken cancel) => _team.Read(slice, cancel);

    /// <summary>Adds what a slice says; those of a table in their order.</summary>
    public void Add(CareBook book) => _team.Add(book);

    /// <summary>Those of the wanted patients whose first row is in a slice of the patients table, when all that is needed was added; each once.</summary>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public IEnumerable<DirectoryPerson> People(SourceSlice slice, CancellationToken cancel) =>
        Enumerable.Range(slice.First, slice.Count)
            .SelectMany(group => InGroup(group, cancel).Where(p => _firstGroups is null || _firstGroups[p.PatientId] == group))
            .DistinctBy(p => p.PatientId, StringComparer.Ordinal);

    private Dictionary<string, int> FirstGroups()
    {
        var (wanted, first) = (_team.Facts, new Dictionary<string, int>(StringComparer.Ordinal));
        for (var group = 0; group < _folder.Files(Table.Patients).Sum(f => f.RowGroups.Count); group++)
        {
            foreach (var row in SourceRows.Read(_folder, Group(group), CancellationToken.None, "patient_id").Where(row => row.Among(wanted, 0) is not null))
                first.TryAdd(row.Text(0)!, group);
        }
        return first;
    }

    private static SourceSlice Group(int group) => new(Table.Patients, group, 1, 0);

    private IEnumerable<DirectoryPerson> InGroup(int group, CancellationToken cancel)
    {
        var wanted = _team.Facts;
        foreach (var row in SourceRows.Read(_folder, Group(group), cancel, "patient_id", "birth_date", "sex", "site", "restricted", "provider_id", "mrn", "display_name", "phone", "race", "ethnicity", "language", "payer"))
        {
            if (row.Among(wanted, 0) is not { } facts)
                continue;
            var provider = row.Text(5);
            yield return new()
            {
                PatientId = row.Text(0)!,
                BirthDate = row.Day(1),
                Sex = row.Text(2),
                Site = row.Text(3),
                IsRestricted = row.Whole(4) == 1,
                ProviderId = provider,
                ProviderName = _team.NameOf(provider),
                Mrn = row.Text(6),
                DisplayName = row.Text(7),
                Phone = row.Text(8),
                Race = row.Text(9),
                Ethnicity = row.Text(10),
                Language = row.Text(11),
                Payer = row.Text(12),
                NextVisit = facts.Next,
                NextVisitProviderId = facts.NextWith,
                NextVisitProvider = _team.NameOf(facts.NextWith) ?? facts.NextWith,
                Candidates = _team.Candidates(facts, provider),
            };
        }
    }
}
