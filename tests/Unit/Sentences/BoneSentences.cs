using Opportune.Core;
using static Opportune.Tests.Unit.Sentences.Person;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>What is decided for the bone pathway: each sentence that says always, never, only or must.</summary>
public class BoneSentences
{
    private const string Fracture = "Compression fracture of L1.";

    [Theory]
    [InlineData("Acute compression fracture of L1.")]
    [InlineData("Chronic compression fracture of L1.")]
    [InlineData("Healed compression fracture of L1.")]
    [InlineData("Old compression fracture of L1.")]
    public void The_date_of_the_statement_counts_never_the_age_of_the_lesion(string text) =>
        Assert.Equal(new DateOnly(2026, 3, 10), Woman(70).Reported(text).Listed(Dexa).IndexDate);

    [Fact]
    public void Hip_hardware_counts_and_a_total_hip_replacement_alone_never()
    {
        Assert.Equal(2, Woman(70).Reported("Right hip intramedullary nail in place.", modality: "CR", bodyPart: "HIP").Listed(Dexa).Tier);
        Assert.Equal(2, Woman(70).Reported("Left hip hemiarthroplasty.", modality: "CR", bodyPart: "HIP").Listed(Dexa).Tier);
        Woman(70).Reported("Status post right total hip arthroplasty.", modality: "CR", bodyPart: "HIP").HasNo(Dexa);
        Assert.Equal((4, "hip hardware under 50, cause unknown"), TierOf(Woman(45).Reported("Right hip intramedullary nail in place.", modality: "CR", bodyPart: "HIP").Listed(Dexa)));
    }

    [Theory]
    [InlineData("S72.001D")]
    [InlineData("S72.001G")]
    [InlineData("S72.001K")]
    [InlineData("S72.001P")]
    [InlineData("S72.001S")]
    [InlineData("M80.08XD")]
    [InlineData("M80.08XS")]
    [InlineData("Z87.310")]
    public void History_by_code_is_listed_only_if_no_DXA_and_no_drug_is_known_at_any_time(string code)
    {
        Assert.Equal((3, "fracture in the history"), TierOf(Woman(70).Diagnosis(code).Listed(Dexa)));
        Woman(70).Diagnosis(code).HasNo(Treatment);
        Woman(70).Diagnosis(code).Procedure("77080", "2012-03-10").Is(GapStatus.Closed, Dexa);
        Woman(70).Diagnosis(code).Drug("46041", "2012-03-10", supply: 30).Is(GapStatus.Closed, Dexa);
    }

    [Fact]
    public void History_in_the_text_is_history()
    {
        Assert.Equal((3, "fracture in the history"), TierOf(Woman(70).Reported("History of hip fracture.").Listed(Dexa)));
        Woman(70).Reported("History of hip fracture.").HasNo(Treatment);
    }

    [Fact]
    public void Low_density_never_comes_from_a_DXA_report()
    {
        Assert.Equal(3, Woman(70).Reported("Diffuse osteopenia.").Listed(Dexa).Tier);
        Woman(70).Reported("Diffuse osteopenia.", modality: "DXA", bodyPart: "SPINE AND HIP").HasNo(Dexa);
    }

    [Theory]
    [InlineData("Periarticular osteopenia.")]
    [InlineData("Subchondral lucency of the tibia.")]
    [InlineData("Disuse osteopenia of the foot.")]
    public void Regional_low_density_is_never_an_index(string text) => Woman(70).Reported(text, modality: "CR", bodyPart: "HAND").HasNo(Dexa);

    [Theory]
    [InlineData("Skull fracture.")]
    [InlineData("Nasal bone fracture.")]
    [InlineData("Mandible fracture.")]
    [InlineData("Fracture of a front tooth.")]
    [InlineData("Fracture of the fifth metacarpal.")]
    [InlineData("Fracture of the distal phalanx of the index finger.")]
    [InlineData("Fracture of the fifth metatarsal.")]
    [InlineData("Fracture of the great toe.")]
    [InlineData("Atypical femoral fracture.")]
    public void Skull_face_teeth_hand_finger_foot_toe_and_atypical_are_never_an_index(string text) =>
        Woman(70).Reported(text, modality: "CR", bodyPart: "").HasNo(Dexa);

    [Theory]
    [InlineData("S02.0XXA")]
    [InlineData("S02.2XXA")]
    [InlineData("S02.5XXA")]
    [InlineData("S62.306A")]
    [InlineData("S62.630A")]
    [InlineData("S92.301A")]
    [InlineData("S92.404A")]
    [InlineData("M84.750A")]
    public void Nor_are_their_codes(string code) => Woman(70).Diagnosis(code).HasNo(Dexa);

    [Theory]
    [InlineData("M84.359A")]
    [InlineData("M48.46XA")]
    public void A_stress_fracture_under_50_is_never_an_index(string code)
    {
        Woman(48).Diagnosis(code).HasNo(Dexa);
        Woman(60).Diagnosis(code).Listed(Dexa);
    }

    [Fact]
    public void A_transverse_process_is_A4_never_A1()
    {
        var gap = Woman(70).Reported("Fracture of the left L2 transverse process.").Listed(Dexa);
        Assert.Equal((3, "other fracture"), TierOf(gap));
        Woman(70).Reported("Fracture of the left L2 transverse process.").HasNo(Treatment);
    }

    [Theory]
    [InlineData("Sacral insufficiency fracture.", 2)]
    [InlineData("Insufficiency fracture of L1.", 1)]
    public void An_insufficiency_fracture_counts_at_any_adult_age(string text, int tier) =>
        Assert.Equal(tier, Woman(30).Reported(text).Listed(Dexa).Tier);

    [Fact]
    public void A_vertebral_assessment_by_77086_closes_no_DXA_row()
    {
        Woman(70).Reported(Fracture).Procedure("77086", "2026-04-01").Listed(Dexa);
        Woman(70).Reported(Fracture).Procedure("77080", "2026-04-01").Is(GapStatus.Closed, Dexa, "result not seen");
    }

    [Theory]
    [InlineData("77081", "CPT")]
    [InlineData("76977", "CPT")]
    [InlineData("G0130", "HCPCS")]
    [InlineData("BP4LZZ1", "ICD10PCS")]
    public void A_peripheral_test_is_shown_and_never_closes_a_row(string code, string system) =>
        Assert.Contains("does not settle this row", Woman(70).Reported(Fracture).Procedure(code, "2026-04-01", system: system).Listed(Dexa).Wording, StringComparison.Ordinal);

    [Fact]
    public void A_heel_ultrasound_never_reaches_minus_2_5()
    {
        Woman(70).Result("38266-3", "2026-03-10", -3.4).HasNo(Treatment);
        Woman(70).Reported("Calcaneus ultrasound. T-score of the heel: -3.4.", modality: "US", bodyPart: "HEEL").HasNo(Treatment);
        Woman(70).Reported("Heel T-score -3.4.", modality: "DXA", bodyPart: "HEEL").HasNo(Treatment);
        Woman(70).Reported(Fracture).Result("38266-3", "2026-03-10", -3.4).Listed(Dexa);
        Woman(70).Result("38264-8", "2026-03-10", -3.4).Listed(Treatment);
    }

    [Theory]
    [InlineData("scheduled", "waiting")]
    [InlineData("ordered", "waiting")]
    [InlineData("cancelled", "")]
    public void Ordered_or_scheduled_is_waiting_not_done_and_cancelled_is_nothing(string status, string said)
    {
        var wording = Woman(70).Reported(Fracture).Procedure("77080", "2026-06-01", status).Listed(Dexa).Wording;
        Assert.Equal(said.Length > 0, wording.Contains("waiting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Advanced degenerative changes of the lumbar spine.")]
    [InlineData("Severe lumbar spondylosis.")]
    [InlineData("Scoliosis of the lumbar spine.")]
    [InlineData("Prior vertebroplasty of L3.")]
    public void A_normal_spine_T_score_with_a_spine_that_misleads_keeps_the_row(string spine)
    {
        Person With() => Woman(70).Reported(spine, "2026-01-10", "CR", "LUMBAR SPINE").Reported("Right hip fracture.").Result("38267-1", "2026-02-10", -0.4);
        Assert.Contains("hip, forearm or QCT would settle it", With().Listed(Dexa).Wording, StringComparison.Ordinal);
        With().Procedure("77080", "2026-02-10").Listed(Dexa);
        With().Result("38264-8", "2026-02-10", -1.0).Is(GapStatus.Closed, Dexa);
    }

    [Theory]
    [InlineData("Metastatic compression fracture of L1.", "C50.911")]
    [InlineData(Fracture, "C79.51")]
    [InlineData(Fracture, "C90.00")]
    [InlineData(Fracture, "M84.58XA")]
    public void A_tumour_at_the_site_excludes(string text, string code) => Woman(70).Reported(text).Diagnosis(code).Is(GapStatus.Excluded, Dexa, "tumour");

    [Theory]
    [InlineData("M88.1")]
    [InlineData("Q78.0")]
    public void So_do_Paget_there_and_osteogenesis_imperfecta(string code) => Woman(70).Reported(Fracture).Diagnosis(code).Is(GapStatus.Excluded, Dexa);

    [Theory]
    [InlineData("V43.52XA")]
    [InlineData("W11.XXXA")]
    public void A_fracture_in_trauma_is_lowered_and_never_excluded(string cause) =>
        Assert.Equal(2, Woman(70).Reported(Fracture).Diagnosis(cause, "2026-03-08").Listed(Dexa).Tier);

    [Theory]
    [InlineData("V00.131A")]
    [InlineData("W10.9XXA")]
    [InlineData("W18.30XA")]
    public void V00_W10_and_a_plain_fall_never_count_as_high_energy(string cause) =>
        Assert.Equal(1, Woman(70).Reported(Fracture).Diagnosis(cause, "2026-03-08").Listed(Dexa).Tier);

    [Theory]
    [InlineData("Z66")]
    [InlineData("Z59.3")]
    [InlineData("R54")]
    [InlineData("N18.4")]
    public void Goals_nursing_home_frailty_and_kidney_disease_lower_and_never_exclude(string code) =>
        Assert.Equal(2, Woman(84).Reported(Fracture).Diagnosis(code).Listed(Dexa).Tier);

    [Fact]
    public void A_pathologic_fracture_without_known_tumour_is_never_excluded() =>
        Assert.Equal((1, "possible pathologic fracture, clinician today"), TierOf(Woman(70).Reported("Pathologic fracture of L1.").Listed(Dexa)));

    [Fact]
    public void Any_index_on_long_term_prednisone_is_tier_1()
    {
        Assert.Equal(3, Woman(70).Reported("Acute rib fracture.").Listed(Dexa).Tier);
        Assert.Equal(1, Woman(70).Reported("Acute rib fracture.").Drug("8640", "2025-11-01", dose: 5, supply: 120, kind: "dispense").Listed(Dexa).Tier);
        Assert.Equal(1, Woman(70).Reported("Diffuse osteopenia.").Drug("8640", "2025-11-01", dose: 5, supply: 120, kind: "dispense").Listed(Dexa).Tier);
    }

    [Fact]
    public void Women_of_50_to_64_with_low_density_only_are_shown_their_CMS249_status()
    {
        Assert.Contains("CMS249", Woman(58).Reported("Diffuse osteopenia.").Listed(Dexa).Wording, StringComparison.Ordinal);
        Assert.DoesNotContain("CMS249", Woman(58).Reported("Diffuse osteopenia. Compression fracture of L1.").Listed(Dexa).Wording, StringComparison.Ordinal);
        Assert.DoesNotContain("CMS249", Man(58).Reported("Diffuse osteopenia.").Listed(Dexa).Wording, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Maintained vertebral body heights.")]
    [InlineData("Increased risk of fracture.")]
    [InlineData("No compression fracture.")]
    public void Maintained_heights_and_a_risk_are_never_a_fracture(string text) => Assert.Empty(Woman(70).Reported(text).Gaps());

    // B6 is off unless the report says pathologic, cancer is known or a red flag is coded; D2 is told only where it is coded.
    [Theory]
    [InlineData("Pathologic fracture of L1.", "I10", true, false)]
    [InlineData("Possible pathologic fracture of L1.", "I10", true, false)]
    [InlineData("Compression fracture of L1, pathologic fracture cannot be excluded.", "I10", true, false)]
    [InlineData("Compression fracture of L1 of indeterminate age.", "I10", false, false)]
    [InlineData(Fracture, "C50.911", true, false)]
    [InlineData(Fracture, "G83.4", true, true)]
    [InlineData(Fracture, "G99.2", true, true)]
    [InlineData(Fracture, "M54.50", false, false)]
    [InlineData("Severe degenerative changes of the lumbar spine. Diffuse osteopenia.", "C50.911", false, false)]
    [InlineData("Right hip fracture.", "G83.4", false, false)]
    public void MRI_is_an_option_and_red_flags_are_told_only_of_a_vertebral_fracture_with_a_reason(string text, string code, bool mri, bool redFlag)
    {
        var wording = Woman(70).Reported(text).Diagnosis(code).Listed(Dexa).Wording;
        Assert.Equal(mri, wording.Contains("MRI of that level without and with contrast is an option", StringComparison.Ordinal));
        Assert.Equal(redFlag, wording.Contains("same-day assessment", StringComparison.Ordinal));
    }

    // Treatment

    [Fact]
    public void Zoledronate_once_a_year_is_treatment_at_month_14()
    {
        Woman(70).Reported(Fracture).Drug("77655", "2025-04-30", dose: 5).Is(GapStatus.Closed, Treatment);
        Woman(70).Reported(Fracture).Procedure("J3489", "2025-04-30", system: "HCPCS").Is(GapStatus.Closed, Treatment);
        Woman(70).Reported(Fracture).Drug("77655", "2025-03-30", dose: 5).Listed(Treatment);
    }

    [Fact]
    public void Overdue_denosumab_is_tier_1_time_critical_without_grace_also_without_a_fracture()
    {
        var gap = Woman(70).Drug("993449", "2025-11-28", dose: 60).Listed(Treatment);
        Assert.Equal((1, "denosumab late, time-critical"), TierOf(gap));
        Assert.Contains("Time-critical", gap.Wording, StringComparison.Ordinal);
        Assert.Equal(1, Woman(70).Procedure("J0897", "2025-11-28", system: "HCPCS").Listed(Treatment).Tier);
        Woman(70).Drug("993449", "2025-11-29", dose: 60).HasNo(Treatment);
        // No grace, whatever else was found only yesterday.
        Assert.Equal(1, Woman(70).Drug("993449", "2025-11-28", dose: 60).Reported(Fracture, "2026-06-29").Listed(Treatment).Tier);
    }

    [Fact]
    public void A_drug_holiday_is_never_untreated()
    {
        var person = Woman(70).Reported(Fracture);
        for (var year = 2020; year < 2025; year++)
            person.Drug("46041", $"{year}-06-01", supply: 365, kind: "dispense");
        var gap = person.Listed(Treatment);
        Assert.Contains("possible drug holiday", gap.Priority, StringComparison.Ordinal);
        Assert.Contains("Possible drug holiday", gap.Wording, StringComparison.Ordinal);
        AllTexts.NeverSay(gap, "untreated", "no treatment", "Consider: treatment discussion");
    }

    [Fact]
    public void Oncology_doses_never_count()
    {
        Woman(70).Reported(Fracture).Drug("77655", "2026-05-01", dose: 4).Listed(Treatment);
        Woman(70).Reported(Fracture).Drug("993449", "2026-05-01", dose: 120).Listed(Treatment);
        Woman(70).Reported(Fracture).Drug("77655", "2026-05-01", dose: 4).Drug("993449", "2026-05-01", dose: 120).Listed(Dexa);
        Woman(70).Diagnosis("Z87.310").Drug("993449", "2025-05-01", dose: 120).Listed(Dexa);
        // Nor is such a dose ever late.
        Woman(70).Drug("993449", "2025-11-01", dose: 120).HasNo(Treatment);
    }

    [Fact]
    public void A_drug_by_Z79_83_or_in_text_only_is_never_treatment()
    {
        Assert.Contains("possible treatment elsewhere", Woman(70).Reported(Fracture).Diagnosis("Z79.83").Listed(Treatment).Wording, StringComparison.Ordinal);
        foreach (var text in new[] { "Compression fracture of L1. The patient is on alendronate.", "Compression fracture of L1. History of bisphosphonate therapy." })
        {
            Assert.Contains("possible treatment elsewhere", Woman(70).Reported(text).Listed(Treatment).Wording, StringComparison.Ordinal);
            Assert.Contains("possible treatment elsewhere", Woman(70).Reported(text).Listed(Dexa).Wording, StringComparison.Ordinal);
        }
        foreach (var text in new[] { "Compression fracture of L1. Consider bisphosphonate therapy.", "Compression fracture of L1. No bisphosphonate use.", Fracture })
            AllTexts.NeverSay(Woman(70).Reported(text).Listed(Treatment), "elsewhere:", "possible treatment");
    }

    [Fact]
    public void Clinic_given_drugs_are_none_only_where_their_feed_is_covered()
    {
        Woman(70).Reported(Fracture).Without("procedures").Is(GapStatus.Withheld, Treatment, "procedures");
        Woman(70).Reported(Fracture).Without("medications").Is(GapStatus.Withheld, Treatment, "medications");
        Woman(70).Drug("993449", "2025-11-01", dose: 60).Without("procedures").Is(GapStatus.Withheld, Treatment);
    }

    [Fact]
    public void FRAX_is_never_computed()
    {
        Woman(85).Result("38264-8", "2026-03-10", -2.4).Diagnosis("M81.0").Diagnosis("F17.210").Diagnosis("M05.9").HasNo(Treatment);
        Woman(85).Result("38264-8", "2026-03-10", -2.4).Result("90265-0", "2026-03-10", 21).Listed(Treatment);
    }

    [Fact]
    public void Cautions_always_come_first()
    {
        Assert.StartsWith("Caution:", Woman(70).Reported(Fracture).Diagnosis("N18.4").Listed(Treatment).Wording, StringComparison.Ordinal);
        Assert.StartsWith("Caution:", Woman(70).Reported(Fracture).Result("98979-8", "2026-05-01", 34, "mL/min/{1.73_m2}").Listed(Treatment).Wording, StringComparison.Ordinal);
        Assert.StartsWith("Caution:", Woman(70).Reported(Fracture).Result("17861-6", "2026-05-01", 8.0, "mg/dL").Listed(Treatment).Wording, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M84.750A", "Chest clear.")]
    [InlineData("I10", "Atypical femoral fracture.")]
    public void After_an_atypical_fracture_the_start_wording_is_withheld(string code, string text)
    {
        var gap = Woman(70).Reported(Fracture).Reported(text, "2025-12-01", "CR", "FEMUR").Diagnosis(code, "2025-12-01").Listed(Treatment);
        Assert.Contains("ntiresorptive caution", gap.Wording, StringComparison.Ordinal);
        AllTexts.NeverSay(gap, "treatment discussion");
    }

    [Fact]
    public void Without_a_T_score_vertebral_assessment_is_only_a_line_of_the_DEXA_entry()
    {
        Woman(75).Reported(Fracture).HasNo(Assessment);
        Assert.Contains("vertebral fracture assessment with the DXA is an option", Woman(75).Reported(Fracture).Listed(Dexa).Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void A_degenerative_spine_alone_never_makes_a_row() =>
        Assert.Empty(Woman(75).Reported("Retrolisthesis of L4, disc space narrowing, endplate sclerosis and scoliosis.", bodyPart: "LUMBAR SPINE").Gaps());

    private static (int, string) TierOf(Gap gap) => (gap.Tier, gap.Priority);
}
