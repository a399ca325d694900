using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Reads the lines of one report: the mentions of each, by its place.</summary>
/// <param name="lines">Section and text of each line.</param>
public delegate IReadOnlyList<(int Line, Mention Mention)> ReadReport(IReadOnlyList<(string? Section, string Text)> lines);

/// <summary>What the second opinion makes of one patient's rows: the person, the events, and where the patient was seen.</summary>
/// <param name="rules">For the value sets.</param>
/// <param name="read">Reads a report.</param>
/// <param name="asOf">The date as of which it looks, included.</param>
public sealed class SourceChart(Rulebook rules, ReadReport read, DateOnly asOf)
{
    private static readonly Table[] Coded = [Table.Conditions, Table.Medications, Table.Procedures, Table.Results];

    private readonly HashSet<Table> _needed =
    [
        Table.Encounters,
        .. rules.Measures.SelectMany(m => m.SatisfiedBy).SelectMany(s => s.Needs).Where(t => t != Table.ImagingFindings),
        .. rules.Measures.Any(m => m.Exclude.Any(e => e.MustKnow)) ? Coded : [],
    ];

    private readonly Dictionary<(string System, string Code), List<ValueSet>> _byCode = [];
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal);

    /// <summary>The patient; null where no row of the patients table can be used.</summary>
    /// <param name="id">The patient's id.</param>
    /// <param name="people">Rows of the patients table, the patient's own before those merged into this one.</param>
    /// <param name="rows">All other rows.</param>
    public PatientRecord? Read(string id, IReadOnlyList<SourceRow> people, IReadOnlyList<SourceRow> rows)
    {
        var persons = people.Select(p => Person(id, p)).OfType<Patient>().ToList();
        if (persons.Count == 0)
            return null;
        var patient = persons[0] with { DeathDate = persons.Min(p => p.DeathDate), Restricted = persons.Exists(p => p.Restricted) };
        var events = EventsOf(rows, patient.BirthDate);
        // Where a patient was seen is asked of the feeds that "none found" needs; of others, the rows that a rule uses show it.
        var seen = rows.Where(r => _needed.Contains(r.Table) && r.Day is not null && r.Known <= asOf).Select(r => (r.Table, Day: r.Day!.Value))
            .Concat(events.Select(e => (e.Table, Day: e.Date))).GroupBy(s => s.Table).ToDictionary(s => s.Key, s => s.Max(d => d.Day));
        return new() { Patient = patient, Events = events, LastSeen = seen, Observed = [.. Periods(rows)] };
    }

    /// <summary>
    /// The value sets that hold the row's code, further ones to which a crosswalk leads from it, and further ones of which a drug's
    /// display holds a name.
    /// </summary>
    public (List<string> ByCode, List<string> ByCrosswalk, List<string> ByName) SetsOf(SourceRow row)
    {
        if (row.Day is not { } day)
            return ([], [], []);
        List<string> byCode = [], byCrosswalk = [];
        if (row.Text("code_system") is { } written && row.Text("code") is { } code && CodeSystems.Normalise(written) is { } system)
        {
            var plain = CodeSystems.NormaliseCode(system, code);
            foreach (var set in SetsOf(system, plain))
            {
                if (set.Rows.Any(r => !r.IsByCrosswalk && r.Holds(system, plain, day)))
                    byCode.Add(set.Name);
                else if (set.Rows.Any(r => r.IsByCrosswalk && r.Holds(system, plain, day)))
                    byCrosswalk.Add(set.Name);
            }
        }
        List<string> byName = row.Table == Table.Medications && row.Text("display") is { } display ? [.. SetsNamed(display).Except(byCode).Except(byCrosswalk)] : [];
        return (byCode, byCrosswalk, byName);
    }

    private IEnumerable<ObservedPeriod> Periods(IReadOnlyList<SourceRow> rows) =>
        rows.Where(r => r.Table == Table.ObservationPeriods).Select(r => r.Period).OfType<ObservedPeriod>().Where(p => p.Days.From <= asOf).OrderBy(p => p.Days.From);

    // Codes and displays repeat by the thousand: which sets they may belong to is asked once.
    private List<ValueSet> SetsOf(string system, string code)
    {
        if (!_byCode.TryGetValue((system, code), out var sets))
            _byCode[(system, code)] = sets = [.. rules.ValueSets.Values.Where(s => s.Rows.Any(r => r.Holds(system, code, r.ValidFrom ?? r.ValidTo ?? asOf)))];
        return sets;
    }

    private List<string> SetsNamed(string display)
    {
        if (!_byName.TryGetValue(display, out var sets))
            _byName[display] = sets = [.. rules.ValueSets.Values.Where(s => s.HoldsName(display)).Select(s => s.Name)];
        return sets;
    }

    private Patient? Person(string id, SourceRow row)
    {
        Sex? sex = row.Word("sex") switch { "f" or "female" => Sex.F, "m" or "male" => Sex.M, "u" or "unknown" => Sex.U, _ => null };
        if (sex is null || row.Date("birth_date") is not { } birth || birth > asOf || row.Date("death_date") < birth)
            return null;
        return new()
        {
            Id = id,
            BirthDate = birth,
            Sex = sex.Value,
            DeathDate = row.Date("death_date") is { } died && died <= asOf ? died : null,
            Site = row.Text("site"),
            Active = row.Text("active") is { } active ? active is "1" or "true" : null,
            Restricted = row.Text("restricted") is "1" or "true",
            OptedOut = row.Text("opted_out") is "1" or "true",
            ProviderId = row.Text("provider_id"),
        };
    }

    private List<Event> EventsOf(IReadOnlyList<SourceRow> rows, DateOnly birth)
    {
        // One row that comes twice is one row.
        var once = rows.OrderBy(r => r.Table).ThenBy(r => r.Number)
            .DistinctBy(r => $"{r.Table} {string.Join('\0', r.Cells.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"))}").ToList();
        var events = once.Where(r => Coded.Contains(r.Table) && IsUsable(r, birth)).SelectMany(r => CodeOf(r)).ToList();
        var pieces = new Dictionary<string, long>(StringComparer.Ordinal);
        // Adjacency is the source's, duplicates and all.
        foreach (var report in SourceReport.Of(rows.Where(r => r.Table == Table.ImagingFindings), asOf))
        {
            var withText = report.FindAll(l => l.Text("finding_text") is not null);
            var said = withText.Count == 0 ? [] : read([.. withText.Select(l => (l.Text("section"), l.Text("finding_text")!))]);
            foreach (var line in report.Where(l => once.Contains(l) && IsUsable(l, birth)))
            {
                var mentions = said.Where(s => ReferenceEquals(withText[s.Line], line)).Select(s => s.Mention).ToList();
                // A later piece of a report was read without the rest of it.
                if (mentions.Count > 0 && pieces.TryAdd(line.Text("accession") ?? "", report[0].Number) is false && pieces[line.Text("accession") ?? ""] != report[0].Number)
                    continue;
                if (ReferenceEquals(line, report[0]))
                    events.Add(Finding(line, null));
                events.AddRange(CodeOf(line));
                events.AddRange(mentions.Select(m => Finding(line, m)).Where(f => !IsSlip(q => q.Concepts.Contains(f.Mention!.Concept), f.Value, f.Unit)));
            }
        }
        return events;
    }

    private bool IsUsable(SourceRow row, DateOnly birth) =>
        !row.IsVoid && row.Day >= birth && row.Known <= asOf
        && CanonicalTable.Of(row.Table).Columns.Where(c => c.Required && c.Name is not ("code" or "code_system")).All(c => row.Text(c.Name) is not null);

    private IEnumerable<Event> CodeOf(SourceRow row)
    {
        var (byCode, byCrosswalk, byName) = SetsOf(row);
        if (byCode.Count > 0 && !IsSlip(q => q.ValueSets.Intersect(byCode).Any(), row.Real("value"), row.Text("unit")))
            yield return Code(row) with { ValueSets = byCode };
        if (byCrosswalk.Count > 0)
            yield return Code(row) with { ValueSets = byCrosswalk, MatchedBy = MatchWays.Crosswalk };
        if (byName.Count > 0)
            yield return Code(row) with { ValueSets = byName, MatchedBy = MatchWays.Name };
    }

    // A value that nobody alive can have of what the row, or its text, stands for: in its unit, or in any where none is named.
    private bool IsSlip(Func<Quantity, bool> isMeant, double? value, string? unit)
    {
        foreach (var bounds in rules.Quantities.Where(isMeant).SelectMany(q => q.Plausible))
        {
            var isJudged = value is not null && (bounds.Unit is null || Taking.IsUnit(bounds.Unit, unit));
            if (isJudged && (double.IsNaN(value!.Value) || double.IsInfinity(value.Value) || !Taking.Lies(bounds with { Unit = null }, value, null)))
                return true;
        }
        return false;
    }

    private Event Code(SourceRow row) => Event(row) with
    {
        CodeSystem = row.Text("code_system") is { } system ? CodeSystems.Normalise(system) ?? system : null,
        Code = row.Text("code"),
        Display = row.Text("display"),
        Value = row.Real("value"),
        Unit = row.Text("unit"),
        Presence = row.Word("presence"),
    };

    private Event Finding(SourceRow row, Mention? mention)
    {
        var isOwn = mention?.Value is null && row.Text("code") is null;
        return Event(row) with { Mention = mention, Value = isOwn ? row.Real("value") : mention?.Value, Unit = isOwn ? row.Text("unit") : mention?.Value is null ? null : mention.Unit };
    }

    private Event Event(SourceRow row) => new()
    {
        Table = row.Table,
        Date = row.Day!.Value,
        RowId = row.Id ?? "",
        EndDate = row.Date("end_date") is { } end && end <= asOf ? end : null,
        Status = row.Word("status") ?? row.Word("report_status"),
        Category = row.Word("category"),
        Kind = row.Word("kind"),
        Intent = row.Intent,
        DaysSupply = row.Real("days_supply"),
        Dose = row.Real("dose"),
        DoseUnit = row.Text("dose_unit"),
        Accession = row.Text("accession"),
        Modality = Modality(row.Text("modality")),
        BodyPart = row.Text("body_part"),
        ReportDate = row.Table == Table.ImagingFindings ? row.Date("report_date") ?? row.Day : null,
        Setting = row.Word("setting"),
    };

    private static string? Modality(string? written)
    {
        var word = written?.Trim().ToUpperInvariant();
        return word?.Replace('_', ' ').Replace('-', ' ') is "DEXA" or "BMD" or "BD" or "BONE DENSITY" or "BONE DENSITOMETRY" ? "DXA" : word;
    }
}
