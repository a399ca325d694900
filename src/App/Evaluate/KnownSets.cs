namespace Opportune.App.Evaluate;

/// <summary>The labelled sets that are known by name, and what is asked of each. A set is known again under another name by its columns.</summary>
internal static class KnownSets
{
    private static readonly string[] Vascular = ["vascular-calcification"];
    private static readonly string[] Fractures = ["fracture", "vertebral-fracture", "hip-fracture"];
    private static readonly string[] Vertebral = ["vertebral-fracture"];
    private static readonly string[] LowDensity = ["low-bone-density"];

    // What a vertebra that lost height, or a broken bone, is told by, as far as it is left in a de-identified text.
    private static readonly string[] FractureCues = ["fractur", "compress", "wedg", "height", "collaps", "broken"];
    private static readonly string[] DeformityCues = [.. FractureCues, "deform"];

    public const string Assertions = "assertion_sentences";

    /// <summary>File name without its ending -> questions, in the order in which figures are given.</summary>
    public static IReadOnlyList<(string Set, IReadOnlyList<Question> Questions)> All { get; } =
    [
        ("chest_ct_reports",
        [
            new("vascular", ["arterial_wall_calcification", "coronary_artery_wall_calcification"], Vascular),
            // "Arterial" was labelled in the chest; what lies below it is stated, and counts above.
            new("vascular, of the chest", ["arterial_wall_calcification", "coronary_artery_wall_calcification"], Vascular)
            {
                Elsewhere = ["aorta-abdominal", "iliac", "renal", "visceral", "femoral", "peripheral"],
            },
            new("coronary", ["coronary_artery_wall_calcification"], Vascular, "coronary"),
        ]),
        ("chest_ct_findings",
        [
            new("vascular", ["vascular_calc_any"], Vascular),
            new("coronary", ["coronary_calc"], Vascular, "coronary"),
            new("valve", ["valve_calc"], ["valve-calcification"]),
            new("granuloma", ["calc_granuloma"], ["calcified-granuloma"]),
            new("any fracture", ["fracture_any"], Fractures),
            new("vertebral", ["vertebral_compression"], Vertebral),
            new("low bone density", ["osteopenia"], LowDensity),
            new("augmentation", ["kyphoplasty"], ["vertebral-augmentation"]),
            new("kyphosis", ["kyphosis"], ["kyphosis"]),
        ]),
        ("chest_xray_reports",
        [
            new("vascular", ["vascular_any"], Vascular),
            new("any fracture", ["fx_any", "vertebral_fx_or_deformity"], Fractures),
            new("any fracture, cut cues left out", ["fx_any", "vertebral_fx_or_deformity"], Fractures) { UncutCues = DeformityCues },
            new("vertebral", ["vertebral_fx_or_deformity"], Vertebral),
            new("vertebral, cut cues left out", ["vertebral_fx_or_deformity"], Vertebral) { UncutCues = FractureCues },
            new("low bone density", ["low_bone_any"], LowDensity),
            new("low bone density, without 2891", ["low_bone_any"], LowDensity)
            {
                LeftOut = new Dictionary<string, string>(StringComparer.Ordinal) { ["2891"] = "outside the annotated region" },
            },
            new("kyphosis", ["kyphosis"], ["kyphosis"]),
            new("scoliosis", ["scoliosis"], ["scoliosis"]),
            new("degenerative spine", ["degenerative_spine"], ["degenerative-spine"]),
            new("granuloma", ["calc_granuloma"], ["calcified-granuloma"]),
            new("lymph node", ["calc_lymph_node"], ["calcified-lymph-node"]),
        ]),
    ];

    /// <summary>Reports of which a column says that calcium lies outside vessels only: column, and the label that must stay silent.</summary>
    public static (string Column, string Label) Elsewhere => ("nonvascular_calc_only", "vascular");

    /// <summary>
    /// Words that place a sentence in time. Fixed before the first scoring, and whole words: of sentences that hold none,
    /// nobody can tell from the sentence whether it speaks of the past.
    /// </summary>
    public static IReadOnlyList<string> TimeCues { get; } =
        ["history", "hx", "h/o", "status post", "s/p", "previous", "prior", "past", "ago", "pmh", "in the past", "childhood", "previously", "known"];

    /// <summary>Whether the text holds one of the time cues as whole words.</summary>
    public static bool HoldsTimeCue(string text) => TimeCues.Any(cue => Holds(text, cue));

    private static bool Holds(string text, string cue)
    {
        for (var at = text.IndexOf(cue, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(cue, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && (at + cue.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + cue.Length])))
                return true;
        }
        return false;
    }
}
