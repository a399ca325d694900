using Opportune.Core;

namespace Opportune.Synth.Charts;

/// <summary>One thing that a report says, drawn before its words are chosen.</summary>
internal sealed record Statement
{
    public required string Concept { get; init; }

    /// <summary>Where; empty if the report does not say.</summary>
    public string Site { get; init; } = "";

    public Assertion Assertion { get; init; }

    public Certainty Certainty { get; init; }

    /// <summary>A kind within the concept ("atheroma", "fixation", "deformity", "tumour"); empty for the plain one.</summary>
    public string Kind { get; init; } = "";

    public Severity Severity { get; init; }

    public LesionAge Age { get; init; }

    public Laterality Side { get; init; }

    /// <summary>Vertebral level ("L1"); empty if not said.</summary>
    public string Level { get; init; } = "";

    public double? Value { get; init; }

    public string? Unit { get; init; }

    /// <summary>Whether a rule that takes what is seen may take this.</summary>
    public bool IsAffirmed => Assertion == Assertion.Present && Certainty is Certainty.Definite or Certainty.Probable;

    /// <summary>Indications and family histories stand before the findings.</summary>
    public bool BelongsToIndication =>
        Assertion is Assertion.Historical or Assertion.OtherPerson or Assertion.Hypothetical;
}

/// <summary>Names of concepts, as the design fixes them, and a few of our own for what no rule reads.</summary>
internal static class Concepts
{
    public const string Vascular = "vascular-calcification";
    public const string Valve = "valve-calcification";
    public const string Vertebral = "vertebral-fracture";
    public const string Hip = "hip-fracture";
    public const string Fracture = "fracture";
    public const string LowDensity = "low-bone-density";
    public const string Hardware = "hip-hardware";
    public const string Augmentation = "vertebral-augmentation";
    public const string Node = "calcified-lymph-node";
    public const string Neck = "neck-calcification";
    public const string Calcinosis = "calcinosis";
    public const string Granuloma = "calcified-granuloma";
    public const string OtherCalcification = "other-calcification";
    public const string Degenerative = "degenerative-spine";
    public const string Scoliosis = "scoliosis";
    public const string Kyphosis = "kyphosis";
    public const string Stent = "coronary-stent";
    public const string Attenuation = "bone-attenuation";
    public const string Agatston = "agatston-score";
    public const string TScore = "t-score";

    /// <summary>A sentence with a tempting word that means nothing here.</summary>
    public const string Distractor = "distractor";

    /// <summary>The radiologist asks for a DXA.</summary>
    public const string DxaRecommendation = "dxa-recommendation";
}
