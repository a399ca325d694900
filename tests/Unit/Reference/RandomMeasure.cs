using Opportune.Core;

namespace Opportune.Tests.Unit.Reference;

/// <summary>A shipped measure in which anything that the vocabulary can say may have been changed.</summary>
internal sealed class RandomMeasure(Random random, Measure shipped, Rulebook rules)
{
    private static readonly string[] Windows =
        ["ever", "as-of-P1M .. as-of", "as-of-P2Y .. as-of", "as-of-P60D .. as-of-P15D", "ever .. as-of-P1M", "index-P730D .. as-of", "index-P1Y .. index+P90D", "index .. as-of", "as-of-P2M .. index+P200D"];

    private readonly string[] _names = [.. shipped.Criteria.Keys.Order(StringComparer.Ordinal)];
    private readonly string[] _classes = [.. shipped.Index.Classes.Select(c => c.Name)];

    public Measure Next() => shipped with
    {
        ListsMinors = Flip(6),
        ActiveWithin = Flip(2) ? shipped.ActiveWithin : P("P6M"),
        Index = new()
        {
            LookBack = Pick(P("P1Y"), P("P2Y"), P("P36M"), P("P90D")),
            Classes = [.. shipped.Index.Classes.Where((c, i) => i == 0 || !Flip(4)).Select(Class)],
            NewEpisode = Flip(3) ? null : Flip(2) ? shipped.Index.NewEpisode : Episodes(),
        },
        Criteria = shipped.Criteria.ToDictionary(c => c.Key, c => Flip(3) ? Changed(c.Value) : c.Value),
        Exclude = [.. shipped.Exclude.Where(_ => !Flip(3)).Select(e => e with { MustKnow = Flip(5) }), .. Flip(4) ? [new Exclusion { Label = "any", When = Any(2) }] : Array.Empty<Exclusion>()],
        SatisfiedBy = [.. shipped.SatisfiedBy.Where(_ => !Flip(4)).Select(Changed)],
        Tiers = [.. shipped.Tiers.SkipLast(1).Where(_ => !Flip(4)).Select(t => Flip(4) ? t with { When = Any(2) } : t), .. Flip(8) ? [] : shipped.Tiers.TakeLast(1)],
        Shifts = [.. shipped.Shifts, .. Flip(3) ? [new TierShift(random.Next(-2, 3), "shifted", Any(1))] : Array.Empty<TierShift>()],
        OpensAfter = new(Pick(P("P14D"), Period.Zero, P("P1M")), P("P30D")) { AtOnce = Flip(3) ? Any(1) : shipped.OpensAfter.AtOnce },
        FirstTierDueAfter = Flip(3) ? P("P14D") : shipped.FirstTierDueAfter,
    };

    private IndexClass Class(IndexClass one) => one with
    {
        Events = Flip(4) ? (IndexChoice)random.Next(3) : one.Events,
        Age = Flip(5) ? new(Flip(2) ? 50 : null, Flip(3) ? 75 : null, Flip(2) ? Anchor.Index : Anchor.AsOf) : one.Age,
        JoinsOnly = Flip(8) || one.JoinsOnly,
        When = Flip(6) ? Any(1) : one.When,
    };

    private NewEpisode Episodes() => new()
    {
        AcuteAfter = Flip(2) ? P("P90D") : null,
        InitialValueSets = Flip(2) ? [Pick([.. rules.ValueSets.Keys])] : [],
        Grown = Flip(2),
        FirstSites = ["coronary", _classes[0]],
        SeverityUp = Flip(2),
        Crosses = Flip(2) ? new("agatston-score", [100, 300]) : null,
    };

    private Criterion Changed(Criterion one)
    {
        one = one with { Window = WindowRule.TryParse(Pick(Windows), out var window) ? window : throw new FormatException() };
        return random.Next(13) switch
        {
            0 => one with { AtLeast = random.Next(0, 4), Apart = Flip(2) ? P("P30D") : null },
            1 => one with { LatestOnly = true },
            2 => one with { NearIndex = P(Pick("P7D", "P3M")) },
            3 => one with { AtIndexSite = true },
            4 => one with { UnlessLater = Pick(_names) },
            5 => one with { After = new(Pick(_names), P(Pick("P30D", "P1Y"))) },
            6 => one with { Exposure = new(P(Pick("P0D", "P60D")), P("P365D"), Flip(2)) { InAll = Flip(3) ? P(Pick("P3M", "P1Y")) : null } },
            7 => one with { OnsetOnly = true },
            8 => one with { Beds = new(random.Next(1, 3), new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["coronary", "t12"], ["b"] = ["aorta", "carotid"] }) },
            9 => one with { AnyOf = [.. one.AnyOf.Select(m => m with { State = (RowState)random.Next(3) })] },
            10 => one with { AnyOf = [.. one.AnyOf.Select(m => m.Concepts.Count > 0 ? m : m with { NotStatuses = ["Resolved", "active"] })] },
            11 => one with { AnyOf = [.. one.AnyOf.Select(m => m.Concepts.Count > 0 ? m : m with { NotUnits = ["{mg}/dl", "g/L"] })] },
            _ => one,
        };
    }

    private Satisfaction Changed(Satisfaction one) => one with
    {
        When = Flip(5) ? Any(2) : one.When,
        Unless = Flip(5) ? Any(1) : one.Unless,
        Where = Flip(6) ? Any(1) : one.Where,
        KeepsOpen = Flip(8) || one.KeepsOpen,
        Needs = Flip(3) ? [Pick(Table.Medications, Table.Procedures), Table.Results] : one.Needs,
    };

    private Condition Any(int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => new Condition.Age(new(Flip(2) ? 50 : null, Flip(2) ? 75 : null, Flip(2) ? Anchor.Index : Anchor.AsOf)),
        1 => new Condition.SexIs((Sex)random.Next(3)),
        2 => Flip(2) ? new Condition.IndexIs([Pick(_classes)]) : new Condition.IndexOnly([.. _classes.Take(2)]),
        3 => new Condition.IndexDates(2),
        6 => new Condition.Not(Any(depth - 1)),
        7 => new Condition.AnyOf([Any(depth - 1), Any(depth - 1)]),
        8 => new Condition.AllOf([Any(depth - 1), Any(depth - 1)]),
        _ => _names.Length == 0 ? new Condition.IndexDates(2) : new Condition.Met(Pick(_names)),
    };

    private bool Flip(int of) => random.Next(of) == 0;

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];

    private static Period P(string iso) => Period.TryParse(iso, out var period) ? period : throw new FormatException(iso);
}
