using Opportune.Core;
using Opportune.Jobs;
using Opportune.Tests.Unit.Jobs;
using static Opportune.Tests.Unit.Sentences.Person;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>What is decided for the neck: each sentence that says always, never, only or must.</summary>
public class NeckSentences
{
    private const string Node = "Calcified cervical lymph nodes.";
    private const string Mass = "Tumoral calcinosis posterior to C4.";
    private const string Banner = "Nightly list, not for emergencies; the radiology critical-result process remains responsible.";

    [Theory]
    [InlineData("Carotid artery calcification.")]
    [InlineData("Calcification of the vertebral artery.")]
    [InlineData("Calcification of the laryngeal cartilage.")]
    [InlineData("Calcified thyroid cartilage.")]
    [InlineData("Calcification of the cricoid cartilage.")]
    [InlineData("Calcification of the stylohyoid ligament.")]
    [InlineData("Tonsillolith.")]
    [InlineData("Stone of the submandibular gland.")]
    [InlineData("Calcification of the nuchal ligament.")]
    [InlineData("Calcified thyroid nodule.")]
    public void Artery_cartilage_hyoid_stone_ligament_and_thyroid_are_never_an_index(string text) =>
        Woman(60).Reported(text, modality: "CT", bodyPart: "NECK").HasNo(Neck);

    [Theory]
    [InlineData("CT", "NECK", "Stable calcified cervical lymph nodes with benign features.")]
    [InlineData("MR", "NECK", "No suspicious abnormality.")]
    [InlineData("CT", "NECK", "No calcified lymph nodes.")]
    public void Only_a_clinician_closes_a_neck_row(string modality, string bodyPart, string later)
    {
        var gap = Woman(60).Reported(Node, modality: "CR", bodyPart: "CERVICAL SPINE").Reported(later, "2026-05-01", modality, bodyPart).Procedure("70491", "2026-05-01").Listed(Neck);
        Assert.Contains("the result is to be read", gap.Wording, StringComparison.Ordinal);
        AllTexts.NeverSay(gap, "benign", "harmless");
    }

    [Theory]
    [InlineData("Enlarging calcified cervical lymph nodes.", true)]
    [InlineData("The calcified cervical lymph nodes have increased in size.", true)]
    [InlineData("New calcified cervical lymph nodes.", true)]
    [InlineData("Stable calcified cervical lymph nodes.", false)]
    [InlineData("Calcified cervical lymph nodes, not enlarged.", false)]
    public void Only_what_is_new_or_enlarging_begins_a_new_episode_of_the_neck(string later, bool isNew) =>
        Assert.Equal(isNew ? new DateOnly(2026, 5, 1) : new(2025, 3, 10), Woman(60).Reported(Node, "2025-03-10", "CT", "NECK").Reported(later, "2026-05-01", "CT", "NECK").Listed(Neck).IndexDate);

    [Fact]
    public void An_equivocal_CT_makes_MRI_an_option_only() =>
        Assert.Contains("MRI of the neck is an option", Woman(60).Reported(Node, modality: "CR", bodyPart: "CERVICAL SPINE").Reported("Possible calcified cervical lymph node.", "2026-05-01", bodyPart: "NECK").Listed(Neck).Wording, StringComparison.Ordinal);

    [Theory]
    [InlineData("C73", 1)]
    [InlineData("C34.90", 1)]
    [InlineData("R50.9", 1)]
    [InlineData("R63.4", 1)]
    [InlineData("R61", 1)]
    [InlineData("R59.0", 1)]
    [InlineData("R59.1", 1)]
    [InlineData("A15.0", 2)]
    [InlineData("M34.9", 2)]
    [InlineData("M33.10", 2)]
    [InlineData("I10", 3)]
    public void Cancer_constitutional_signs_and_any_adenopathy_are_tier_1(string code, int tier) =>
        Assert.Equal(tier, Woman(60).Reported(Node, modality: "CR", bodyPart: "CERVICAL SPINE").Diagnosis(code).Listed(Neck).Tier);

    [Fact]
    public void Snooze_lasts_30_days_at_most_and_only_a_clinician_closes()
    {
        var offered = JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!.Dispositions.All.Where(d => d.IsFor("neck")).ToList();
        Assert.Equal(Evaluation.Given.P("P30D"), Assert.Single(offered, d => d.Effect == DispositionEffect.Snooze).AtMost.In("neck"));
        var closing = offered.Where(d => d.Effect == DispositionEffect.Close && d.Id is not ("deceased" or "hospice")).ToList();
        Assert.NotEmpty(closing);
        Assert.All(closing, d => Assert.Equal([Role.Clinician], d.Who.In("neck")));
    }

    // Tier 3, found before work began: elsewhere it would wait for its week.
    [Theory]
    [InlineData(Neck)]
    [InlineData(Calcinosis)]
    public void There_is_no_cap(string measure)
    {
        var gap = Woman(60).Reported(Node + " " + Mass, modality: "CR", bodyPart: "CERVICAL SPINE").Listed(measure);
        var workload = JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!.Workload;
        workload = workload with { GoLive = new[] { measure, Dexa }.ToDictionary(m => m, _ => new GoLive(new(2026, 6, 1), new Dictionary<string, DateOnly>())) };
        Assert.Equal(3, gap.Tier);
        Assert.False(workload.IsBacklog(gap));
        Assert.True(workload.IsBacklog(gap with { Measure = Dexa }));
    }

    // Calcinosis

    [Theory]
    [InlineData("Amorphous calcified mass posterior to C4.")]
    [InlineData("Periarticular calcific mass at C1-C2.")]
    [InlineData("Paraspinal calcified soft tissue mass at C5.")]
    public void An_amorphous_periarticular_or_paraspinal_calcified_mass_is_always_an_index(string text) =>
        Woman(60).Reported(text, bodyPart: "CERVICAL SPINE").Listed(Calcinosis);

    [Theory]
    [InlineData(19)]
    [InlineData(90)]
    [InlineData(104)]
    public void Calcinosis_has_no_age_limit(int age) => Woman(age).Reported(Mass, modality: "CR", bodyPart: "CERVICAL SPINE").Listed(Calcinosis);

    [Fact]
    public void A_negative_PET_or_immunosuppression_never_closes_it_only_a_clinician_does() =>
        Woman(60).Reported(Mass, modality: "CR", bodyPart: "CERVICAL SPINE")
            .Reported("No metabolic activity of the cervical mass.", "2026-05-01", "PT", "WHOLE BODY")
            .Reported("Unchanged.", "2026-05-02", "MR", "CERVICAL SPINE")
            .Drug("68149", "2026-04-01", kind: "dispense", supply: 90)
            .Listed(Calcinosis);

    [Theory]
    [InlineData("G95.20")]
    [InlineData("G99.2")]
    [InlineData("M47.12")]
    [InlineData("M48.02")]
    public void Coded_myelopathy_is_tier_1_and_asymptomatic_tier_3_follow_expectantly(string code)
    {
        Assert.Equal(1, Woman(60).Reported(Mass, modality: "CR", bodyPart: "CERVICAL SPINE").Diagnosis(code).Listed(Calcinosis).Tier);
        var gap = Woman(60).Reported(Mass, modality: "CR", bodyPart: "CERVICAL SPINE").Listed(Calcinosis);
        Assert.Equal((3, "follow expectantly"), (gap.Tier, gap.Priority));
    }

    [Theory]
    [InlineData("Tumoral calcinosis posterior to C4 encroaching on the spinal canal.")]
    [InlineData("Tumoral calcinosis at C4 compressing the spinal cord.")]
    [InlineData("Tumoral calcinosis at C4 narrowing the neural foramen.")]
    public void A_canal_cord_or_foramen_that_is_named_is_tier_1(string text) =>
        Assert.Equal(1, Woman(60).Reported(text, modality: "CT", bodyPart: "CERVICAL SPINE").Listed(Calcinosis).Tier);

    [Fact]
    public void The_banner_always_stands_first_on_neck_and_calcinosis_and_there_only()
    {
        foreach (var gap in CommonSentences.WithEverything(Woman(75)).Gaps())
            Assert.Equal(gap.Measure is Neck or Calcinosis, gap.Wording.StartsWith(Banner, StringComparison.Ordinal));
    }
}
