using Opportune.Core;
using Opportune.Tests.Unit.Evaluation;
using static Opportune.Tests.Unit.Sentences.Person;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>What is decided for all that people are shown: each sentence that says always, never, only or must.</summary>
public class WordingSentences
{
    private static readonly string[] NeverSaid =
    [
        "needs", "must ", "untreated", "no fracture", "atherosclerosis", "benign",      // wording
        "vitamin K", "vitamin-K",                                                       // C13, with warfarin least of all
        "NSAID", "ibuprofen", "naproxen",                                               // C14
        "supplement", "reverse", "regress", "duplex",                                   // C9, P8, C5
        "MRI of the spine", "MRI of the lumbar",                                        // C4
    ];

    [Fact]
    public void Everything_shown_ends_with_what_it_is()
    {
        foreach (var person in new[] { CommonSentences.WithEverything(Woman(75)), CommonSentences.WithEverything(Woman(75)).Diagnosis("Z51.5") })
            Assert.All(person.Gaps(), g => Assert.EndsWith("Candidate for clinician review; not a diagnosis, order or prescription.", g.Wording, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_never_said_is_never_said()
    {
        foreach (var gap in CommonSentences.WithEverything(Woman(75)).Gaps())
            AllTexts.NeverSay(gap, NeverSaid);
    }

    [Fact]
    public void On_warfarin_with_G4_and_both_findings_none_of_the_forbidden_lines_is_shown()
    {
        var gaps = Woman(75).Reported("FINDINGS: Advanced atherosclerotic calcification of the aorta and the coronary arteries. Compression fracture of L1 in a degenerative spine. Diffuse osteopenia.")
            .Diagnosis("N18.4", "2025-01-10").Drug("11289", "2026-06-01", kind: "dispense", supply: 90, display: "warfarin").Gaps();
        Assert.Equal([Dexa, Mineral, Treatment, Statin], gaps.Where(g => g.Status == GapStatus.Open).Select(g => g.Measure).Order(StringComparer.Ordinal));
        foreach (var gap in gaps)
            AllTexts.NeverSay(gap, NeverSaid);
        // And what comes first there stands first.
        Assert.StartsWith("Caution: chronic kidney disease stage 4", gaps.Single(g => g.Measure == Treatment).Wording, StringComparison.Ordinal);
        Assert.Contains("CKD-MBD first", gaps.Single(g => g.Measure == Dexa).Priority, StringComparison.Ordinal);
    }

    [Fact]
    public void Non_coronary_calcification_is_always_called_layer_unknown()
    {
        const string Neutral = "Vascular calcification, layer unknown; a risk marker, not by itself a statin indication.";
        Assert.Contains(Neutral, Woman(60).Reported("Severe atherosclerotic calcification of the aortic arch.").Listed(Statin).Wording, StringComparison.Ordinal);
        Assert.DoesNotContain(Neutral, Woman(60).Reported("Coronary artery calcification.").Listed(Statin).Wording, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fracture_whose_age_is_not_stated_is_said_to_be_one() =>
        Assert.Contains("vertebral fracture, age not stated", Woman(70).Reported("Compression fracture of L1.").Listed(Dexa).Wording, StringComparison.Ordinal);

    [Fact]
    public void The_sentence_reads_as_decided() =>
        Assert.StartsWith(
            "Report of 10 Mar 2026 (CT chest): coronary calcification, moderate. No statin found in medications up to 30 Jun 2026. "
            + "Consider: cardiovascular risk assessment, lipid panel, statin discussion.",
            Woman(60).Reported("Moderate coronary artery calcification.").Listed(Statin).Wording, StringComparison.Ordinal);

    [Fact]
    public void What_is_off_is_told_by_no_measure()
    {
        var off = ShippedRules.Shipped.Measures.SelectMany(m => m.Off.Select(o => o.Rule)).ToHashSet();
        Assert.Superset(new HashSet<string> { "V4", "V10", "T4", "C4s" }, off);
        Assert.DoesNotContain(ShippedRules.Shipped.Measures.SelectMany(m => m.Notes).SelectMany(n => n.Rules), off.Contains);
    }
}
