using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>
/// How long the status of a gap of the shipped measures holds by itself; as of 30 June 2026, where a case does not say
/// otherwise. For each, the rules are applied again on the last day, the day before and the day after.
/// </summary>
public class HoldsUntilTests
{
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["statin: a fill, to the end of its supply and 60 days"] = new("statin-review", "on-statin", [Fill("2026-06-01", 30)], "2026-08-30"),
        ["statin: a fill without a supply, 365 days"] = new("statin-review", "on-statin", [Fill("2026-06-01", null)], "2027-06-01"),
        ["statin: two fills, to the later end"] = new("statin-review", "on-statin", [Fill("2026-05-01", 90), Fill("2026-06-10", 7)], "2026-09-28", Row: "2026-06-10"),
        ["statin: an order until it is ended"] = new("statin-review", "on-statin", [Fill("2019-01-01", null) with { Kind = "order", Status = "active" }], null),
        ["statin: an order beside a fill"] = new("statin-review", "on-statin", [Fill("2019-01-01", null) with { Kind = "order", Status = "active" }, Fill("2026-06-10", 7)], null, Row: "2026-06-10"),
        ["statin: an order that was ended"] = new("statin-review", "on-statin", [Fill("2019-01-01", null) with { Kind = "order", Status = "active", EndDate = AsOf }], "2026-06-30"),
        ["statin: use elsewhere that a reviewer reported"] = new("statin-review", "on-statin", [Reported("2026-06-01", "statin")], "2027-06-01", Reported: true),
        ["statin: reported, then filled here"] = new("statin-review", "on-statin", [Reported("2026-06-01", "statin"), Fill("2026-05-20", 30)], "2027-06-01", Row: "2026-05-20"),
        ["dialysis: 365 days"] = new("statin-review", "dialysis", [Row(Table.Conditions, "2026-01-10", "dialysis-or-esrd")], "2027-01-10"),
        ["dialysis: 365 days from the latest row"] = new("statin-review", "dialysis", [Row(Table.Conditions, "2026-01-10", "dialysis-or-esrd"), Row(Table.Conditions, "2026-06-11", "dialysis-or-esrd")], "2027-06-11"),
        ["dialysis: on the problem list, for good"] = new("statin-review", "dialysis", [Problem("2019-01-10", "dialysis-or-esrd")], null),
        ["dialysis: struck off the problem list, 365 days more"] = new("statin-review", "dialysis", [Problem("2019-01-10", "dialysis-or-esrd") with { EndDate = Day("2026-05-01") }], "2027-05-01", Row: "2019-01-10"),
        ["pregnant: 280 days, also on the problem list"] = new("statin-review", "pregnant", [Problem("2026-05-01", "pregnancy")], "2027-02-05"),
        ["breastfeeding: 365 days"] = new("statin-review", "breastfeeding", [Row(Table.Conditions, "2026-06-30", "breastfeeding")], "2027-06-30"),
        ["liver failure: 365 days"] = new("statin-review", "liver-failure", [Row(Table.Conditions, "2025-06-30", "acute-hepatitis")], "2026-06-30"),
        ["declined: 12 months"] = new("statin-review", "declined", [Row(Table.Medications, "2026-01-31", "statin") with { Intent = "do-not-perform" }], "2027-01-31"),
        ["declined: 12 months before a leap day"] = new("statin-review", "declined", [Row(Table.Procedures, "2027-02-28", "statin-not-indicated")], "2028-02-29", AsOf: "2027-06-30"),
        ["declined: 12 months from a leap day"] = new("statin-review", "declined", [Row(Table.Procedures, "2028-02-29", "statin-not-indicated")], "2029-02-28", AsOf: "2028-06-30"),
        ["hospice: for good"] = new("statin-review", "hospice", [Row(Table.Conditions, "2026-01-10", "hospice-or-palliative")], null),
        ["allergy: for good"] = new("statin-review", "statin-allergy", [Row(Table.Conditions, "2016-01-10", "statin")], null),
        ["rhabdomyolysis after a statin: for good"] = new("statin-review", "rhabdomyolysis", [Fill("2020-01-01", 30), Row(Table.Conditions, "2020-02-10", "rhabdomyolysis")], null, Row: "2020-02-10"),
        ["DXA: for good"] = new("dexa-review", "dxa-code", [Row(Table.Procedures, "2026-05-01", "dxa-central")], null),
        ["T-score: for good"] = new("dexa-review", "dxa-result", [Row(Table.Results, "2026-05-01", "t-score-hip") with { Value = -2.8 }], null),
        ["DXA elsewhere that a reviewer reported"] = new("dexa-review", "dxa-result", [Row(Table.Results, "2026-05-01", "t-score-hip", "reported:12") with { Value = -2.8 }], null, Reported: true),
        ["oral drug: to the end of its supply and 60 days"] = new("dexa-review", "on-oral-drug", [Fill("2026-06-01", 30, "osteoporosis-drug")], "2026-08-30"),
        ["zoledronate: 456 days"] = new("dexa-review", "zoledronate-given", [Fill("2026-01-01", null, "osteoporosis-drug", "zoledronate")], "2027-04-02"),
        ["denosumab: 213 days"] = new("dexa-review", "denosumab-given", [Fill("2026-01-01", null, "osteoporosis-drug", "denosumab")], "2026-08-02"),
        ["anabolic drug: 60 days after a dose"] = new("dexa-review", "on-osteoanabolic", [Fill("2026-06-01", null, "osteoporosis-drug", "osteoanabolic")], "2026-07-31"),
        ["treatment: an oral drug, to the end of its supply and 60 days"] = new("osteoporosis-treatment-review", "on-oral-drug", [Fill("2026-06-01", 30, "osteoporosis-drug")], "2026-08-30"),
        ["treatment: zoledronate, 456 days"] = new("osteoporosis-treatment-review", "zoledronate-given", [Fill("2026-01-01", null, "osteoporosis-drug", "zoledronate")], "2027-04-02"),
        ["treatment: denosumab, 213 days"] = new("osteoporosis-treatment-review", "denosumab-given", [Fill("2026-01-01", null, "osteoporosis-drug", "denosumab")], "2026-08-02"),
        ["treatment: an anabolic drug, 60 days after a dose"] = new("osteoporosis-treatment-review", "on-osteoanabolic", [Fill("2026-06-01", null, "osteoporosis-drug", "osteoanabolic")], "2026-07-31"),
        ["vertebrae assessed: 730 days"] = new("vertebral-fracture-assessment", "assessed", [LowTScore, Row(Table.Procedures, "2026-05-01", "vertebral-assessment")], "2028-04-30"),
        ["mineral, stage 3: 12 months from the earlier of calcium and phosphorus"] = new("mineral-metabolism-review", "calcium-12m", [.. Kidney(3), Lab("2020-01-01", "pth-intact"), Lab("2026-05-01", "phosphorus"), Lab("2026-06-01", "calcium")], "2027-05-01"),
        ["mineral, stage 3: phosphorus last"] = new("mineral-metabolism-review", "phosphorus-12m", [.. Kidney(3), Lab("2020-01-01", "pth-intact"), Lab("2026-05-01", "calcium"), Lab("2026-06-01", "phosphorus")], "2027-05-01"),
        ["mineral, stage 4: 6 months"] = new("mineral-metabolism-review", "calcium-6m", [.. Kidney(4), Lab("2026-01-01", "pth-intact"), Lab("2026-01-15", "phosphorus"), Lab("2026-02-01", "calcium")], "2026-07-15"),
        ["mineral, stage 4: phosphorus last"] = new("mineral-metabolism-review", "phosphorus-6m", [.. Kidney(4), Lab("2026-01-01", "pth-intact"), Lab("2026-01-15", "calcium"), Lab("2026-02-01", "phosphorus")], "2026-07-15"),
        ["mineral, stage 4: PTH last"] = new("mineral-metabolism-review", "pth-12m", [.. Kidney(4), Lab("2026-03-01", "calcium"), Lab("2026-03-01", "phosphorus"), Lab("2026-06-01", "pth-intact")], "2026-09-01"),
        ["mineral, stage 5: 3 months"] = new("mineral-metabolism-review", "calcium-3m", [.. Kidney(5), Lab("2026-05-01", "pth-intact"), Lab("2026-05-01", "phosphorus"), Lab("2026-06-01", "calcium")], "2026-08-01"),
        ["mineral, stage 5: phosphorus last"] = new("mineral-metabolism-review", "phosphorus-3m", [.. Kidney(5), Lab("2026-05-01", "pth-intact"), Lab("2026-05-01", "calcium"), Lab("2026-06-01", "phosphorus")], "2026-08-01"),
        ["mineral, stage 5: PTH last"] = new("mineral-metabolism-review", "pth-6m", [.. Kidney(5), Lab("2026-05-01", "calcium"), Lab("2026-05-01", "phosphorus"), Lab("2026-06-01", "pth-intact")], "2026-08-01"),
        ["two drugs: to the later end"] = new("dexa-review", "on-oral-drug", [Fill("2026-06-01", 30, "osteoporosis-drug"), Fill("2026-01-01", null, "osteoporosis-drug", "zoledronate")], "2027-04-02", Row: "2026-06-01"),
        ["tumour fracture: for good"] = new("dexa-review", "tumour-at-site", [Row(Table.Conditions, "2012-01-10", "bone-metastasis-or-myeloma")], null),
    };

    private static Event LowTScore => Row(Table.Results, "2026-01-01", "t-score-hip") with { Value = -1.5 };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_status_holds_to_the_last_day_that_is_foreseen_and_not_a_day_longer(string name)
    {
        var one = Cases[name];
        var (rules, record, asOf) = (new ShippedRules(one.Measure), one.Record(), one.Day);
        var basis = Gap(asOf).Basis;
        Assert.Equal(one.Criterion, basis.Criterion);
        Assert.Equal(one.Holds, basis.HoldsUntil);
        Assert.Equal(one.Reported, basis.Reported);
        var deciding = record.Events.Where(e => e.Table == basis.Table && e.RowId == basis.RowId).ToList();
        Assert.Equal((one.Row is { } row ? Given.Day(row) : one.Events[^1].Date, basis.Date), (Assert.Single(deciding).Date, deciding[0].Date));

        if (one.Holds is not { } last)
        {
            AssertHolds(asOf.AddYears(10));
            return;
        }
        AssertHolds(last.AddDays(-1) < asOf ? asOf : last.AddDays(-1));
        AssertHolds(last);
        Assert.Equal(GapStatus.Open, Gap(last.AddDays(1)).Status);

        Gap Gap(DateOnly day) => Assert.Single(rules.Gaps(record, day));
        void AssertHolds(DateOnly day) =>
            Assert.Equal((basis.Kind, Gap(asOf).StatusReason, one.Holds), (Gap(day).Basis.Kind, Gap(day).StatusReason, Gap(day).Basis.HoldsUntil));
    }

    [Fact]
    public void Every_criterion_that_can_lapse_and_decides_a_status_has_a_case()
    {
        var asked = ShippedRules.Shipped.Measures.SelectMany(m => m.Exclude.Select(e => e.When)
            .Concat(m.SatisfiedBy.SelectMany(s => new[] { s.When, s.Unless, s.Where }.OfType<Condition>()))
            .SelectMany(Criteria).Distinct()
            .Where(c => m.Criteria[c].Exposure is not null || m.Criteria[c].Window.From.Anchor == Anchor.AsOf || m.Criteria[c].Window.To is { Anchor: Anchor.AsOf, Sign: < 0 })
            .Select(c => $"{m.Id} {c}"));
        Assert.Equal(asked.Order(StringComparer.Ordinal), Cases.Values.Where(c => c.Holds is not null).Select(c => $"{c.Measure} {c.Criterion}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Opting_out_death_and_not_active_do_not_lapse()
    {
        var record = Record(Finding("2026-01-01"));
        var dead = Result(record with { Patient = Patient() with { DeathDate = Day("2026-02-03") } });
        Assert.Equal(new() { Kind = GapBasisKind.Death, Table = Table.Patients, Date = Day("2026-02-03") }, dead.Basis);
        var reported = Result(record with { Patient = Patient() with { DeathDate = Day("2026-02-03"), DeathIsReported = true } });
        Assert.Equal(dead.Basis with { Reported = true }, reported.Basis);
        var left = Result(record with { Patient = Patient() with { OptedOut = true, DeathDate = Day("2026-02-03") } });
        Assert.Equal(("opted out", new GapBasis { Kind = GapBasisKind.OptedOut, Table = Table.Patients }), (left.StatusReason, left.Basis));
        var moved = Result(record with { Patient = Patient() with { Active = false } });
        Assert.Equal(new() { Kind = GapBasisKind.NotActiveHere, Table = Table.Patients }, moved.Basis);
        var lost = Result(record with { LastSeen = new Dictionary<Table, DateOnly> { [Table.Encounters] = Day("2023-06-29") } });
        Assert.Equal(new() { Kind = GapBasisKind.NotActiveHere, Table = Table.Encounters, Date = Day("2023-06-29") }, lost.Basis);

        static Gap Result(PatientRecord record) => Evaluator(Measure() with { ActiveWithin = P("P36M") }).Evaluate(record)[0].Gaps[0];
    }

    [Theory]
    [InlineData("outpatient", "2026-07-08")] // 14 days from 25 June, the first day of which is the report's
    [InlineData("inpatient", "2026-07-24")]
    public void Grace_holds_to_its_last_day(string setting, string last)
    {
        var record = Record(Finding("2026-06-25", sites: "coronary") with { Setting = setting });
        var rules = new ShippedRules("statin-review");
        Assert.Equal(new() { Kind = GapBasisKind.Grace, HoldsUntil = Day(last) }, BasisOn(0));
        Assert.Equal(BasisOn(0), BasisOn(-1));
        Assert.Equal(new() { Kind = GapBasisKind.Open }, BasisOn(1));

        GapBasis BasisOn(int day) => Assert.Single(rules.Gaps(record, Day(last).AddDays(day))).Basis;
    }

    [Fact]
    public void What_rests_on_no_row_names_none()
    {
        var record = Record(Finding("2026-01-01"));
        Assert.Equal(new() { Kind = GapBasisKind.Open }, Given.Gap(Measure(), Finding("2026-01-01")).Basis);
        Assert.Equal(new() { Kind = GapBasisKind.FeedGap }, Evaluator(Measure(), Coverage((Table.Medications, "2020-01-01", "2021-01-01"))).Evaluate(record)[0].Gaps[0].Basis);
        var measure = Measure() with { Index = new() { LookBack = P("P2Y"), Classes = [Class("calc", Text("vascular-calcification"))], NewEpisode = new() { FirstSites = ["coronary"] } } };
        var earlier = Given.Result(measure, Finding("2025-01-01", sites: "aorta"), Finding("2026-01-01", sites: "coronary")).Gaps[0];
        Assert.Equal(new() { Kind = GapBasisKind.EarlierEpisode, Date = Day("2026-01-01") }, earlier.Basis);
    }

    [Fact]
    public void A_rule_on_age_holds_to_the_day_before_the_birthday()
    {
        var measure = Measure() with { Exclude = [new() { Label = "under 77", When = new Condition.Age(new(null, 76, Anchor.AsOf)) }] };
        var record = Record(Finding("2026-01-01"));
        Assert.Equal(new() { Kind = GapBasisKind.Exclusion, HoldsUntil = Day("2026-12-31") }, Of("1950-01-01"));
        Assert.Equal(Day("2029-02-28"), Of("1952-02-29").HoldsUntil); // 77 on 1 March 2029

        GapBasis Of(string birth) => Evaluator(measure).Evaluate(record with { Patient = Patient(birth) })[0].Gaps[0].Basis;
    }

    [Fact]
    public void A_row_beside_the_point_decides_nothing()
    {
        var (first, later) = (Ask("first", Coded("first")), Ask("later", Coded("later")));
        var measure = Measure(first, later) with
        {
            Exclude = [new() { Label = "one of two", When = new Condition.AnyOf([new Condition.AllOf([Met("later"), new Condition.SexIs(Sex.M)]), Met("first")]) }],
        };
        var basis = Given.Gap(measure, Finding("2026-01-01"), Condition("2026-01-02", "first"), Condition("2026-01-03", "later")).Basis;
        Assert.Equal(("first", Day("2026-01-02")), (basis.Criterion, basis.Date));
    }

    private static IEnumerable<string> Criteria(Condition condition) => condition switch
    {
        Condition.Met met => [met.Criterion],
        // What must not hold is no row that anything could rest on.
        Condition.Not _ => [],
        Condition.AnyOf any => any.Inner.SelectMany(Criteria),
        Condition.AllOf all => all.Inner.SelectMany(Criteria),
        _ => [],
    };

    private static Event Fill(string date, int? supply, params string[] sets) => Drug(date) with
    {
        Kind = "dispense",
        DaysSupply = supply,
        ValueSets = sets.Length > 0 ? sets : ["statin"],
    };

    private static Event Lab(string date, string set)
    {
        var (value, unit) = set switch { "calcium" => (9.2, "mg/dL"), "phosphorus" => (3.6, "mg/dL"), "pth-intact" => (70, "pg/mL"), _ => (45, "mL/min") };
        return Row(Table.Results, date, set) with { Value = value, Unit = unit };
    }

    private static Event[] Kidney(int stage) =>
        [Row(Table.Conditions, "2019-01-10", "ckd-stage-3-to-5") with { ValueSets = stage > 3 ? ["ckd-stage-3-to-5", $"ckd-stage-{stage}"] : ["ckd-stage-3-to-5"] }];

    private static Event Problem(string date, string set) => Row(Table.Conditions, date, set) with { Category = "problem-list" };

    private static Event Reported(string date, string set) => Row(Table.Medications, date, set, "reported:3") with { Kind = "reported" };

    /// <summary>A patient with an index event of 1 January of the as-of date's year, and what decides the status.</summary>
    /// <param name="Row">Date of the deciding row; the last event's, where null.</param>
    private sealed record Case(string Measure, string Criterion, Event[] Events, string? Expected, string? Row = null, bool Reported = false, string AsOf = "2026-06-30")
    {
        public DateOnly Day { get; } = Given.Day(AsOf);

        public DateOnly? Holds => Expected is { } day ? Given.Day(day) : null;

        public PatientRecord Record()
        {
            var index = Measure is "statin-review" or "mineral-metabolism-review"
                ? Finding($"{Day.Year}-01-01", sites: "coronary")
                : Finding($"{Day.Year}-01-01", "vertebral-fracture", "t12");
            var record = Given.Record([index, .. Events]);
            return record with { LastSeen = record.LastSeen.Keys.ToDictionary(table => table, _ => Day) };
        }
    }
}
