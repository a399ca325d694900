using Opportune.Core;

namespace Opportune.Tests.Unit.Reference;

/// <summary>
/// Patients whose rows are such as the rules of a measure mean, or nearly so: each is made from one of its matches, and
/// then something may be changed; dates lie on the edges of its windows as often as anywhere.
/// </summary>
internal sealed class RandomPatient(Random random, Measure measure, Rulebook rules, DateOnly asOf)
{
    private static readonly string?[] Statuses = [null, null, null, "active", "completed", "stopped", "final", "ordered", "cancelled", "resolved", "suspended", "preliminary"];
    private static readonly string?[] BodyParts = [null, "CHEST", "CT NECK W CONTRAST", "C-SPINE", "left heel", "Lumbar spine", "DXA, LEFT HEEL", "abdomen pelvis", "cervical spine"];
    private static readonly string[] Modalities = ["CT", "CR", "DX", "DXA", "MR", "US"];
    private readonly EventMatch[] _index = [.. measure.Index.Classes.SelectMany(c => c.AnyOf)];
    private readonly EventMatch[] _asked = [.. measure.Criteria.Values.SelectMany(c => c.AnyOf)];
    private readonly string[] _sites = [.. rules.Measures.SelectMany(m => m.Criteria.Values.SelectMany(c => c.AnyOf).Concat(m.Index.Classes.SelectMany(c => c.AnyOf))).SelectMany(m => m.Sites.Concat(m.NotSites).Concat(m.WithoutSites)).Concat(measure.Index.NewEpisode?.FirstSites ?? []).Append("t12").Distinct()];
    private readonly string[] _kinds = [.. measure.Criteria.Values.SelectMany(c => c.AnyOf).SelectMany(m => m.Kinds.Concat(m.NotKinds)).Append("calcified").Append(NewEpisode.GrownKind).Distinct()];
    private readonly List<Event> _events = [];

    public PatientRecord Next()
    {
        _events.Clear();
        for (var left = random.Next(1, 5); left > 0; left--)
            _events.Add(Row(Pick(_index)));
        for (var left = _asked.Length == 0 ? 0 : random.Next(0, 9); left > 0; left--)
            _events.Add(Row(Pick(_asked)));
        // Copies of a row, and the same said again later.
        if (random.Next(3) == 0)
            _events.Add(Pick([.. _events]) is var again && random.Next(2) == 0 ? again with { RowId = $"r{random.Next(20)}" } : again with { RowId = "z", Date = Date() });
        var events = _events.Where(e => e.Date <= asOf).ToArray();
        random.Shuffle(events);
        return new()
        {
            Patient = new()
            {
                Id = "p",
                BirthDate = Birth(),
                Sex = (Sex)random.Next(3),
                DeathDate = random.Next(25) == 0 ? asOf.AddDays(random.Next(-400, 20)) : null,
                DeathIsReported = random.Next(2) == 0,
                OptedOut = random.Next(40) == 0,
                Site = Pick<string?>([null, "north", "south"]),
                Active = Pick<bool?>([null, null, null, true, random.Next(4) > 0]),
            },
            Events = events,
            LastSeen = RandomSource.Coded.Append(Table.Encounters).Where(_ => random.Next(8) > 0).ToDictionary(t => t, _ => asOf.AddDays(-DaysSinceSeen())),
            Observed = [.. Observed().OrderBy(p => p.Days.From)],
        };
    }

    // Mostly nothing is said of it; else one period or several, which overlap, touch, or leave a hole.
    private IEnumerable<ObservedPeriod> Observed()
    {
        for (var left = random.Next(3) > 0 ? 0 : random.Next(1, 4); left > 0; left--)
        {
            var from = asOf.AddDays(-random.Next(0, random.Next(2) == 0 ? 1600 : 9000));
            var to = random.Next(3) switch { 0 => asOf.AddDays(random.Next(-20, 400)), 1 => new DateOnly(2200, 12, 31), _ => from.AddDays(random.Next(0, 1500)) };
            yield return new(new(from, to < from ? from : to), random.Next(3) == 0);
            if (random.Next(3) == 0)
                yield return new(new(to.AddDays(random.Next(-2, 4)) is var next && next > asOf ? asOf : next, asOf.AddDays(random.Next(-40, 20)) is var end && end < next ? next : end), random.Next(3) == 0);
        }
    }

    private Event Row(EventMatch match)
    {
        var e = match.Concepts.Count > 0 ? Said(match) : match.AnyReport ? Report(match) : Coded(match);
        return random.Next(6) == 0 ? Changed(e) : e;
    }

    private Event Said(EventMatch match)
    {
        var (e, concept) = (Report(match), Pick([.. match.Concepts]));
        return e with
        {
            Mention = new()
            {
                Concept = concept,
                Sites = match.Sites.Count > 0 && random.Next(8) > 0 ? Some([.. match.Sites, Pick(_sites)]) : Some(_sites),
                Kinds = match.Kinds.Count > 0 ? Some([.. match.Kinds, Pick(_kinds)]) : random.Next(3) == 0 ? Some(_kinds) : [],
                Assertion = random.Next(8) > 0 ? Pick([.. match.Assertions]) : (Assertion)random.Next(6),
                Certainty = random.Next(8) > 0 ? Pick([.. match.Certainties]) : (Certainty)random.Next(4),
                Severity = match.Severities.Count > 0 && random.Next(5) > 0 ? Pick([.. match.Severities]) : (Severity)random.Next(4),
                Age = match.LesionAges.Count > 0 && random.Next(5) > 0 ? Pick([.. match.LesionAges]) : (LesionAge)random.Next(7),
                Laterality = (Laterality)random.Next(4),
                Start = random.Next(3),
                Length = concept.Length,
                Text = concept,
                // Sentences too short to be known again, and few others.
                SentenceHash = (ulong)random.Next(4),
                Value = match.Value is { } value ? Number(value) : concept.EndsWith("score", StringComparison.Ordinal) ? random.Next(-40, 400) : null,
                Unit = random.Next(3) > 0 ? match.Value?.Unit : null,
            },
        };
    }

    private Event Report(EventMatch match) => new()
    {
        Table = Table.ImagingFindings,
        Date = Date(),
        RowId = $"r{random.Next(20)}",
        Accession = $"a{random.Next(9)}",
        Modality = match.Modalities.Count > 0 && random.Next(5) > 0 ? Pick([.. match.Modalities]) : Pick(Modalities),
        BodyPart = match.BodyParts.Count > 0 && random.Next(5) > 0 ? $"x {Pick([.. match.BodyParts]).ToUpperInvariant()}, y" : Pick(BodyParts),
        Setting = Pick<string?>([null, "inpatient", "Inpatient", "outpatient"]),
    };

    private Event Coded(EventMatch match)
    {
        var set = rules.ValueSets[Pick([.. match.ValueSets])];
        var row = set.Rows.Count == 0 ? null : Pick([.. set.Rows]);
        var table = match.Tables.Count > 0 ? Pick([.. match.Tables]) : Pick(RandomSource.Coded);
        var e = table == Table.ImagingFindings ? Report(match) : new Event { Table = table, Date = Date(), RowId = $"r{random.Next(20)}" };
        return e with
        {
            ValueSets = random.Next(5) > 0 ? [set.Name] : [set.Name, Pick([.. rules.ValueSets.Keys])],
            MatchedBy = table == Table.Medications && random.Next(5) == 0 ? "name" : "code",
            CodeSystem = row?.System ?? "SNOMED",
            Code = row?.Code ?? "1",
            Display = match.DisplayNames.Count > 0 && random.Next(4) > 0 ? $"Reaction to {rules.ValueSets[match.DisplayNames[0]].Names[0]} noted" : Pick<string?>([null, "Prednisolone 5 mg", "something", "atorvastatin 40 MG Oral Tablet", "Pravastatin sodium 20mg", "simvastatin 10-40 mg", "rosuvastatin 5 mg/mL"]),
            Value = match.Value is { } value ? Number(value) : table == Table.Results ? random.Next(1, 200) / 10.0 : null,
            Unit = match.Value?.Unit is { } unit && random.Next(5) > 0 ? unit : table == Table.Results ? Pick<string?>(["mg/dL", "mmol/L", " G/dL ", "g/L", null]) : null,
            EndDate = random.Next(4) == 0 ? Date() : null,
            Status = Pick(Statuses),
            Category = match.Categories.Count > 0 && random.Next(4) > 0 ? Pick([.. match.Categories]) : table == Table.Conditions ? Pick<string?>([null, "problem-list", "Problem-List", "encounter", "encounter-diagnosis", "billing"]) : null,
            Kind = match.RowKinds.Count > 0 && random.Next(4) > 0 ? Pick([.. match.RowKinds]) : table == Table.Medications ? Pick<string?>([null, "order", "dispense", "administration", "reported"]) : null,
            Intent = match.State == RowState.DoNotPerform || random.Next(12) == 0 ? "do-not-perform" : random.Next(12) == 0 ? "plan" : null,
            DaysSupply = table == Table.Medications ? Pick<double?>([null, 0, 7.5, 30, 90, 90]) : null,
            Dose = (match.Dose ?? match.NotDose) is { } dose ? Number(dose) : table == Table.Medications ? Pick<double?>([null, 0.75, 4, 5, 20, 40]) : null,
            DoseUnit = (match.Dose ?? match.NotDose)?.Unit is { } doseUnit && random.Next(5) > 0 ? doseUnit : Pick<string?>(["mg", "MG", "mcg", "g", null]),
            Presence = table == Table.ImagingFindings ? Pick<string?>([null, null, "present", "Probable", "possible", "absent", "ruled out"]) : null,
        };
    }

    private Event Changed(Event e) => random.Next(6) switch
    {
        0 => e with { Status = Pick(Statuses) },
        1 => e with { ReportDate = e.Date.AddDays(random.Next(0, 25)) },
        2 => e with { Value = null },
        3 => e with { Table = e.Mention is null && e.Code is not null ? Pick(RandomSource.Coded) : e.Table },
        4 => e with { ValueSets = e.Code is null ? [] : [Pick([.. rules.ValueSets.Keys])] },
        _ => e with { Date = Date() },
    };

    private DateOnly Date()
    {
        var ends = measure.Criteria.Values.SelectMany(c => new[] { c.Window.From, c.Window.To }).Append(new(Anchor.AsOf, -1, measure.Index.LookBack)).ToList();
        var anchor = _events.Count > 0 && random.Next(2) == 0 ? Pick([.. _events]).Date : asOf;
        var date = random.Next(4) switch
        {
            0 when Pick([.. ends]) is { Anchor: not Anchor.Ever } end => (end.Sign < 0 ? end.Period.SubtractFrom(anchor) : end.Period.AddTo(anchor)).AddDays(random.Next(-1, 2)),
            1 => anchor.AddDays(random.Next(-8, 9)),
            2 => anchor.AddDays(-random.Next(0, 100)),
            _ => asOf.AddDays(-random.Next(0, 1600)),
        };
        return date > asOf ? asOf : date;
    }

    private DateOnly Birth()
    {
        var years = random.Next(3) == 0 ? Pick<int>([18, 40, 50, 65, 70, 75, 76, 80]) : random.Next(10, 95);
        return (random.Next(2) == 0 && _events.Count > 0 ? _events[0].Date : asOf).AddYears(-years).AddDays(random.Next(-1, 2));
    }

    private int DaysSinceSeen() => random.Next(5) switch { 0 => random.Next(725, 735), 1 => random.Next(0, 1400), _ => random.Next(0, 300) };

    private double Number(ValueRange range)
    {
        double?[] bounds = [range.AtLeast, range.AtMost, range.Above, range.Below];
        return Pick([.. bounds.OfType<double>().DefaultIfEmpty(1)]) + Pick<double>([-1, -0.1, 0, 0, 0.1, 1]);
    }

    private string[] Some(IReadOnlyList<string> from) => [.. from.Where(_ => random.Next(from.Count) < 2).Distinct()];

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
