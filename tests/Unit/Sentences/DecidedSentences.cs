using System.Reflection;
using System.Text.RegularExpressions;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>
/// Which test holds which sentence that was decided with always, never, only or must, and which one each thing that must be shown
/// by name. Where the decisions lie beside the repository, no such sentence is without a test, and none is here that was never decided.
/// </summary>
public partial class DecidedSentences
{
    private static readonly (string Sentence, string[] Tests)[] Decided =
    [
        // Common to all
        ("takes the stricter (later) age and is never dropped", [nameof(CommonSentences.Sex_U_takes_the_later_age_and_is_never_dropped)]),
        ("Under 18 is never listed, except neck and cervical calcinosis where the site switches it on",
            [nameof(CommonSentences.Under_18_is_never_listed), nameof(CommonSentences.Under_18_is_listed_for_neck_and_calcinosis_where_the_site_switches_it_on)]),
        ("to neck tier 3, never to statin",
            [nameof(CommonSentences.What_is_possible_goes_to_DEXA_tier_4_confirm_only), nameof(CommonSentences.What_is_possible_goes_to_neck_tier_3_only), nameof(CommonSentences.What_is_possible_never_goes_to_statin)]),
        ("is claimed only where the feed covers the patient and the window",
            [nameof(CommonSentences.None_found_is_said_only_where_the_feed_covers_the_window), nameof(CommonSentences.None_found_is_said_only_of_who_is_known_beyond_imaging), nameof(CommonSentences.Missing_DXA_codes_or_a_missing_drug_crosswalk_make_nobody_untreated), nameof(CommonSentences.Nor_without_a_statin)]),
        ("a name never creates a gap", [nameof(CommonSentences.A_name_counts_as_treatment_and_never_creates_a_gap)]),
        ("Counted, never listed", [nameof(CommonSentences.Who_is_inactive_is_counted_and_never_listed)]),
        ("Never: \"needs\", \"must\", \"untreated\"", [nameof(WordingSentences.What_is_never_said_is_never_said), nameof(WordingSentences.Everything_shown_ends_with_what_it_is)]),

        // Bone
        ("total hip replacement alone never", [nameof(BoneSentences.Hip_hardware_counts_and_a_total_hip_replacement_alone_never)]),
        ("A5 history only", [nameof(BoneSentences.History_by_code_is_listed_only_if_no_DXA_and_no_drug_is_known_at_any_time), nameof(BoneSentences.History_in_the_text_is_history)]),
        ("never from a DXA report", [nameof(BoneSentences.Low_density_never_comes_from_a_DXA_report)]),
        ("Never an index: skull, face, teeth, hand, finger, foot, toe",
            [nameof(BoneSentences.Skull_face_teeth_hand_finger_foot_toe_and_atypical_are_never_an_index), nameof(BoneSentences.Nor_are_their_codes), nameof(BoneSentences.A_stress_fracture_under_50_is_never_an_index), nameof(BoneSentences.A_transverse_process_is_A4_never_A1), nameof(BoneSentences.Regional_low_density_is_never_an_index)]),
        ("77086 is vertebral assessment only", [nameof(BoneSentences.A_vertebral_assessment_by_77086_closes_no_DXA_row)]),
        ("and never close a row nor reach T <= -2.5", [nameof(BoneSentences.A_peripheral_test_is_shown_and_never_closes_a_row), nameof(BoneSentences.A_heel_ultrasound_never_reaches_minus_2_5)]),
        ("A spine-only T-score above -2.5", [nameof(BoneSentences.A_normal_spine_T_score_with_a_spine_that_misleads_keeps_the_row)]),
        ("Down-tier, never exclude",
            [nameof(BoneSentences.A_fracture_in_trauma_is_lowered_and_never_excluded), nameof(BoneSentences.Goals_nursing_home_frailty_and_kidney_disease_lower_and_never_exclude), nameof(BoneSentences.A_pathologic_fracture_without_known_tumour_is_never_excluded)]),
        ("never V00, W10", [nameof(BoneSentences.V00_W10_and_a_plain_fall_never_count_as_high_energy)]),
        ("Women 50 to 64 with B only show their CMS249", [nameof(BoneSentences.Women_of_50_to_64_with_low_density_only_are_shown_their_CMS249_status)]),
        ("FRAX is never computed", [nameof(BoneSentences.FRAX_is_never_computed)]),
        ("\"possible drug holiday\", never \"untreated\"", [nameof(BoneSentences.A_drug_holiday_is_never_untreated)]),
        ("Oncology doses never count", [nameof(BoneSentences.Oncology_doses_never_count)]),
        ("Z79.83 or a drug in text only", [nameof(BoneSentences.A_drug_by_Z79_83_or_in_text_only_is_never_treatment)]),
        ("Clinic-given drugs are \"none\" only if the administration feed is covered", [nameof(BoneSentences.Clinic_given_drugs_are_none_only_where_their_feed_is_covered)]),
        ("B6 (on if the report says pathologic or indeterminate, known cancer, or a coded red flag)", [nameof(BoneSentences.MRI_is_an_option_and_red_flags_are_told_only_of_a_vertebral_fracture_with_a_reason)]),
        ("D2 except coded myelopathy or cauda equina", [nameof(BoneSentences.MRI_is_an_option_and_red_flags_are_told_only_of_a_vertebral_fracture_with_a_reason)]),
        ("Must not fire: D1", [nameof(BoneSentences.A_degenerative_spine_alone_never_makes_a_row)]),

        // Vascular
        ("unspecified counts only alone", [nameof(VascularSentences.A_bed_that_is_not_said_counts_only_alone)]),
        ("phlebolith, valve or annulus only, node, granuloma", [nameof(VascularSentences.What_is_no_artery_is_never_an_index)]),
        ("Earlier statin only: tier \"lapsed\"", [nameof(VascularSentences.An_earlier_statin_only_is_called_lapsed)]),
        ("Ordered and never filled in 120 days", [nameof(VascularSentences.An_order_that_was_never_filled_is_a_statin_while_that_rule_is_off)]),
        ("M79.1x only within 365 days after statin exposure", [nameof(VascularSentences.Muscle_symptoms_count_only_within_365_days_after_a_statin)]),
        ("On ezetimibe, PCSK9, inclisiran or bempedoic acid only", [nameof(VascularSentences.Another_lipid_drug_only_is_called_so)]),
        ("I70.9 never promote", [nameof(VascularSentences.I70_0_and_its_kind_never_promote_to_known_disease)]),
        ("I25.11 only from a problem list or on two dates 30 days apart", [nameof(VascularSentences.I25_10_and_I25_11_promote_only_from_a_problem_list_or_on_two_dates_30_days_apart)]),
        ("4 non-coronary only", [nameof(VascularSentences.The_tier_goes_by_what_is_said_of_the_coronary_bed_only)]),
        ("tier 4 must never bury tiers 1 to 3", [nameof(VascularSentences.Aortic_calcification_alone_never_stands_above_tiers_1_to_3), nameof(VascularSentences.A_clinical_event_is_always_tier_1)]),
        ("always with the trend of all three", [nameof(VascularSentences.The_product_is_always_shown_with_the_trend_of_all_three)]),
        ("valve-only is an index for mineral-metabolism-review in CKD", [nameof(VascularSentences.A_valve_only_is_an_index_in_kidney_disease_only), nameof(VascularSentences.Elsewhere_a_valve_is_a_line)]),
        ("off, never with warfarin", [nameof(WordingSentences.On_warfarin_with_G4_and_both_findings_none_of_the_forbidden_lines_is_shown)]),
        ("NSAIDs (S0, S1): never displayed", [nameof(WordingSentences.What_is_never_said_is_never_said)]),

        // Neck
        ("Only a clinician closes it", [nameof(NeckSentences.Only_a_clinician_closes_a_neck_row), nameof(NeckSentences.Snooze_lasts_30_days_at_most_and_only_a_clinician_closes)]),
        ("only a clinician closes", [nameof(NeckSentences.A_negative_PET_or_immunosuppression_never_closes_it_only_a_clinician_does)]),
    ];

    private static readonly (string Shown, string Test)[] MustShow =
    [
        ("zoledronate once a year is treatment at month 14", nameof(BoneSentences.Zoledronate_once_a_year_is_treatment_at_month_14)),
        ("denosumab overdue is tier 1 time-critical", nameof(BoneSentences.Overdue_denosumab_is_tier_1_time_critical_without_grace_also_without_a_fracture)),
        ("drug holiday is never untreated", nameof(BoneSentences.A_drug_holiday_is_never_untreated)),
        ("oncology doses never count", nameof(BoneSentences.Oncology_doses_never_count)),
        ("Z88.8 alone stays listed", nameof(VascularSentences.Z88_8_decline_codes_and_fatty_liver_alone_change_nothing)),
        ("N18.6 then Z94.0 is listed", nameof(VascularSentences.N18_6_then_Z94_0_is_listed)),
        ("I70.0 never promotes to known ASCVD", nameof(VascularSentences.I70_0_and_its_kind_never_promote_to_known_disease)),
        ("one CT with coronary and aortic calcification without severity is tier 3", nameof(VascularSentences.One_CT_with_coronary_and_aortic_calcification_without_severity_is_tier_3)),
        ("77086 closes no DEXA row", nameof(BoneSentences.A_vertebral_assessment_by_77086_closes_no_DXA_row)),
        ("heel ultrasound never reaches T <= -2.5", nameof(BoneSentences.A_heel_ultrasound_never_reaches_minus_2_5)),
        ("a normal spine T-score with an advanced degenerative spine keeps the row", nameof(BoneSentences.A_normal_spine_T_score_with_a_spine_that_misleads_keeps_the_row)),
        ("7th character D or S is history", nameof(BoneSentences.History_by_code_is_listed_only_if_no_DXA_and_no_drug_is_known_at_any_time)),
        ("fracture in trauma stays", nameof(BoneSentences.A_fracture_in_trauma_is_lowered_and_never_excluded)),
        ("tumour at the site excludes", nameof(BoneSentences.A_tumour_at_the_site_excludes)),
        ("missing DXA codes or a missing drug crosswalk at a site makes nobody untreated", nameof(CommonSentences.Missing_DXA_codes_or_a_missing_drug_crosswalk_make_nobody_untreated)),
        ("imaging-only patient withheld", nameof(CommonSentences.None_found_is_said_only_of_who_is_known_beyond_imaging)),
        ("a 3-day lag open, 200 of 730 days withheld", nameof(CommonSentences.None_found_is_said_only_where_the_feed_covers_the_window)),
        ("400 of 730 days open with its limit shown", nameof(CommonSentences.With_400_of_730_days_the_limit_is_always_shown)),
        ("dialysis never on the statin list", nameof(VascularSentences.Dialysis_is_never_on_the_statin_list_and_the_mineral_line_leads)),
        ("a patient on warfarin with G4 and both findings shows none of the forbidden lines", nameof(WordingSentences.On_warfarin_with_G4_and_both_findings_none_of_the_forbidden_lines_is_shown)),
    ];

    private static readonly HashSet<string> Tests =
    [
        .. new[] { typeof(CommonSentences), typeof(BoneSentences), typeof(VascularSentences), typeof(NeckSentences), typeof(WordingSentences) }
            .SelectMany(c => c.GetMethods()).Where(m => m.GetCustomAttribute<FactAttribute>() is { Skip: null }).Select(m => m.Name),
    ];

    [Fact]
    public void Each_is_held_by_a_test_that_runs() =>
        Assert.All(Decided.SelectMany(d => d.Tests).Concat(MustShow.Select(s => s.Test)), test => Assert.Contains(test, Tests));

    [Fact]
    public void No_sentence_that_was_decided_is_left_out()
    {
        var decisions = Path.GetFullPath(Path.Combine(Jobs.Repository.Root, "..", "shared", "measures.md"));
        Assert.SkipUnless(File.Exists(decisions), "../shared/measures.md is not there");
        var text = File.ReadAllText(decisions).ReplaceLineEndings(" ");
        var held = Decided.SelectMany(d => Places(text, d.Sentence)).ToList();
        Assert.All(Decided, d => Assert.Contains(d.Sentence, text, StringComparison.Ordinal));
        Assert.All(Absolute().Matches(text), word => Assert.True(
            held.Exists(h => h.From <= word.Index && word.Index < h.To), text[Math.Max(0, word.Index - 60)..Math.Min(text.Length, word.Index + 60)]));
    }

    // A sentence may be broken over lines.
    private static IEnumerable<(int From, int To)> Places(string text, string sentence)
    {
        for (var at = text.IndexOf(sentence, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sentence, at + 1, StringComparison.Ordinal))
            yield return (at, at + sentence.Length);
    }

    [GeneratedRegex(@"\b(always|never|only|must)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();
}
