using Opportune.Core;
using static Opportune.Tests.Unit.Sentences.Person;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>What is decided for all measures: each sentence that says always, never, only or must.</summary>
public class CommonSentences
{
    private static readonly string[] Measures = [Calcinosis, Dexa, Mineral, Neck, Treatment, Statin, Assessment];

    [Fact]
    public void Sex_U_takes_the_later_age_and_is_never_dropped()
    {
        const string Low = "Diffuse osteopenia.";
        Assert.Equal(3, Woman(66).Reported(Low).Listed(Dexa).Tier);
        Assert.Equal(4, OfUnknownSex(66).Reported(Low).Listed(Dexa).Tier);
        Assert.Equal(3, OfUnknownSex(71).Reported(Low).Listed(Dexa).Tier);
        Woman(75).Result("38264-8", "2026-03-10", -1.6).Listed(Assessment);
        OfUnknownSex(75).Result("38264-8", "2026-03-10", -1.6).HasNo(Assessment);
        OfUnknownSex(81).Result("38264-8", "2026-03-10", -1.6).Listed(Assessment);
        Assert.All(WithEverything(OfUnknownSex(82)).Gaps(), g => Assert.Equal(GapStatus.Open, g.Status));
    }

    [Fact]
    public void Under_18_is_never_listed() => Assert.DoesNotContain(WithEverything(Woman(16)).Gaps(), g => g.Status == GapStatus.Open);

    [Fact]
    public void Under_18_is_listed_for_neck_and_calcinosis_where_the_site_switches_it_on()
    {
        var listed = WithEverything(Woman(16)).Where(m => m with { ListsMinors = m.Id is Neck or Calcinosis }).Gaps().Where(g => g.Status == GapStatus.Open);
        Assert.Equal([Calcinosis, Neck], listed.Select(g => g.Measure).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Findings consistent with a compression fracture of L1.")]
    [InlineData("Likely compression fracture of L1.")]
    [InlineData("Height loss suspicious for compression fracture of L1.")]
    [InlineData("Compression fracture of L1.")]
    public void Present_and_probable_always_list(string text) => Assert.Equal(1, Woman(70).Reported(text).Listed(Dexa).Tier);

    [Theory]
    [InlineData("There may be a compression fracture of L1.")]
    [InlineData("Compression fracture of L1 cannot be excluded.")]
    [InlineData("Questionable compression fracture of L1.")]
    [InlineData("Possible hip fracture.")]
    public void What_is_possible_goes_to_DEXA_tier_4_confirm_only(string text)
    {
        var gap = Woman(70).Reported(text).Listed(Dexa);
        Assert.Equal((4, "confirm"), (gap.Tier, gap.Priority));
        Woman(70).Reported(text).HasNo(Treatment);
    }

    [Fact]
    public void What_is_possible_goes_to_neck_tier_3_only() =>
        Assert.Equal(3, Woman(70).Reported("Possible calcified cervical lymph node.", bodyPart: "NECK", modality: "CR").Diagnosis("C73").Listed(Neck).Tier);

    [Theory]
    [InlineData("Possible coronary artery calcification.")]
    [InlineData("Aortic calcification cannot be excluded.")]
    [InlineData("Questionable carotid artery calcification.")]
    public void What_is_possible_never_goes_to_statin(string text) => Woman(70).Reported(text).HasNo(Statin);

    [Theory]
    [InlineData("Mild wedging of L1.")]
    [InlineData("Physiologic wedging of T12.")]
    [InlineData("Schmorl node at L2.")]
    [InlineData("Mild biconcave deformity of L3.")]
    [InlineData("Genant grade 0.5 deformity of T8.")]
    public void A_deformity_without_the_word_fracture_is_only_confirmed(string text)
    {
        var gap = Woman(70).Reported(text).Listed(Dexa);
        Assert.Equal((4, "confirm"), (gap.Tier, gap.Priority));
        Woman(70).Reported(text).HasNo(Treatment);
    }

    [Fact]
    public void The_dead_are_excluded_everywhere()
    {
        var gaps = WithEverything(Woman(75, died: "2026-06-01")).Gaps();
        Assert.Equal(Measures, gaps.Select(g => g.Measure).Order(StringComparer.Ordinal));
        Assert.All(gaps, g => Assert.Equal(GapStatus.Excluded, g.Status));
    }

    [Theory]
    [InlineData("Z51.5", "ICD10CM")]
    [InlineData("G9473", "HCPCS")]
    [InlineData("M1017", "HCPCS")]
    public void Hospice_and_palliative_care_exclude_everywhere(string code, string system)
    {
        var gaps = WithEverything(Woman(75)).Diagnosis(code, system: system).Gaps();
        Assert.Equal(Measures, gaps.Select(g => g.Measure).Order(StringComparer.Ordinal));
        Assert.All(gaps, g => Assert.Equal((GapStatus.Excluded, "hospice or palliative care"), (g.Status, g.StatusReason)));
    }

    [Fact]
    public void Who_is_inactive_is_counted_and_never_listed()
    {
        var gaps = WithEverything(Woman(75)).Seen("2023-06-29").Gaps();
        Assert.NotEmpty(gaps);
        Assert.DoesNotContain(gaps, g => g.Status == GapStatus.Open);
    }

    [Fact]
    public void Everybody_with_everything_is_on_every_list()
    {
        var gaps = WithEverything(Woman(75)).Gaps();
        Assert.Equal(Measures, gaps.Select(g => g.Measure).Order(StringComparer.Ordinal));
        Assert.All(gaps, g => Assert.Equal((g.Measure, GapStatus.Open), (g.Measure, g.Status)));
    }

    [Fact]
    public void A_name_counts_as_treatment_and_never_creates_a_gap()
    {
        const string Fracture = "Compression fracture of L1.";
        var fosamax = Woman(70).Reported(Fracture).Drug("4711", "2026-06-01", system: "local:pharmacy", display: "Fosamax 70 mg weekly", supply: 28);
        Assert.Contains("name", string.Join(' ', fosamax.Is(GapStatus.Closed, Dexa).Evidence.Select(e => e.Event?.MatchedBy)), StringComparison.Ordinal);
        // By its code the late dose would start the clock.
        Woman(70).Drug("993449", "2025-09-01", display: "Prolia 60 mg").Listed(Treatment);
        Assert.Empty(Woman(70).Drug("4711", "2025-09-01", system: "local:pharmacy", display: "Prolia 60 mg").Gaps());
        Assert.Empty(Woman(70).Diagnosis("4712", system: "local:problems", display: "Compression fracture of L1").Gaps());
    }

    [Fact]
    public void None_found_is_said_only_of_who_is_known_beyond_imaging() =>
        Woman(70).Reported("Compression fracture of L1.").Seen(null).Is(GapStatus.Withheld, Dexa, "not seen");

    [Theory]
    [InlineData("2010-01-01", "2026-06-27", GapStatus.Open)]      // 3 days behind
    [InlineData("2010-01-01", "2026-06-16", GapStatus.Open)]      // as late as may be
    [InlineData("2010-01-01", "2026-06-15", GapStatus.Withheld)]
    [InlineData("2025-05-27", "2026-06-30", GapStatus.Open)]      // 400 days
    [InlineData("2025-12-13", "2026-06-30", GapStatus.Withheld)]  // 200 days
    public void None_found_is_said_only_where_the_feed_covers_the_window(string from, string to, GapStatus status) =>
        Woman(70).Reported("Compression fracture of L1.").Covered("procedures", from, to).Is(status, Dexa);

    [Fact]
    public void With_400_of_730_days_the_limit_is_always_shown()
    {
        var gap = Woman(70).Reported("Compression fracture of L1.").Covered("procedures", from: "2025-05-27").Listed(Dexa);
        Assert.Contains("looked back only to 27 May 2025", gap.LookedFor + gap.Limits + gap.Wording, StringComparison.OrdinalIgnoreCase);
    }

    // Whoever is read in codes that no list knows is not said to be without a scan or a drug.
    [Theory]
    [InlineData("CPT", "77080", "RXNORM", "46041", GapStatus.Open, "")]
    [InlineData("local:radiology", "BONEDENS", "RXNORM", "46041", GapStatus.Withheld, "dxa-central")]
    [InlineData("CPT", "77080", "local:pharmacy", "4711", GapStatus.Withheld, "osteoporosis-drug")]
    public void Missing_DXA_codes_or_a_missing_drug_crosswalk_make_nobody_untreated(string dxaSystem, string dxa, string drugSystem, string drug, GapStatus status, string reason) =>
        Woman(70).Reported("Compression fracture of L1.").Among(60, dxaSystem, dxa, drugSystem, drug).Is(status, Dexa, reason);

    [Theory]
    [InlineData("83367", "RXNORM", GapStatus.Open)]
    [InlineData("4711", "local:pharmacy", GapStatus.Withheld)]
    public void Nor_without_a_statin(string drug, string system, GapStatus status) =>
        Woman(70).Reported("Coronary artery calcification.").Among(60, "CPT", "77080", system, drug).Is(status, Statin);

    // And with the site's crosswalk it is known that its statins arrive, and who has one.
    [Fact]
    public void A_crosswalk_at_the_site_makes_its_products_known()
    {
        Person Somebody() => Woman(70).Reported("Coronary artery calcification.").Among(60, "CPT", "77080", "local:pharmacy", "4711").WithProduct("local:pharmacy", "4711", "statin");
        Somebody().Is(GapStatus.Open, Statin);
        var treated = Somebody().Drug("4711", "2026-06-01", system: "local:pharmacy", kind: "dispense", supply: 90).Is(GapStatus.Closed, Statin);
        Assert.Contains(treated.Evidence, e => e.Event is { MatchedBy: MatchWays.Crosswalk, Code: "4711" });
    }

    [Fact]
    public void Two_pathways_are_two_entries_whatever_was_found_in_one()
    {
        var gaps = Woman(75).Reported("Right hip fracture.").Result("38264-8", "2026-02-10", -2.8).Reported("Calcification of the aortic arch.").Gaps();
        var listed = gaps.Where(g => g.Status == GapStatus.Open).Select(g => ShippedPathway(g.Measure)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["bone", "vascular"], listed);
    }

    /// <summary>All that starts any clock.</summary>
    internal static Person WithEverything(Person person) => person
        .Reported("FINDINGS: Compression fracture of L1. Moderate coronary artery calcification.")
        .Reported("FINDINGS: Calcified cervical lymph nodes.", modality: "CR", bodyPart: "CERVICAL SPINE")
        .Reported("FINDINGS: Tumoral calcinosis posterior to C4.", modality: "CR", bodyPart: "CERVICAL SPINE")
        // A spine that misleads keeps the wish for a scan beside its T-score.
        .Reported("FINDINGS: Scoliosis of the lumbar spine.", modality: "CR", bodyPart: "ABDOMEN")
        .Result("38267-1", "2026-03-10", -1.6)
        .Diagnosis("N18.4", "2025-01-10");

    private static string ShippedPathway(string measure) => Evaluation.ShippedRules.Shipped.Measures.Single(m => m.Id == measure).Pathway;
}
