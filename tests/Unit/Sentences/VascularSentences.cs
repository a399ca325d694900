using Opportune.Core;
using static Opportune.Tests.Unit.Sentences.Person;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>What is decided for the vascular pathway: each sentence that says always, never, only or must.</summary>
public class VascularSentences
{
    private const string Coronary = "Coronary artery calcification.";

    [Theory]
    [InlineData("Pelvic phleboliths.")]
    [InlineData("Aortic valve calcification.")]
    [InlineData("Mitral annular calcification.")]
    [InlineData("Calcified mediastinal lymph nodes.")]
    [InlineData("Calcified granuloma of the right upper lobe.")]
    [InlineData("Pineal gland calcification.")]
    [InlineData("Choroid plexus calcification.")]
    [InlineData("Calcification of the falx.")]
    [InlineData("Calcification of the anterior longitudinal ligament.")]
    public void What_is_no_artery_is_never_an_index(string text) => Woman(60).Reported(text).HasNo(Statin);

    [Fact]
    public void Another_finding_of_the_report_never_suppresses_calcification() =>
        Woman(60).Reported("Aortic valve calcification. Calcified granuloma. Compression fracture of L1. Atherosclerotic calcification of the aortic arch.").Listed(Statin);

    [Fact]
    public void Breast_arterial_calcification_has_only_its_own_low_tier() =>
        Assert.Equal((5, "breast arterial calcification only"), TierOf(Woman(60).Reported("Breast arterial calcifications.", modality: "MG", bodyPart: "BREAST").Listed(Statin)));

    [Fact]
    public void A_bed_that_is_not_said_counts_only_alone()
    {
        Assert.Equal(4, Woman(60).Reported("Vascular calcifications.").Listed(Statin).Tier);
        var gap = Woman(60).Reported("Vascular calcifications.", "2026-01-10").Reported(Coronary).Listed(Statin);
        Assert.Equal((3, new DateOnly(2026, 3, 10)), (gap.Tier, gap.IndexDate));
    }

    [Fact]
    public void One_CT_with_coronary_and_aortic_calcification_without_severity_is_tier_3() =>
        Assert.Equal((3, "coronary calcification"), TierOf(Woman(60).Reported("Coronary and aortic calcification.").Listed(Statin)));

    [Theory]
    [InlineData("Moderate coronary artery calcification.", 2)]
    [InlineData("Severe coronary artery calcification.", 2)]
    [InlineData("Mild coronary artery calcification.", 3)]
    [InlineData("Agatston score: 100.", 2)]
    [InlineData("Severe calcification of the aortic arch.", 4)]
    public void The_tier_goes_by_what_is_said_of_the_coronary_bed_only(string text, int tier) => Assert.Equal(tier, Woman(60).Reported(text).Listed(Statin).Tier);

    [Theory]
    [InlineData("Z99.2")]
    [InlineData("N18.6")]
    public void Dialysis_is_never_on_the_statin_list_and_the_mineral_line_leads(string code)
    {
        Assert.Equal(GapStatus.Excluded, Woman(60).Reported(Coronary).Diagnosis(code).Gap(Statin)!.Status);
        // Not even with an event, a transplant before it, or diabetes.
        Assert.Equal(GapStatus.Excluded, Woman(60).Reported(Coronary).Diagnosis("Z94.0", "2020-01-10").Diagnosis(code).Diagnosis("I21.4").Diagnosis("E11.9").Gap(Statin)!.Status);
        var mineral = Woman(60).Reported(Coronary).Diagnosis(code).Listed(Mineral);
        Assert.Contains("no statin is proposed to be started", mineral.Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void N18_6_then_Z94_0_is_listed() =>
        Assert.Equal((2, "kidney transplant"), TierOf(Woman(60).Reported(Coronary).Diagnosis("N18.6", "2025-09-01").Diagnosis("Z94.0", "2026-01-10").Listed(Statin)));

    [Fact]
    public void Acute_dialysis_does_not_count() =>
        Woman(60).Reported(Coronary).Diagnosis("N17.9").Procedure("90935", "2026-03-02").Procedure("5A1D70Z", "2026-03-02", system: "ICD10PCS").Listed(Statin);

    [Theory]
    [InlineData("I70.0")]
    [InlineData("I25.84")]
    [InlineData("I65.23")]
    [InlineData("I67.2")]
    [InlineData("I70.90")]
    public void I70_0_and_its_kind_never_promote_to_known_disease(string code)
    {
        foreach (var category in new[] { "encounter", "problem-list", "billing", "imaging" })
            Assert.Equal(3, Woman(60).Reported(Coronary).Diagnosis(code, "2025-11-01", category).Diagnosis(code, "2026-03-01", category).Listed(Statin).Tier);
        Woman(60).Diagnosis(code, category: "problem-list").HasNo(Statin);
    }

    [Theory]
    [InlineData("I25.10")]
    [InlineData("I25.110")]
    public void I25_10_and_I25_11_promote_only_from_a_problem_list_or_on_two_dates_30_days_apart(string code)
    {
        Assert.Equal(3, Woman(60).Reported(Coronary).Diagnosis(code).Listed(Statin).Tier);
        Assert.Equal(3, Woman(60).Reported(Coronary).Diagnosis(code).Diagnosis(code, "2026-02-10").Listed(Statin).Tier);
        Assert.Equal(1, Woman(60).Reported(Coronary).Diagnosis(code).Diagnosis(code, "2026-01-30").Listed(Statin).Tier);
        Assert.Equal(1, Woman(60).Reported(Coronary).Diagnosis(code, category: "problem-list").Listed(Statin).Tier);
    }

    [Theory]
    [InlineData("I21.4")]
    [InlineData("I25.2")]
    [InlineData("I63.9")]
    [InlineData("G45.9")]
    [InlineData("Z86.73")]
    public void A_clinical_event_is_always_tier_1(string code) => Assert.Equal(1, Woman(80).Reported("Calcification of the aortic arch.").Diagnosis(code).Listed(Statin).Tier);

    [Theory]
    [InlineData("Z88.8")]
    [InlineData("Z91.14")]
    [InlineData("Z91.19")]
    [InlineData("Z53.20")]
    [InlineData("Z53.29")]
    [InlineData("K76.0")]
    public void Z88_8_decline_codes_and_fatty_liver_alone_change_nothing(string code)
    {
        var (without, with) = (Woman(60).Reported(Coronary).Listed(Statin), Woman(60).Reported(Coronary).Diagnosis(code).Result("1742-6", "2026-05-01", 70, "U/L").Listed(Statin));
        Assert.Equal((without.Tier, without.Priority, without.Wording), (with.Tier, with.Priority, with.Wording));
    }

    [Fact]
    public void An_allergy_excludes_only_when_it_names_a_statin()
    {
        Woman(60).Reported(Coronary).Diagnosis("Z88.8", display: "Allergy to atorvastatin").Is(GapStatus.Excluded, Statin, "naming a statin");
        Woman(60).Reported(Coronary).Diagnosis("Z88.8", display: "Allergy to penicillin").Listed(Statin);
        Woman(60).Reported(Coronary).Diagnosis("Z88.8", display: "Allergy to nystatin").Listed(Statin);
    }

    [Theory]
    [InlineData("G72.0")]
    [InlineData("G72.9")]
    [InlineData("M60.9")]
    [InlineData("M79.10")]
    public void Muscle_symptoms_count_only_within_365_days_after_a_statin(string code)
    {
        Assert.Equal(3, Woman(60).Reported(Coronary).Diagnosis(code).Listed(Statin).Tier);
        var after = Woman(60).Reported(Coronary).Diagnosis(code).Drug("83367", "2025-10-01", kind: "dispense", supply: 30).Listed(Statin);
        Assert.Equal(4, after.Tier);
        Assert.Contains("possible intolerance, ask", after.Priority, StringComparison.Ordinal);
        Assert.DoesNotContain("intolerance", Woman(60).Reported(Coronary).Diagnosis(code).Drug("83367", "2024-01-01", kind: "dispense", supply: 30).Listed(Statin).Priority, StringComparison.Ordinal);
    }

    [Fact]
    public void Rhabdomyolysis_excludes_only_within_90_days_after_a_statin()
    {
        Woman(60).Reported(Coronary).Diagnosis("M62.82").Listed(Statin);
        Woman(60).Reported(Coronary).Diagnosis("M62.82").Drug("83367", "2025-12-01", kind: "dispense", supply: 60).Is(GapStatus.Excluded, Statin, "rhabdomyolysis");
    }

    [Fact]
    public void An_order_not_to_give_or_one_that_ended_is_never_a_statin()
    {
        Woman(60).Reported(Coronary).Drug("83367", "2024-05-01", kind: "order", status: "active").Is(GapStatus.Closed, Statin);
        Woman(60).Reported(Coronary).Drug("83367", "2024-05-01", kind: "order", intent: "do-not-perform").Listed(Statin);
        Woman(60).Reported(Coronary).Drug("83367", "2024-05-01", kind: "order", end: "2025-05-01").Listed(Statin);
        Woman(60).Reported(Coronary).Drug("83367", "2024-05-01", kind: "order", status: "stopped").Listed(Statin);
    }

    [Fact]
    public void An_earlier_statin_only_is_called_lapsed()
    {
        Assert.Contains("lapsed", Woman(60).Reported(Coronary).Drug("83367", "2024-01-01", kind: "dispense", supply: 90).Listed(Statin).Priority, StringComparison.Ordinal);
        Assert.DoesNotContain("lapsed", Woman(60).Reported(Coronary).Listed(Statin).Priority, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("341248", true)]       // ezetimibe
    [InlineData("1659152", true)]      // alirocumab
    [InlineData("1665684", true)]      // evolocumab
    [InlineData("2282403", true)]      // bempedoic acid
    [InlineData("8703", false)]        // fenofibrate
    public void Another_lipid_drug_only_is_called_so(string drug, bool counts)
    {
        Assert.Equal(counts, Woman(60).Reported(Coronary).Drug(drug, "2026-06-01", kind: "dispense", supply: 90).Listed(Statin).Priority.Contains("non-statin lipid lowering", StringComparison.Ordinal));
        Woman(60).Reported(Coronary).Drug(drug, "2026-06-01", kind: "dispense", supply: 90).Drug("83367", "2026-06-01", kind: "dispense", supply: 90).Is(GapStatus.Closed, Statin);
    }

    // "Ordered, not filled" is off: an order in force is a statin, however long nobody filled it.
    [Fact]
    public void An_order_that_was_never_filled_is_a_statin_while_that_rule_is_off() =>
        Woman(60).Reported(Coronary).Drug("83367", "2025-06-01", kind: "order", status: "active").Is(GapStatus.Closed, Statin);

    [Fact]
    public void Aortic_calcification_alone_never_stands_above_tiers_1_to_3() =>
        Assert.Equal((4, "non-coronary calcification only"), TierOf(Woman(60).Reported("Extensive calcification of the thoracic aorta, the iliac and the femoral arteries.").Listed(Statin)));

    // Mineral metabolism

    [Fact]
    public void Acute_injury_is_never_kidney_disease_and_a_transplant_is_off()
    {
        Woman(60).Reported(Coronary).Diagnosis("N17.9").Result("98979-8", "2026-03-01", 25, "mL/min/{1.73_m2}").Result("98979-8", "2026-04-01", 30, "mL/min/{1.73_m2}").HasNo(Mineral);
        Woman(60).Reported(Coronary).Diagnosis("N18.4", "2024-01-10").Diagnosis("Z94.0", "2025-01-10").HasNo(Mineral);
        Woman(60).Reported(Coronary).Diagnosis("N18.4").Listed(Mineral);
    }

    [Fact]
    public void The_product_is_always_shown_with_the_trend_of_all_three()
    {
        var gap = Labs(Woman(60).Reported("Coronary artery calcification. Calcification of the aortic arch.")).Listed(Mineral);
        Assert.Contains("legacy KDOQI threshold", gap.Wording, StringComparison.Ordinal);
        var trend = gap.Wording[gap.Wording.IndexOf("Trend:", StringComparison.Ordinal)..];
        Assert.Contains("calcium 9.8", trend, StringComparison.Ordinal);
        Assert.Contains("phosphorus 6", trend, StringComparison.Ordinal);
        Assert.Contains("PTH 300", trend, StringComparison.Ordinal);
    }

    [Fact]
    public void Arch_thoracic_and_abdominal_aorta_are_one_bed() =>
        AllTexts.NeverSay(Labs(Woman(60).Reported("Calcification of the aortic arch, of the thoracic aorta and of the abdominal aorta.")).Listed(Mineral), "KDOQI");

    [Fact]
    public void A_result_without_a_unit_is_rejected()
    {
        Person Beds() => Woman(60).Reported("Coronary artery calcification. Calcification of the aortic arch.");
        Assert.Contains("KDOQI", Labs(Beds(), pth: false).Listed(Mineral).Wording, StringComparison.Ordinal);
        AllTexts.NeverSay(Labs(Beds(), phosphorusUnit: "", pth: false).Listed(Mineral), "KDOQI");
    }

    // An eGFR filed as calcium, a decimal point lost: neither overdue nor current, neither high nor low.
    [Fact]
    public void What_nobody_alive_can_have_neither_opens_nor_closes()
    {
        Person Beds() => Woman(60).Reported("Coronary artery calcification.").Diagnosis("N18.30");
        Person Current(Person person) => person.Result("2777-1", "2026-05-01", 3.5, "mg/dL").Result("2731-8", "2026-05-01", 60, "pg/mL");
        Current(Beds()).Result("17861-6", "2026-05-01", 9.4, "mg/dL").Is(GapStatus.Closed, Mineral);
        Current(Beds()).Result("17861-6", "2026-05-01", 94, "mg/dL").Listed(Mineral);
        Current(Beds()).Result("17861-6", "2026-05-01", 9.4, "mg/dL").Result("2777-1", "2026-06-01", 350, "mg/dL").Is(GapStatus.Closed, Mineral);
        // Nor does an eGFR of nobody make kidney disease, or a T-score of nobody treatment due.
        Woman(60).Reported("Coronary artery calcification.").Result("98979-8", "2025-10-01", 0.5, "mL/min").Result("98979-8", "2026-03-01", 0.5, "mL/min").HasNo(Mineral);
        Woman(70).Result("38264-8", "2026-03-10", -26).HasNo(Treatment);
        Assert.Equal(3, Woman(60).Reported(Coronary).Result("13457-7", "2026-03-01", 13000, "mg/dL").Listed(Statin).Tier);
        Assert.Equal(2, Woman(60).Reported(Coronary).Result("13457-7", "2026-03-01", 190, "mg/dL").Listed(Statin).Tier);
    }

    [Fact]
    public void A_valve_only_is_an_index_in_kidney_disease_only()
    {
        Woman(60).Reported("Aortic valve calcification.").Diagnosis("N18.4").Listed(Mineral);
        Assert.Empty(Woman(60).Reported("Aortic valve calcification.").Gaps());
    }

    [Fact]
    public void Elsewhere_a_valve_is_a_line()
    {
        Assert.Contains("Valvular calcification is reported too", Woman(60).Reported(Coronary).Reported("Aortic valve calcification.", "2026-04-10").Listed(Statin).Wording, StringComparison.Ordinal);
        AllTexts.NeverSay(Woman(60).Reported(Coronary).Listed(Statin), "valvular");
    }

    private static Person Labs(Person person, string phosphorusUnit = "mg/dL", bool pth = true)
    {
        person.Diagnosis("N18.4", "2025-01-10").Result("17861-6", "2026-05-01", 9.8, "mg/dL").Result("2777-1", "2026-05-01", 6, phosphorusUnit);
        return pth ? person.Result("2731-8", "2026-05-01", 300, "pg/mL") : person;
    }

    private static (int, string) TierOf(Gap gap) => (gap.Tier, gap.Priority);
}
