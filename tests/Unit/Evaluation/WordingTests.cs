using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class WordingTests
{
    [Fact]
    public void An_open_gap_says_what_was_found_what_was_not_and_closes_as_agreed()
    {
        var finding = Finding("2026-05-03", sites: "coronary");
        var gap = Gap(Measure(), finding with { Mention = finding.Mention! with { Severity = Severity.Moderate } });
        Assert.Equal(
            "Report of 3 May 2026 (CT chest): coronary calcification, moderate. No statin found in medications up to 30 Jun 2026. "
            + "Candidate for clinician review; not a diagnosis, order or prescription.",
            gap.Wording);
        Assert.Equal("coronary calcification, moderate, 3 May 2026", gap.Why);
        Assert.Equal("Read from text.", gap.Limits);
    }

    [Fact]
    public void A_gap_that_is_not_listed_never_says_that_nothing_was_found()
    {
        var gap = Gap(Measure(), Finding("2026-05-03"), Drug("2026-05-04"));
        Assert.Equal(
            "Report of 3 May 2026 (CT chest): vascular calcification. Not listed (closed): on a statin. " + Wording.Closing, gap.Wording);
        Assert.Equal("", gap.LookedFor);
    }

    [Fact]
    public void Every_placeholder_is_filled()
    {
        var text = string.Join("|", Wording.Placeholders.Keys.Select(name => $"{name}={{{name}}}"));
        var measure = Measure();
        var gap = Gap(measure with { Wording = measure.Wording with { WhyListed = text } }, Finding("2026-05-03", sites: ["coronary", "aorta-thoracic"]));
        var values = gap.Why.Split('|').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
        Assert.DoesNotContain(values, v => v.Value.Contains('{') || v.Value.Length == 0);
        Assert.Equal("coronary and thoracic aortic calcification", values["index-finding"]);
        Assert.Equal("coronary arteries, thoracic aorta", values["sites"]);
        Assert.Equal(("76", "female", "CT", "chest"), (values["age"], values["sex"], values["modality"], values["body-part"]));
        Assert.Equal(("3 May 2026", "1 Aug 2026", "30 Jun 2026"), (values["index-date"], values["due-date"], values["covered-to"]));
        Assert.Equal(("30 Jun 2024", "first"), (values["looked-back-to"], values["tier-label"]));
    }

    [Theory]
    [InlineData("vertebral-fracture", Assertion.Present, Certainty.Definite, LesionAge.None, "vertebral fracture, age not stated")]
    [InlineData("vertebral-fracture", Assertion.Present, Certainty.Definite, LesionAge.Chronic, "vertebral fracture, chronic")]
    [InlineData("vertebral-fracture", Assertion.Present, Certainty.Definite, LesionAge.Indeterminate, "vertebral fracture, age indeterminate")]
    [InlineData("vertebral-fracture", Assertion.Present, Certainty.Probable, LesionAge.Acute, "probable vertebral fracture, acute")]
    [InlineData("hip-fracture", Assertion.Historical, Certainty.Definite, LesionAge.None, "history of hip fracture")]
    [InlineData("hip-fracture", Assertion.Possible, Certainty.Possible, LesionAge.Acute, "possible hip fracture, acute")]
    [InlineData("hip-hardware", Assertion.Present, Certainty.Definite, LesionAge.None, "hip hardware")]
    public void Findings_read_as_people_say_them(string concept, Assertion assertion, Certainty certainty, LesionAge age, string phrase)
    {
        var any = Text(concept) with { Assertions = [assertion], Certainties = [certainty] };
        var measure = Measure() with { Index = new() { LookBack = P("P2Y"), Classes = [Class("any", any)] } };
        var finding = Finding("2026-05-03", concept);
        var gap = Gap(measure, finding with { Mention = finding.Mention! with { Assertion = assertion, Certainty = certainty, Age = age } });
        Assert.StartsWith($"{phrase}, 3 May 2026", gap.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_leaves_no_holes()
    {
        var gap = Gap(Measure(), Finding("2026-05-03") with { Modality = null, BodyPart = null });
        Assert.StartsWith("Report of 3 May 2026: vascular", gap.Wording, StringComparison.Ordinal);
        var measure = Measure();
        measure = measure with { Wording = measure.Wording with { Paragraph = "Seen ({modality} {body-part})." } };
        Assert.StartsWith("Seen (CT).", Gap(measure, Finding("2026-05-03") with { BodyPart = null }).Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coded_row_reads_by_its_display()
    {
        var measure = Measure() with { Index = new() { LookBack = P("P2Y"), Classes = [Class("any", Coded("first"))] } };
        Assert.StartsWith("Diagnosis of 3 May 2026: Collapsed vertebra.", Gap(measure, Condition("2026-05-03", "first") with { Display = "Collapsed vertebra" }).Wording, StringComparison.Ordinal);
    }
}
