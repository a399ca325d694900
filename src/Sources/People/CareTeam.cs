using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>
/// What the source says of who takes care of the wanted patients: the facts from which <see cref="AttributionRule"/> tells whose patient it is,
/// and the next appointment. Holds the providers and, of the wanted patients alone, with whom they were seen.
/// </summary>
internal sealed class CareTeam
{
    private readonly Dictionary<string, Clinician> _clinicians = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Clinician> _eligible;
    private readonly Dictionary<string, CareFacts> _facts;
    private readonly Dictionary<string, string> _patients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byFinding = new(StringComparer.Ordinal);
    private readonly InputFolder _folder;
    private readonly AttributionRule _rule;
    private readonly DateOnly _asOf;

    public CareTeam(InputFolder folder, IReadOnlyCollection<WantedPatient> wanted, IReadOnlyDictionary<string, string> merged, AttributionRule rule, DateOnly asOf)
    {
        (_folder, _rule, _asOf) = (folder, rule, asOf);
        _facts = wanted.ToDictionary(w => w.PatientId, _ => new CareFacts(), StringComparer.Ordinal);
        foreach (var patient in wanted)
        {
            _patients[patient.PatientId] = patient.PatientId;
            if (patient.FindingId is { } finding)
                _byFinding[finding] = patient.PatientId;
        }
        // What is known of a merged patient is of the one who stands for both.
        foreach (var (from, to) in merged)
        {
            if (_facts.ContainsKey(to))
                _patients[from] = to;
        }
        ReadProviders();
        _eligible = _clinicians.Values.Where(rule.IsEligible).ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    /// <summary>Those who may be responsible, by id.</summary>
    public IEnumerable<Clinician> Eligible => _eligible.Values.OrderBy(c => c.Id, Utf8Order.Comparer);

    /// <summary>The facts by patient, to be asked for by the text of a row.</summary>
    public Dictionary<string, CareFacts>.AlternateLookup<ReadOnlySpan<char>> Facts => _facts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether visits name nobody for a patient whose exam may have been ordered by somebody.</summary>
    public bool LacksVisits => _byFinding.Values.Any(patient => !_facts[patient].HasVisits);

    /// <summary>The name of a clinician; null: the source has none.</summary>
    public string? NameOf(string? id) => id is null ? null : _clinicians.GetValueOrDefault(id)?.Name;

    /// <summary>Who may be responsible for a patient, first is best. Who ordered the exam is asked only where visits name nobody.</summary>
    public IReadOnlyList<AttributedTo> Candidates(CareFacts facts, string? responsible) =>
        _rule.Candidates(responsible, facts.Visits, facts.HasVisits ? null : facts.Ordering, id => _clinicians.GetValueOrDefault(id), _asOf);

    /// <summary>Reads a part of a table; several may be read at the same time.</summary>
    public CareBook Read(SourceSlice slice, CancellationToken cancel)
    {
        var book = new CareBook();
        switch (slice.Table)
        {
            case Table.Encounters:
                ReadVisits(slice, book, cancel);
                break;
            case Table.Appointments:
                ReadAppointments(slice, book, cancel);
                break;
            default:
                ReadOrders(slice, book, cancel);
                break;
        }
        return book;
    }

    /// <summary>Adds what was read.</summary>
    public void Add(CareBook book)
    {
        foreach (var (patient, facts) in book.Facts)
            _facts[patient].Add(facts);
    }

    private void ReadProviders()
    {
        foreach (var row in SourceRows.Read(_folder, Table.Providers, "provider_id", "name", "role", "site", "panel", "active"))
        {
            if (row.Text(0) is { } id)
                _clinicians[id] = new(id, row.Text(1) ?? id, row.Text(2), row.Text(3), row.Text(4), row.Whole(5) != 0);
        }
    }

    private void ReadVisits(SourceSlice slice, CareBook book, CancellationToken cancel)
    {
        var (patients, from) = (_patients.GetAlternateLookup<ReadOnlySpan<char>>(), _rule.From(_asOf));
        var eligible = _eligible.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(_folder, slice, cancel, "patient_id", "encounter_date", "provider_id"))
        {
            if (row.Among(patients, 0) is { } patient && row.Day(1) is { } day && day >= from && day <= _asOf && row.Among(eligible, 2) is { } with)
                book.Of(patient).Saw(with.Id, day);
        }
    }

    private void ReadAppointments(SourceSlice slice, CareBook book, CancellationToken cancel)
    {
        var patients = _patients.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(_folder, slice, cancel, "patient_id", "appointment_date", "provider_id"))
        {
            if (row.Among(patients, 0) is { } patient && row.Day(1) is { } day && day > _asOf)
                book.Of(patient).WillSee(row.Text(2), day);
        }
    }

    private void ReadOrders(SourceSlice slice, CareBook book, CancellationToken cancel)
    {
        var findings = _byFinding.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in SourceRows.Read(_folder, slice, cancel, "finding_id", "ordering_provider_id"))
        {
            if (row.Among(findings, 0) is { } patient)
                book.Of(patient).Ordering ??= row.Text(1);
        }
    }
}
