using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Rows as a source could hold them that a criterion would take, made from what it asks for. Whether they really change
/// anything is not decided here: <see cref="ChangeFinder"/> tries them.
/// </summary>
internal static class SampleRow
{
    // Another code of a set may do where the first is refused by another list.
    private const int CodesTried = 3;

    /// <summary>For each way to be taken, as many rows as the criterion counts, the last of them on that day.</summary>
    public static IEnumerable<IReadOnlyList<Event>> Of(Criterion criterion, Rulebook rules, DateOnly last)
    {
        var step = criterion.Apart ?? Period.OfDays(1);
        foreach (var one in criterion.AnyOf.SelectMany(match => Of(match, rules, last)))
        {
            var (rows, day) = (new List<Event> { one }, last);
            while (rows.Count < criterion.AtLeast)
            {
                day = step.SubtractFrom(day);
                rows.Insert(0, one with { Date = day, ReportDate = one.ReportDate is null ? null : day });
            }
            yield return rows;
        }
    }

    /// <summary>Rows that a match would take.</summary>
    public static IEnumerable<Event> Of(EventMatch match, Rulebook rules, DateOnly day)
    {
        var row = new Event { Table = Table.ImagingFindings, Date = day, RowId = "" };
        if (match.ValueSets.Count == 0)
        {
            row = row with { ReportDate = day, Modality = First(match.Modalities) ?? "CT", BodyPart = First(match.BodyParts) };
            return match.AnyReport ? [row] : match.Concepts.Select(concept => row with { Mention = Said(match, concept) });
        }
        return match.ValueSets.SelectMany(name => rules.ValueSets[name].Rows.Where(r => r.System != "SNOMED" && !(day < r.ValidFrom) && !(day > r.ValidTo)).Take(CodesTried))
            .SelectMany(code => Homes.Of(match, rules).Select(table => Coded(match, row with { Table = table }, code, rules)));
    }

    private static Mention Said(EventMatch match, string concept) => new()
    {
        Concept = concept,
        Sites = [.. match.Sites.Take(1)],
        Kinds = [.. match.Kinds.Take(1)],
        Assertion = First(match.Assertions),
        Certainty = First(match.Certainties),
        Severity = First(match.Severities),
        Age = First(match.LesionAges),
        Start = 0,
        Length = concept.Length,
        Text = concept,
        Value = match.Value is { } value ? Within(value) : null,
        Unit = match.Value?.Unit,
    };

    private static Event Coded(EventMatch match, Event row, ValueSetRow code, Rulebook rules)
    {
        var written = code.Seventh is { } seventh ? $"{code.Code.PadRight(6, 'X')}{seventh[0]}" : code.Code;
        var isDrug = row.Table == Table.Medications;
        return row with
        {
            CodeSystem = code.System,
            Code = written,
            Display = match.DisplayNames.Count > 0 ? First(rules.ValueSets[match.DisplayNames[0]].Names) : code.Meaning,
            ValueSets = [.. rules.ValueSets.Values.Where(s => s.HoldsCode(code.System, written, row.Date)).Select(s => s.Name).Order(StringComparer.Ordinal)],
            Value = match.Value is { } value ? Within(value) : match.NotUnits.Count > 0 ? 1 : null,
            Unit = match.Value?.Unit,
            Dose = match.Dose is { } dose ? Within(dose) : null,
            DoseUnit = match.Dose?.Unit,
            Category = First(match.Categories),
            Kind = First(match.RowKinds) ?? (isDrug ? "order" : null),
            Status = match.State == RowState.Waiting ? "ordered" : isDrug ? "active" : null,
            Intent = match.State == RowState.DoNotPerform ? "do-not-perform" : null,
            Modality = First(match.Modalities),
            BodyPart = First(match.BodyParts),
        };
    }

    private static double Within(ValueRange range) => (range.AtLeast ?? range.Above, range.AtMost ?? range.Below) switch
    {
        ({ } low, { } high) => (low + high) / 2,
        ({ } low, null) => range.AtLeast is null ? low + 1 : low,
        (null, { } high) => range.AtMost is null ? high - 1 : high,
        _ => 1,
    };

    private static T? First<T>(IReadOnlyList<T> list) => list.Count > 0 ? list[0] : default;
}
