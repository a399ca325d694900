using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class EvidenceTests
{
    [Fact]
    public void An_open_gap_names_its_index_what_was_asked_and_where_nothing_was_found()
    {
        var gap = Gap(Measure(), Finding("2026-01-01"));
        Assert.Equal(
            ["index calc Found ImagingFindings", "exclusion hospice NoneFound Conditions", "satisfied-by statin NoneFound Medications"],
            gap.Evidence.Select(Line));
        Assert.Equal(new DateWindow(new(1990, 1, 1), AsOf), gap.Evidence[2].Window);
    }

    [Fact]
    public void What_decides_is_named_and_what_was_not_asked_is_not()
    {
        var excluded = Gap(Measure(), Finding("2026-01-01"), Condition("2026-01-02", "hospice"), Drug("2026-01-03"));
        Assert.Equal(["index calc Found ImagingFindings", "exclusion hospice Found Conditions"], excluded.Evidence.Select(Line));
        var closed = Gap(Measure(), Finding("2026-01-01"), Drug("2026-01-03"));
        Assert.Equal("satisfied-by statin Found Medications", Line(closed.Evidence[^1]));
    }

    [Fact]
    public void Tier_shift_and_note_name_what_made_them_hold()
    {
        var measure = Measure(Ask("first", Coded("first")), Ask("later", Coded("later"))) with
        {
            Tiers = [new(1, "both", new Condition.AllOf([Met("first"), new Condition.Not(Met("later"))])), new(2, "rest", null)],
            Shifts = [new(1, "down", Met("first"))],
            Notes = [new("Seen before.", Met("first")), new("Never seen.", Met("later"))],
        };
        var gap = Gap(measure, Finding("2026-01-01"), Condition("2026-01-01", "first"));
        Assert.Equal(["tier first Found Conditions", "shift first Found Conditions", "note first Found Conditions"], gap.Evidence.Skip(3).Select(Line));
        Assert.Contains("Seen before.", gap.Wording, StringComparison.Ordinal);
        Assert.DoesNotContain("Never seen.", gap.Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_index_events_are_capped_and_every_class_stays()
    {
        var measure = Measure() with { Index = new() { LookBack = P("P2Y"), Classes = [Class("calc", Text("vascular-calcification")), Class("valve", Text("valve-calcification"))] } };
        Event[] events = [.. Enumerable.Range(0, 40).Select(i => Finding(Day("2025-01-01").AddDays(i).ToString("yyyy-MM-dd"))), Finding("2026-01-01", "valve-calcification")];
        var index = Gap(measure, events).Evidence.Where(e => e.Role == "index").ToList();
        Assert.Equal((20, "valve"), (index.Count, index[^1].Criterion));
    }

    [Fact]
    public void Equal_rows_are_named_once()
    {
        var gap = Gap(Measure(), Finding("2026-01-01"), Drug("2026-01-03"), Drug("2026-01-03"));
        Assert.Single(gap.Evidence, e => e.Role == "satisfied-by");
    }

    private static string Line(EvidenceItem item) => $"{item.Role} {item.Criterion} {item.Outcome} {item.Searched}";
}
