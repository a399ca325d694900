using System.Text.Json;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>
/// What the rules make of a patient is the same on every day up to the one that is told, but for days that are left open: for any
/// rule, any rows and any feeds. So an answer of one night may serve on another.
/// </summary>
public class LastingTests
{
    private const int Days = 400;

    private int _lasting;

    [Fact]
    public void Any_rule_that_the_vocabulary_can_say()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            Check(random, Rulebook(AnyMeasure(random)), $"seed {seed}", r => Record([Finding("2026-01-01"), .. AnyIndex(r), .. Enumerable.Range(0, r.Next(1, 8)).Select(i => HoldsUntilPropertyTests.AnyShort(r, i))]));
        }
        Assert.True(_lasting > 400, $"only {_lasting} lasted for more than a week");
    }

    [Fact]
    public void The_shipped_measures()
    {
        for (var seed = 1; seed <= 15; seed++)
        {
            Check(new(seed), ShippedRules.Shipped, $"seed {seed}", r => Record(
            [
                Finding("2025-11-01", "vertebral-fracture", "t12"), Finding("2025-12-01", sites: "aorta"), .. AnyIndex(r),
                .. Enumerable.Range(0, r.Next(1, 7)).Select(i => HoldsUntilPropertyTests.Any(r, i)),
            ]));
        }
        Assert.True(_lasting > 100, $"only {_lasting} lasted for more than a week");
    }

    [Fact]
    public void Any_named_computation()
    {
        var measure = Measure([.. Derivations.Meanings.Keys.Select(name => Ask(name, name.StartsWith("glucocorticoid", StringComparison.Ordinal) ? Coded("steroid") : Coded("statin", "first"), "as-of-P1Y .. as-of") with { Derivation = name })]);
        measure = measure with { Tiers = [.. measure.Criteria.Keys.Select((name, i) => new TierRule(i + 1, name, Met(name))), new(measure.Criteria.Count + 1, "none", null)] };
        for (var seed = 1; seed <= 20; seed++)
        {
            Check(new(seed), Rulebook(measure), $"seed {seed}", r => Record(
            [
                Finding("2026-01-01"), .. Enumerable.Range(0, r.Next(1, 6)).Select(i => Dosed(r, i)),
            ]));
        }
        Assert.True(_lasting > 40, $"only {_lasting} lasted for more than a week");
    }

    [Fact]
    public void A_computation_that_looks_at_rows_alone_lasts_as_long_as_they_do()
    {
        var measure = Measure(Ask("dose", Coded("statin"), "as-of-P1Y .. as-of") with { Derivation = "statin-high-intensity" }) with { Tiers = [new(1, "", Met("dose")), new(2, "", null)], SatisfiedBy = [] };
        var lasting = new Lasting(AsOf);
        Evaluator(measure).Evaluate(Record(Finding("2026-06-01"), Drug("2026-05-01") with { Kind = "dispense", DaysSupply = 90, Display = "atorvastatin 80 mg" }), lasting);
        Assert.True(lasting.Until >= AsOf.AddMonths(1), $"until {lasting.Until:O}");
    }

    [Fact]
    public void Nothing_is_left_open_where_nobody_asks_how_long_it_lasts()
    {
        var texts = JsonSerializer.Serialize(Gap(Measure(), Finding("2026-01-01")));
        Assert.Contains("statin up to 30 Jun 2026", texts, StringComparison.Ordinal);
        Assert.DoesNotContain(Lasting.CoveredTo, texts);
    }

    private void Check(Random random, Rulebook rules, string name, Func<Random, PatientRecord> any)
    {
        var coverage = AnyCoverage(random);
        var evaluators = new Dictionary<DateOnly, MeasureEvaluator>();
        for (var patient = 0; patient < 20; patient++)
        {
            var record = any(random);
            record = record with
            {
                Patient = record.Patient with { BirthDate = AsOf.AddYears(-random.Next(16, 90)).AddDays(random.Next(366)), Active = random.Next(8) > 0 },
                LastSeen = record.LastSeen.Where(_ => random.Next(8) > 0).ToDictionary(t => t.Key, _ => AsOf.AddDays(-random.Next(700))),
            };
            var lasting = new Lasting(AsOf);
            var first = On(AsOf).Evaluate(record, lasting);
            _lasting += lasting.Until > AsOf.AddDays(7) ? 1 : 0;
            var days = Math.Min(Days, lasting.Until.DayNumber - AsOf.DayNumber);
            foreach (var day in Enumerable.Range(0, 4).Select(_ => random.Next(days + 1)).Append(days))
            {
                // Where a feed says something else, no answer of another night is taken.
                var then = On(AsOf.AddDays(day));
                if (IsTaken(then, record, first, lasting))
                    Assert.True(Written(then.Evaluate(record, new(AsOf.AddDays(day)))) == Written(first), $"{name}, patient {patient}, after {day} of {days} days:\n{Written(first)}");
            }
        }

        MeasureEvaluator On(DateOnly day)
        {
            if (!evaluators.TryGetValue(day, out var evaluator))
                evaluators[day] = evaluator = new(rules, coverage, SiteControls.HoldingExcept(new HashSet<string>()), day);
            return evaluator;
        }
    }

    private static bool IsTaken(MeasureEvaluator then, PatientRecord record, IReadOnlyList<MeasureResult> first, Lasting lasting)
    {
        var asked = lasting.Gaps.GetEnumerator();
        return first.Select((r, measure) => (r, measure)).All(m => m.r.Gaps.All(gap =>
            asked.MoveNext() && (asked.Current.Absence is not { } reach || then.Absence(m.measure, record, gap.IndexDate, asked.Current.Satisfactions).Said == reach.Said)));
    }

    // But for what is filled in anew each night.
    private static string Written(IReadOnlyList<MeasureResult> results) => string.Join('\n', results.Select(r =>
        r.Outcome + JsonSerializer.Serialize(r.Gaps.Select(g => g with { CoveredTo = null, Evidence = [.. g.Evidence.Select(Closed)] }))));

    private static EvidenceItem Closed(EvidenceItem item) =>
        item.Outcome == EvidenceOutcome.Found ? item : item with { Outcome = EvidenceOutcome.NoneFound, Window = null };

    private static Event Dosed(Random random, int number)
    {
        var date = AsOf.AddDays(-random.Next(380)).ToString("yyyy-MM-dd");
        var e = random.Next(3) switch
        {
            0 => Drug(date, "steroid") with { Kind = Pick(random, "order", "dispense"), DaysSupply = Pick(random, 30, 60, 100), Dose = Pick(random, 4, 5, 20), DoseUnit = "mg", Display = "prednisone" },
            1 => Drug(date) with { Kind = "dispense", DaysSupply = 90, Display = Pick(random, "atorvastatin 10 mg", "atorvastatin 80 mg", "simvastatin 5 mg") },
            _ => Condition(date, "first") with { Value = random.Next(150, 190), Unit = "cm" },
        };
        return e with { RowId = $"r{number}" };
    }

    private static IEnumerable<Event> AnyIndex(Random random)
    {
        if (random.Next(2) == 0)
            yield return Finding(AsOf.AddDays(-random.Next(1100)).ToString("yyyy-MM-dd"), sites: "coronary") with { Setting = random.Next(3) == 0 ? "inpatient" : null };
    }

    private static Measure AnyMeasure(Random random) => Measure([.. Enumerable.Range(0, 3).Select(i => Summed(random, HoldsUntilPropertyTests.AnyCriterion(random, $"c{i}"))), Ask("other", Coded("later"))]) with
    {
        Index = new()
        {
            LookBack = Pick(random, P("P2Y"), P("P1Y"), P("P300D")),
            Classes =
            [
                Class("calc", Text("vascular-calcification"), random.Next(3) == 0 ? new(50, 75, Pick(random, Anchor.AsOf, Anchor.Index)) : null)
                    with { When = random.Next(3) == 0 ? HoldsUntilPropertyTests.AnyCondition(random, 1) : null },
            ],
            NewEpisode = random.Next(2) == 0 ? new() { FirstSites = ["coronary"] } : null,
        },
        ActiveWithin = random.Next(2) == 0 ? P("P18M") : null,
        Exclude = [new() { Label = "it", When = HoldsUntilPropertyTests.AnyCondition(random, 2) }],
        SatisfiedBy =
        [
            new() { Label = "on a statin", When = Met("statin"), Needs = [Table.Medications], Window = W("as-of-P2Y .. as-of") },
            new() { Label = "it is done", When = HoldsUntilPropertyTests.AnyCondition(random, 1), Needs = [Table.Conditions], Window = W("index-P1Y .. as-of") },
        ],
        Tiers = [new(1, "first", HoldsUntilPropertyTests.AnyCondition(random, 1)), new(2, "second", null)],
        OpensAfter = new(P("P14D"), Pick(random, P("P30D"), P("P300D"))),
        Wording = Measure().Wording with { LookedFor = "statin from {looked-back-to} up to {covered-to}" },
    };

    private static Criterion Summed(Random random, Criterion criterion) =>
        criterion.Exposure is { } exposure && random.Next(2) == 0 ? criterion with { Exposure = exposure with { InAll = P("P45D") } } : criterion;

    private static Coverage AnyCoverage(Random random)
    {
        Table[] tables = [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];
        return new(tables.Select(t => new FeedInterval(t, null, null, new(AsOf.AddDays(-random.Next(300, 4000)), AsOf.AddDays(random.Next(-20, 600))), 14)), tables.Where(_ => random.Next(8) > 0).ToHashSet());
    }

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
