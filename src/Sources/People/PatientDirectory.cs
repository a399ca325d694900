using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>A patient about whom the source is asked.</summary>
/// <param name="PatientId">After merges.</param>
/// <param name="FindingId">The row of imaging_findings that leads the patient's list; null: it is no such row.</param>
public sealed record WantedPatient(string PatientId, string? FindingId);

/// <summary>
/// Who patients are to those who work on a list, and whose patients they are: names and numbers for people's eyes, which no rule ever sees.
/// </summary>
public sealed class PatientDirectory
{
    private readonly InputFolder _folder;
    private readonly CareTeam _team;

    private PatientDirectory(InputFolder folder, CareTeam team) => (_folder, _team) = (folder, team);

    /// <summary>Asks the source about some patients.</summary>
    /// <param name="folder">The source; it stays open while <see cref="People"/> is read.</param>
    /// <param name="wanted">Who they are, each once.</param>
    /// <param name="merged">From each merged patient to the one that stands for both.</param>
    /// <param name="rule">Whose patient it is.</param>
    /// <param name="asOf">Visits count up to this day; appointments after it are to come.</param>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public static PatientDirectory Of(
        InputFolder folder, IReadOnlyCollection<WantedPatient> wanted, IReadOnlyDictionary<string, string> merged, AttributionRule rule, DateOnly asOf) =>
        new(folder, CareTeam.Read(folder, wanted, merged, rule, asOf));

    /// <summary>Those who may be responsible for a patient, by id.</summary>
    public IEnumerable<Clinician> Clinicians => _team.Eligible;

    /// <summary>Those of the wanted patients who are in the source.</summary>
    public IEnumerable<DirectoryPerson> People
    {
        get
        {
            var wanted = _team.Facts;
            foreach (var row in SourceRows.Read(_folder, Table.Patients, "patient_id", "birth_date", "sex", "site", "restricted", "provider_id", "mrn", "display_name", "phone"))
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
                    NextVisit = facts.Next,
                    NextVisitProviderId = facts.NextWith,
                    NextVisitProvider = _team.NameOf(facts.NextWith) ?? facts.NextWith,
                    Candidates = _team.Candidates(facts, provider),
                };
            }
        }
    }
}
