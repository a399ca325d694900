namespace Opportune.Synth.Charts;

/// <summary>What a drug is for, as far as the two pathways care.</summary>
internal enum Drug
{
    Other,
    Statin,
    OtherLipid,
    OralBone,
    Zoledronate,
    Denosumab,
    Steroid,
}

/// <summary>One row of the medications table, and what it means.</summary>
internal sealed record Medication(Drug Drug, string System, string Code, string Display, DateOnly Start)
{
    public DateOnly? End { get; init; }

    public string Status { get; init; } = "active";

    /// <summary>order, dispense, administration, reported.</summary>
    public string How { get; init; } = "order";

    public string? Intent { get; init; }

    public double? Supply { get; init; }

    public double? Dose { get; init; }

    public string? Unit { get; init; }
}

/// <summary>What a diagnosis means to the two pathways.</summary>
internal enum Dx
{
    Other,
    EndOfLife,
    Dialysis,
    KidneyTransplant,
    Pregnant,
    Breastfeeding,
    StatinAllergy,
    StatinAdverseEffect,
    Myopathy,
    Rhabdomyolysis,
    LiverFailure,
    AscvdEvent,
    CoronaryDisease,
    Diabetes,
    ChronicKidneyDisease,
    AdvancedKidneyDisease,
    FractureEncounter,
    FractureAftercare,
    FragilityHistory,
    BoneTumour,
    BoneDisease,
    HighEnergyCause,
    NoResuscitation,
    NursingHome,
    NeckCancer,
    ConnectiveTissueDisease,
    CordCompression,
}

/// <summary>One row of the conditions table, and what it means.</summary>
internal sealed record Diagnosis(Dx Dx, string System, string Code, string? Display, DateOnly Start)
{
    public DateOnly? End { get; init; }

    public string Category { get; init; } = "encounter";

    /// <summary>Where the fracture is, in the words of <see cref="BoneClass"/>.</summary>
    public string Site { get; init; } = "";
}

/// <summary>What a procedure means.</summary>
internal enum Deed
{
    Other,
    CentralDxa,
    PeripheralDxa,
    Revascularisation,
    StatinDeclined,
    EndOfLife,
}

/// <summary>One row of the procedures table, and what it means.</summary>
internal sealed record Procedure(Deed Deed, string System, string Code, DateOnly Date)
{
    public string? Display { get; init; }

    public string Status { get; init; } = "completed";
}

/// <summary>What a result means.</summary>
internal enum Lab
{
    Other,
    Ldl,
    Egfr,
    CentralTScore,
    PeripheralTScore,
    Calcium,
    Phosphorus,
    Pth,
}

/// <summary>One row of the results table, and what it means.</summary>
internal sealed record Result(Lab Lab, string Code, string Display, DateOnly Date, double Value, string Unit);

/// <summary>One row of the encounters table.</summary>
internal sealed record Visit(DateOnly Date, string Setting);
