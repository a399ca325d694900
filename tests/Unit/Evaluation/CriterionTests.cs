using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>The index event of these patients is of 1 June 2026, the as-of date 30 June 2026.</summary>
public class CriterionTests
{
    [Theory]
    [InlineData("index-P730D .. as-of", "2024-05-31", false)]
    [InlineData("index-P730D .. as-of", "2024-06-01", true)]
    [InlineData("index-P730D .. as-of", "2026-06-30", true)]
    [InlineData("as-of-P1Y .. as-of", "2025-06-29", false)]
    [InlineData("as-of-P1Y .. as-of", "2025-06-30", true)]
    [InlineData("index .. index+P7D", "2026-05-31", false)]
    [InlineData("index .. index+P7D", "2026-06-01", true)]
    [InlineData("index .. index+P7D", "2026-06-08", true)]
    [InlineData("index .. index+P7D", "2026-06-09", false)]
    [InlineData("index .. index+P90D", "2026-06-30", true)] // never beyond the as-of date
    [InlineData("index-P3M .. index-P1D", "2026-03-01", true)]
    [InlineData("index-P3M .. index-P1D", "2026-02-28", false)]
    [InlineData("index-P3M .. index-P1D", "2026-06-01", false)]
    [InlineData("index-P27M .. index", "2024-03-01", true)]
    [InlineData("index-P27M .. index", "2024-02-29", false)] // a leap day just outside
    [InlineData("ever", "1990-01-01", true)]
    public void Windows_hold_their_first_and_last_day(string window, string date, bool met) =>
        Assert.Equal(met, IsMet(Ask("c", Coded("first"), window), Condition(date, "first")));

    [Fact]
    public void At_least_counts_different_dates_and_apart_asks_how_far()
    {
        var twice = Ask("c", Coded("first")) with { AtLeast = 2 };
        Assert.False(IsMet(twice, Condition("2026-01-01", "first"), Row(Table.Procedures, "2026-01-01", "first")));
        Assert.True(IsMet(twice, Condition("2026-01-01", "first"), Condition("2026-01-02", "first")));
        var apart = twice with { Apart = P("P30D") };
        Assert.False(IsMet(apart, Condition("2026-01-01", "first"), Condition("2026-01-30", "first")));
        Assert.True(IsMet(apart, Condition("2026-01-01", "first"), Condition("2026-01-31", "first")));
    }

    [Fact]
    public void Only_the_latest_is_judged_by_its_value()
    {
        var high = Ask("c", Coded("first") with { Value = new(190, null, null, null, "mg/dL") });
        var (older, newer) = (Lab("2026-01-01", 200, "mg/dL"), Lab("2026-02-01", 100, "mg/dL"));
        Assert.True(IsMet(high, older, newer));
        Assert.False(IsMet(high with { LatestOnly = true }, older, newer));
        Assert.True(IsMet(high with { LatestOnly = true }, Lab("2026-01-01", 100, "mg/dL"), Lab("2026-02-01", 190, "MG/DL")));
    }

    [Theory]
    [InlineData(190, "mg/dL", true)]
    [InlineData(189.9, "mg/dL", false)]
    [InlineData(190, "mmol/L", false)]
    [InlineData(190, null, false)]
    public void A_value_without_the_unit_asked_for_does_not_match(double value, string? unit, bool met) =>
        Assert.Equal(met, IsMet(Ask("c", Coded("first") with { Value = new(190, null, null, null, "mg/dL") }), Lab("2026-01-01", value, unit)));

    [Theory]
    [InlineData("2026-05-24", false)]
    [InlineData("2026-05-25", true)]
    [InlineData("2026-06-08", true)]
    [InlineData("2026-06-09", false)]
    public void Near_the_index_on_either_side(string date, bool met) =>
        Assert.Equal(met, IsMet(Ask("c", Coded("first")) with { NearIndex = P("P7D") }, Condition(date, "first")));

    [Fact]
    public void At_the_site_of_the_index()
    {
        var criterion = Ask("c", Text("tumour")) with { AtIndexSite = true };
        Assert.True(IsMet(criterion, Finding("2026-06-02", sites: "rib"), Finding("2026-06-03", "tumour", "spine", "rib")));
        Assert.False(IsMet(criterion, Finding("2026-06-02", sites: "rib"), Finding("2026-06-03", "tumour", "spine")));
        Assert.False(IsMet(criterion, Finding("2026-06-02", sites: "rib"), Finding("2026-06-03", "tumour")));
        Assert.True(IsMet(criterion with { AnyOf = [Coded("first")] }, Condition("2026-06-03", "first")));
    }

    [Fact]
    public void A_later_event_of_the_other_criterion_does_away_with_it()
    {
        var dialysis = Ask("c", Coded("first")) with { UnlessLater = "later" };
        bool Met(params Event[] events) => Gap(Measure(dialysis, Ask("later", Coded("later"))) with { Tiers = [new(1, "", Given.Met("c")), new(2, "", null)] }, [Finding("2026-06-01"), .. events]).Tier == 1;
        Assert.True(Met(Condition("2026-01-01", "first")));
        Assert.False(Met(Condition("2026-01-01", "first"), Condition("2026-01-02", "later")));
        Assert.True(Met(Condition("2026-01-01", "first"), Condition("2026-01-01", "later")));
        Assert.True(Met(Condition("2026-01-01", "first"), Condition("2026-01-02", "later"), Condition("2026-01-03", "first")));
    }

    [Theory]
    [InlineData("2026-01-31", false)]
    [InlineData("2026-02-01", true)]
    [InlineData("2026-05-02", true)] // 90 days after 1 February
    [InlineData("2026-05-03", false)]
    public void After_another_criterion_and_not_too_late(string date, bool met)
    {
        var after = Ask("c", Coded("first")) with { After = new("statin", P("P90D")) };
        Assert.Equal(met, IsMet(after, Drug("2026-02-01"), Condition(date, "first")));
    }

    [Fact]
    public void After_counts_from_the_end_of_exposure_without_its_grace()
    {
        var after = Ask("c", Coded("first")) with { After = new("statin", P("P90D")) };
        var statin = Ask("statin", Coded("statin")) with { Exposure = new(P("P60D"), P("P365D"), true) };
        bool Met(string date) => Gap(Measure(after, statin) with { Tiers = [new(1, "", Given.Met("c")), new(2, "", null)] },
            Finding("2026-06-01"), Drug("2025-02-01") with { Kind = "dispense", DaysSupply = 30 }, Condition(date, "first")).Tier == 1;
        Assert.True(Met("2025-06-01")); // 3 March and 90 days
        Assert.False(Met("2025-06-02"));
    }

    [Fact]
    public void Ordered_or_scheduled_is_waiting_and_not_done()
    {
        var (done, waiting) = (Ask("c", Coded("first")), Ask("c", Coded("first") with { State = RowState.Waiting }));
        foreach (var (status, isDone) in new[] { ("completed", true), ("final", true), (null, true), ("ordered", false), ("scheduled", false), ("preliminary", false) })
        {
            var row = Row(Table.Procedures, "2026-01-01", "first") with { Status = status };
            Assert.Equal((isDone, !isDone), (IsMet(done, row), IsMet(waiting, row)));
        }
        Assert.False(IsMet(waiting, Row(Table.Procedures, "2026-01-01", "first") with { Status = "cancelled" }));
    }

    [Theory]
    [InlineData("LEFT HEEL", false)]
    [InlineData("Forearm, peripheral", false)]
    [InlineData("Spine (vfa)", false)]
    [InlineData("Vertebral-Fracture Assessment", false)]
    [InlineData("Wheelchair HIP", true)]
    [InlineData("Lumbar spine and hip", true)]
    [InlineData(null, true)]
    public void A_body_part_that_will_not_do_is_found_as_words(string? bodyPart, bool met)
    {
        var criterion = Ask("c", new() { AnyReport = true, Modalities = ["DXA"], NotBodyParts = ["heel", "peripheral", "VFA", "vertebral fracture assessment"] });
        Assert.Equal(met, IsMet(criterion, Finding("2026-05-01") with { Mention = null, Modality = "DXA", BodyPart = bodyPart }));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("active", true)]
    [InlineData("entered-in-error", false)]
    [InlineData("revoked", false)]
    [InlineData("cancelled", false)]
    public void An_order_not_to_give_that_was_taken_back_is_nothing(string? status, bool met) =>
        Assert.Equal(met, IsMet(
            Ask("c", Coded("statin") with { State = RowState.DoNotPerform }),
            Drug("2026-05-01") with { Kind = "order", Intent = "do-not-perform", Status = status }));

    [Fact]
    public void Any_report_of_a_modality()
    {
        var criterion = Ask("c", new() { AnyReport = true, Modalities = ["DXA"], NotBodyParts = ["heel"] });
        var report = Finding("2026-05-01") with { Mention = null, Modality = "DXA", BodyPart = "HIP" };
        Assert.True(IsMet(criterion, report));
        Assert.False(IsMet(criterion, report with { BodyPart = "HEEL" }));
        Assert.False(IsMet(criterion, report with { Modality = "CT" }));
    }

    [Fact]
    public void A_mention_is_judged_by_site_kind_severity_and_age()
    {
        var finding = Finding("2026-05-01", "fracture", "rib", "transverse-process");
        finding = finding with { Mention = finding.Mention! with { Kinds = ["deformity"], Severity = Severity.Mild, Age = LesionAge.Chronic } };
        (EventMatch Match, bool Met)[] table =
        [
            (Text("fracture") with { Sites = ["rib"] }, true),
            (Text("fracture") with { Sites = ["hip"] }, false),
            (Text("fracture") with { NotSites = ["rib"] }, true),
            (Text("fracture") with { NotSites = ["rib", "transverse-process"] }, false),
            (Text("fracture") with { WithoutSites = ["transverse-process"] }, false),
            (Text("fracture") with { WithoutSites = ["hip"] }, true),
            (Text("fracture") with { Kinds = ["deformity"] }, true),
            (Text("fracture") with { NotKinds = ["deformity"] }, false),
            (Text("fracture") with { Severities = [Severity.Moderate] }, false),
            (Text("fracture") with { LesionAges = [LesionAge.Chronic] }, true),
            (Text("fracture") with { Modalities = ["MR"] }, false),
            (Text("fracture") with { NotModalities = ["CT"] }, false),
            (Text("other"), false),
        ];
        foreach (var (match, met) in table)
            Assert.Equal((match, met), (match, IsMet(Ask("c", match), finding)));
    }

    [Fact]
    public void A_row_is_judged_by_category_kind_dose_and_other_sets()
    {
        var row = Condition("2026-01-01", "first") with { Category = "billing", Kind = "order", Dose = 4, DoseUnit = "mg", ValueSets = ["first", "later"] };
        (EventMatch Match, bool Met)[] table =
        [
            (Coded("first") with { Categories = ["problem-list"] }, false),
            (Coded("first") with { NotCategories = ["billing"] }, false),
            (Coded("first") with { RowKinds = ["order"] }, true),
            (Coded("first") with { NotValueSets = ["later"] }, false),
            (Coded("first") with { Dose = new(5, null, null, null, "mg") }, false),
            (Coded("first") with { NotDose = new(null, null, null, 5, "mg") }, false),
            (Coded("first") with { NotDose = new(null, null, null, 5, "g") }, true),
            (Coded("first") with { Tables = [Table.Procedures] }, false),
            (Coded("first", "later"), true),
        ];
        foreach (var (match, met) in table)
            Assert.Equal((match, met), (match, IsMet(Ask("c", match), row)));
    }

    [Theory]
    [InlineData(50.0, "mL/min/{1.73_m2}", false)]
    [InlineData(50.0, " ml/min/1.73 m² ", false)]
    [InlineData(50.0, "mL/s/{1.73_m2}", true)]
    [InlineData(50.0, "", true)]
    [InlineData(50.0, null, true)]
    [InlineData(null, null, false)]
    public void Whose_unit_is_not_read_is_who_has_a_value_in_none_that_is_asked_for(double? value, string? unit, bool met)
    {
        var row = Row(Table.Results, "2026-01-01", "first") with { Value = value, Unit = unit };
        Assert.Equal(met, IsMet(Ask("c", Coded("first") with { NotUnits = ["mL/min/{1.73_m2}", "mL/min"] }), row));
        Assert.Equal(!met && value is not null, IsMet(Ask("c", Coded("first") with { Value = new(null, null, null, 60, "mL/min/{1.73_m2}") }), row));
    }

    private static Event Lab(string date, double value, string? unit) => Row(Table.Results, date, "first") with { Value = value, Unit = unit };
}
