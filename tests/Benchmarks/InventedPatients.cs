using Opportune.Core;

namespace Opportune.Tests.Benchmarks;

/// <summary>
/// Patients whose events are all such as a rule asks for: codes of the shipped sets and findings of the index classes, over ten
/// years. Harder than a hospital's, of whose rows few are.
/// </summary>
internal sealed class InventedPatients(Rulebook rules, DateOnly asOf, int events)
{
    private const int FindingsOfAHundred = 5;
    private const int Days = 3650;

    private static readonly string[] Statuses = ["active", "completed", "final"];

    private readonly EventMatch[] _findings = [.. rules.Measures.SelectMany(m => m.Index.Classes).SelectMany(c => c.AnyOf).Where(m => m.Concepts.Count > 0)];
    private readonly (EventMatch Match, ValueSet Set)[] _coded = [.. rules.Measures.SelectMany(m => m.Criteria.Values).SelectMany(c => c.AnyOf)
        .SelectMany(m => m.ValueSets.Select(s => (m, rules.ValueSets[s]))).Where(m => m.Item2.Rows.Count > 0 && m.Item2.Name is not "hospice-or-palliative")];
    private readonly Dictionary<(string System, string Code), string[]> _setsOf = [];

    public PatientRecord[] Make(int seed, int patients)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, patients).Select(i => One(random, $"{seed}-{i}"))];
    }

    private PatientRecord One(Random random, string id)
    {
        var rows = new Event[events];
        for (var i = 0; i < events; i++)
        {
            var day = asOf.AddDays(-random.Next(Days));
            rows[i] = random.Next(100) < FindingsOfAHundred ? Finding(random, day, i) : Coded(random, day, i);
        }
        Array.Sort(rows, (a, b) => (a.Date, a.Table, a.RowId).CompareTo((b.Date, b.Table, b.RowId)));
        return new()
        {
            Patient = new() { Id = id, BirthDate = asOf.AddDays(-random.Next(40 * 365, 90 * 365)), Sex = random.Next(2) == 0 ? Sex.F : Sex.M },
            Events = rows,
            LastSeen = CanonicalTable.All.ToDictionary(t => t.Table, _ => asOf),
        };
    }

    private Event Finding(Random random, DateOnly day, int number)
    {
        var match = _findings[random.Next(_findings.Length)];
        var concept = match.Concepts[random.Next(match.Concepts.Count)];
        return new()
        {
            Table = Table.ImagingFindings,
            Date = day,
            RowId = $"f{number}",
            Accession = $"a{number}",
            Modality = match.Modalities.Count > 0 ? match.Modalities[0] : "CT",
            BodyPart = match.BodyParts.Count > 0 ? match.BodyParts[0] : "CHEST",
            ReportDate = day,
            Mention = new() { Concept = concept, Sites = [.. match.Sites.Take(1)], Kinds = [.. match.Kinds.Take(1)], Severity = (Severity)random.Next(4), Start = 0, Length = concept.Length, Text = concept, Value = match.Value is null ? null : random.Next(-4, 400) },
        };
    }

    private Event Coded(Random random, DateOnly day, int number)
    {
        var (match, set) = _coded[random.Next(_coded.Length)];
        var row = set.Rows[random.Next(set.Rows.Count)];
        var table = match.Tables.Count > 0 ? match.Tables[random.Next(match.Tables.Count)] : Table.Conditions;
        var isDrug = table == Table.Medications;
        return new()
        {
            Table = table,
            Date = day,
            RowId = $"r{number}",
            CodeSystem = row.System,
            Code = row.Code,
            ValueSets = SetsOf(row),
            Value = table == Table.Results ? random.Next(1, 200) / 4.0 : null,
            Unit = table == Table.Results ? match.Value?.Unit ?? "mg/dL" : null,
            Status = Statuses[random.Next(Statuses.Length)],
            Category = table == Table.Conditions ? "encounter" : null,
            Kind = isDrug ? "dispense" : null,
            DaysSupply = isDrug ? 30 : null,
            Dose = isDrug ? 5 : null,
            DoseUnit = isDrug ? "mg" : null,
        };
    }

    private string[] SetsOf(ValueSetRow row)
    {
        if (!_setsOf.TryGetValue((row.System, row.Code), out var sets))
            _setsOf[(row.System, row.Code)] = sets = [.. rules.ValueSets.Values.Where(s => s.Rows.Any(r => r.System == row.System && r.Code == row.Code)).Select(s => s.Name)];
        return sets;
    }
}
