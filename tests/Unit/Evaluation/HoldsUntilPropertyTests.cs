using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Lexicon;
using Opportune.Reading;
using Opportune.Runs;
using Opportune.Synth;
using Opportune.Tests.Unit.Jobs;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>
/// For any patient: as of the last day that is foreseen a gap rests on the same rule, and as of the next day it does not;
/// what does not lapse holds ten years on. Grace alone may end earlier, when a later episode opens before it.
/// </summary>
public class HoldsUntilPropertyTests
{
    private static readonly string[] Measured = ["dxa-central", "qct", "t-score-spine", "t-score-hip", "statin-not-indicated"];

    private static readonly string[] Windows =
    [
        "ever", "as-of-P20D .. as-of", "as-of-P1M .. as-of", "as-of-P3M .. as-of", "as-of-P60D .. as-of-P15D", "ever .. as-of-P1M",
        "as-of-P2M .. index+P200D", "as-of-P45D .. as-of",
    ];

    private static readonly string[] Diagnoses =
    [
        "dialysis-or-esrd", "pregnancy", "breastfeeding", "liver-failure", "acute-hepatitis", "kidney-transplant", "rhabdomyolysis", "paget-spine",
        "spine-that-misleads-dxa", "hospice-or-palliative",
    ];

    private readonly ShippedRules _rules = new();
    private readonly SortedDictionary<string, int> _checked = new(StringComparer.Ordinal);

    [Fact]
    public void Patients_of_an_invented_hospital()
    {
        var asOf = new DateOnly(2026, 11, 14);
        using var folder = Some.Folder();
        Hospital.Write(new() { Patients = 4000, Seed = 17, AsOf = asOf }, folder.Path, null);
        using var run = PreparedRun.Prepare(Request(folder.Path, asOf), TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        for (var bucket = 0; bucket < run.Plan.Buckets; bucket++)
        {
            foreach (var patient in run.Exchange.OpenBucket(bucket).Read().Patients)
                Check(patient, asOf, $"patient {patient.Patient.Id}");
        }
        AssertChecked("statin-review Satisfied", "dexa-review Satisfied", "statin-review Exclusion", "dexa-review Exclusion, for good", "statin-review Death, for good");
    }

    [Fact]
    public void Patients_with_any_mixture_of_rows()
    {
        for (var seed = 1; seed <= 1500; seed++)
        {
            var random = new Random(seed);
            Event[] index = [Finding("2025-11-01", "vertebral-fracture", "t12"), Finding("2025-12-01", sites: "aorta")];
            if (random.Next(3) == 0)
                index = [.. index, Finding("2026-06-25", sites: "coronary") with { Setting = random.Next(2) == 0 ? "inpatient" : null }];
            Check(Record([.. index, .. Enumerable.Range(0, random.Next(1, 7)).Select(i => Any(random, i))]), AsOf, $"seed {seed}");
        }
        AssertChecked("statin-review Satisfied", "dexa-review Satisfied", "statin-review Exclusion", "dexa-review Exclusion, for good", "statin-review Grace");
    }

    /// <summary>Rules that no shipped measure has, asked on every single day of the next 120.</summary>
    [Fact]
    public void Any_rule_that_the_vocabulary_can_say()
    {
        const int Days = 120;
        var lapsed = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var measure = Measure([.. Enumerable.Range(0, 3).Select(i => AnyCriterion(random, $"c{i}")), Ask("other", Coded("later"))]) with
            {
                Exclude = [new() { Label = "it", When = AnyCondition(random, 2) }],
                OpensAfter = new(Period.Zero, Period.Zero),
            };
            var controls = SiteControls.HoldingExcept(new HashSet<string>());
            var days = Enumerable.Range(0, Days + 1).Select(day => new MeasureEvaluator(Rulebook(measure), Coverage(), controls, AsOf.AddDays(day))).ToList();
            for (var patient = 0; patient < 25; patient++)
            {
                var record = Record([Finding("2026-01-01"), .. Enumerable.Range(0, random.Next(1, 8)).Select(i => AnyShort(random, i))]);
                if (BasisBy(days[0]) is not { Kind: GapBasisKind.Exclusion } basis)
                    continue;
                var holds = days.TakeWhile(day => BasisBy(day).Kind == GapBasisKind.Exclusion).Count() - 1;
                lapsed += holds < Days ? 1 : 0;
                var fits = holds < Days ? basis.HoldsUntil == AsOf.AddDays(holds) : !(basis.HoldsUntil < AsOf.AddDays(Days));
                Assert.True(fits, $"seed {seed}, patient {patient}: holds for {holds} days, not to {basis.HoldsUntil:O}: {measure.Exclude[0].When}");

                GapBasis BasisBy(MeasureEvaluator day) => day.Evaluate(record)[0].Gaps[0].Basis;
            }
        }
        Assert.True(lapsed >= 60, $"only {lapsed} lapsed");
    }

    private void Check(PatientRecord record, DateOnly asOf, string who)
    {
        foreach (var gap in _rules.Gaps(record, asOf))
        {
            if (gap.Basis is not { Kind: GapBasisKind.Exclusion or GapBasisKind.Satisfied or GapBasisKind.Death or GapBasisKind.Grace } basis)
            {
                Assert.Null(gap.Basis.HoldsUntil);
                continue;
            }
            Assert.True(basis.HoldsUntil is null || basis.HoldsUntil >= asOf, $"{who} {gap.Measure}: {basis}");
            var last = basis.HoldsUntil ?? asOf.AddYears(10);
            AssertSame(On(last), gap, $"{who} as of {last:O}");
            AssertSame(On(asOf.AddDays((last.DayNumber - asOf.DayNumber) / 2)), gap, $"{who} half way to {last:O}");
            if (basis.HoldsUntil is not null)
                Assert.True(!IsSame(On(last.AddDays(1)), gap), $"{who} {gap.Measure}: {basis} still holds the day after");
            var kind = $"{gap.Measure} {basis.Kind}{(basis.HoldsUntil is null ? ", for good" : "")}";
            _checked[kind] = _checked.GetValueOrDefault(kind) + 1;

            Gap? On(DateOnly day) => _rules.Gaps(record, day).SingleOrDefault(g => g.GapId == gap.GapId);
        }
    }

    private static void AssertSame(Gap? later, Gap gap, string when)
    {
        if (gap.Basis.Kind == GapBasisKind.Grace && later?.Basis.Kind == GapBasisKind.EarlierEpisode)
            return;
        Assert.True(IsSame(later, gap) && later!.Basis.HoldsUntil == gap.Basis.HoldsUntil,
            $"{when}, {gap.Measure}: {gap.StatusReason} {gap.Basis}, then {later?.StatusReason} {later?.Basis}");
    }

    // The row may change within one rule: the latest of two that hold lapses first.
    private static bool IsSame(Gap? later, Gap gap) =>
        later is not null && (later.Basis.Kind, later.StatusReason) == (gap.Basis.Kind, gap.StatusReason);

    private void AssertChecked(params string[] kinds)
    {
        foreach (var kind in kinds)
            Assert.True(_checked.GetValueOrDefault(kind) >= 5, $"too few of {kind}: {string.Join("; ", _checked)}");
    }

    private static RunRequest Request(string input, DateOnly asOf)
    {
        var problems = new Problems();
        return new()
        {
            Job = "nightly",
            AsOf = asOf,
            Input = input,
            Rules = ShippedRules.Shipped,
            Worklists = [],
            Lexicon = CompiledLexicon.Compile(LexiconReader.Read(Path.Combine(Repository.Jobs, "lexicon"), problems)!),
            RulesHash = "",
            Program = "",
            Threads = 1,
        };
    }

    internal static Event Any(Random random, int number)
    {
        var date = AsOf.AddDays(-random.Next(0, 500)).ToString("yyyy-MM-dd");
        var e = random.Next(3) switch
        {
            0 => Drug(date) with
            {
                ValueSets = Pick<string[]>(random, ["statin"], ["statin"], ["osteoporosis-drug"], ["osteoporosis-drug", "zoledronate"], ["osteoporosis-drug", "denosumab"], ["osteoporosis-drug", "osteoanabolic"]),
                Kind = Pick(random, "order", "dispense", "administration", "reported", null),
                DaysSupply = Pick<double?>(random, null, 7, 28, 30, 90),
                Status = Pick(random, "active", "completed", "stopped", null),
                Intent = Pick(random, null, null, null, "do-not-perform"),
                Dose = Pick<double?>(random, null, 4, 5, 60, 120),
                DoseUnit = "mg",
            },
            1 => Row(Pick(random, Table.Procedures, Table.Results), date, Pick(random, Measured)) with { Value = -random.Next(40) / 10.0 },
            _ => Condition(date, Pick(random, Diagnoses)) with
            {
                Category = Pick(random, "problem-list", "encounter", null),
                Status = Pick(random, "active", "resolved", null),
            },
        };
        // An end after the as-of date would not be known.
        var end = e.Date.AddDays(random.Next(200));
        return e with { RowId = $"r{number}", EndDate = random.Next(3) == 0 && end <= AsOf ? end : null };
    }

    internal static Criterion AnyCriterion(Random random, string name) => Ask(name, Coded(Pick(random, "first", "later", "statin")), Pick(random, Windows)) with
    {
        AtLeast = Pick(random, 0, 1, 1, 1, 1, 1, 2),
        Apart = Pick<Period?>(random, null, null, P("P10D")),
        AnyOf = [Coded(Pick(random, "first", "later", "statin")) with { Value = random.Next(3) == 0 ? new(5, null, null, null, null) : null }],
        LatestOnly = random.Next(3) == 0,
        OnsetOnly = random.Next(3) == 0,
        UnlessLater = random.Next(5) == 0 ? "other" : null,
        After = random.Next(5) == 0 ? new("other", P("P30D")) : null,
        NearIndex = random.Next(6) == 0 ? P("P90D") : null,
        Exposure = random.Next(3) == 0 ? new(P("P20D"), P("P1M"), random.Next(2) == 0) : null,
    };

    internal static Condition AnyCondition(Random random, int depth) => random.Next(depth == 0 ? 3 : 6) switch
    {
        0 or 1 => Met($"c{random.Next(3)}"),
        2 => random.Next(4) > 0 ? Met($"c{random.Next(3)}") : new Condition.Age(new(Pick<int?>(random, 70, null), Pick<int?>(random, 76, null), Anchor.AsOf)),
        3 => new Condition.Not(AnyCondition(random, depth - 1)),
        4 => new Condition.AnyOf([AnyCondition(random, depth - 1), AnyCondition(random, depth - 1)]),
        _ => new Condition.AllOf([AnyCondition(random, depth - 1), AnyCondition(random, depth - 1)]),
    };

    internal static Event AnyShort(Random random, int number)
    {
        var date = AsOf.AddDays(-random.Next(90)).ToString("yyyy-MM-dd");
        var e = random.Next(2) == 0
            ? Drug(date, Pick(random, "first", "later", "statin")) with { Kind = Pick(random, "order", "dispense"), DaysSupply = Pick<double?>(random, null, 10, 60), Status = Pick(random, "active", null) }
            : Condition(date, Pick(random, "first", "later", "statin")) with { Category = Pick(random, "problem-list", null) };
        var end = e.Date.AddDays(random.Next(60));
        return e with { RowId = $"r{number}", Value = random.Next(10), EndDate = random.Next(3) == 0 && end <= AsOf ? end : null };
    }

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
