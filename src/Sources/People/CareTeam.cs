using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>
/// What the source says of who takes care of the wanted patients: the facts from which <see cref="AttributionRule"/> tells whose patient it is,
/// and the next appointment. Holds the providers and, of the wanted patients alone, with whom they were seen.
/// </summary>
internal sealed class CareTeam
{
    private readonly Dictionary<string, Clinician> _clinicians = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CareFacts> _facts;
    private readonly AttributionRule _rule;
    private readonly DateOnly _asOf;

    private CareTeam(IReadOnlyCollection<WantedPatient> wanted, AttributionRule rule, DateOnly asOf)
    {
        _facts = wanted.ToDictionary(w => w.PatientId, _ => new CareFacts(), StringComparer.Ordinal);
        (_rule, _asOf) = (rule, asOf);
    }

    /// <summary>Those who may be responsible, by id.</summary>
    public IEnumerable<Clinician> Eligible => _clinicians.Values.Where(_rule.IsEligible).OrderBy(c => c.Id, Utf8Order.Comparer);

    /// <summary>The facts by patient, to be asked for by the text of a row.</summary>
    public Dictionary<string, CareFacts>.AlternateLookup<ReadOnlySpan<char>> Facts => _facts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name of a clinician; null: the source has none.</summary>
    public string? NameOf(string? id) => id is null ? null : _clinicians.GetValueOrDefault(id)?.Name;

    /// <summary>Who may be responsible for a patient, first is best.</summary>
    public IReadOnlyList<AttributedTo> Candidates(CareFacts facts, string? responsible) =>
        _rule.Candidates(responsible, facts.Visits, facts.Ordering, id => _clinicians.GetValueOrDefault(id), _asOf);

    /// <summary>Reads the source; findings only where visits name nobody for a patient, because that table is the largest.</summary>
    public static CareTeam Read(InputFolder folder, IReadOnlyCollection<WantedPatient> wanted, IReadOnlyDictionary<string, string> merged, AttributionRule rule, DateOnly asOf)
    {
        var team = new CareTeam(wanted, rule, asOf);
        team.ReadProviders(folder);
        // What is known of a merged patient is of the one who stands for both.
        var known = new Dictionary<string, CareFacts>(team._facts, StringComparer.Ordinal);
        foreach (var (from, to) in merged)
        {
            if (team._facts.TryGetValue(to, out var facts))
                known[from] = facts;
        }
        team.ReadVisits(folder, known);
        team.ReadAppointments(folder, known);
        team.ReadOrders(folder, wanted);
        return team;
    }

    private void ReadProviders(InputFolder folder)
    {
        foreach (var row in SourceRows.Read(folder, Table.Providers, "provider_id", "name", "role", "site", "panel", "active"))
        {
            if (row.Text(0) is { } id)
                _clinicians[id] = new(id, row.Text(1) ?? id, row.Text(2), row.Text(3), row.Text(4), row.Whole(5) != 0);
        }
    }

    private void ReadVisits(InputFolder folder, Dictionary<string, CareFacts> known)
    {
        var (patients, from) = (known.GetAlternateLookup<ReadOnlySpan<char>>(), _rule.From(_asOf));
        var eligible = Eligible.ToDictionary(c => c.Id, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(folder, Table.Encounters, "patient_id", "encounter_date", "provider_id"))
        {
            if (row.Among(patients, 0) is { } facts && row.Day(1) is { } day && day >= from && day <= _asOf && row.Among(eligible, 2) is { } with)
                facts.Saw(with.Id, day);
        }
    }

    private void ReadAppointments(InputFolder folder, Dictionary<string, CareFacts> known)
    {
        var patients = known.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(folder, Table.Appointments, "patient_id", "appointment_date", "provider_id"))
        {
            if (row.Among(patients, 0) is { } facts && row.Day(1) is { } day && day > _asOf)
                facts.WillSee(row.Text(2), day);
        }
    }

    private void ReadOrders(InputFolder folder, IReadOnlyCollection<WantedPatient> wanted)
    {
        var byFinding = new Dictionary<string, CareFacts>(StringComparer.Ordinal);
        foreach (var patient in wanted)
        {
            if (patient.FindingId is { } finding && _facts[patient.PatientId] is { HasVisits: false } facts)
                byFinding[finding] = facts;
        }
        if (byFinding.Count == 0)
            return;
        var lookup = byFinding.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(folder, Table.ImagingFindings, "finding_id", "ordering_provider_id"))
        {
            if (row.Among(lookup, 0) is { } facts)
                facts.Ordering ??= row.Text(1);
        }
    }
}
