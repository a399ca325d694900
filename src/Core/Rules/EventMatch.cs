namespace Opportune.Core;

/// <summary>
/// Which events a rule means. Everything that is set must hold. One of <see cref="ValueSets"/> (coded rows),
/// <see cref="Concepts"/> (mentions) and <see cref="AnyReport"/> is set, never two.
/// </summary>
public sealed record EventMatch
{
    /// <summary>Tables; empty: any table that holds the value sets (coded), or imaging findings (mentions).</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>The row's code is in one of these value sets.</summary>
    public IReadOnlyList<string> ValueSets { get; init; } = [];

    /// <summary>The row's code is in none of these.</summary>
    public IReadOnlyList<string> NotValueSets { get; init; } = [];

    /// <summary>Concept ids; any one.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>
    /// Any final report of <see cref="Modalities"/>, whatever it says ("a DXA report"). The scan gives one event a report
    /// for it, on the report's first line, without mention or code.
    /// </summary>
    public bool AnyReport { get; init; }

    /// <summary>What became of the row: done (usual), still waiting, or an order not to give.</summary>
    public RowState State { get; init; } = RowState.Done;

    /// <summary>The row's display holds a name of one of these value sets ("a reaction naming a statin").</summary>
    public IReadOnlyList<string> DisplayNames { get; init; } = [];

    /// <summary>Assertions that will do.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [Assertion.Present];

    /// <summary>Certainties that will do.</summary>
    public IReadOnlyList<Certainty> Certainties { get; init; } = [Certainty.Definite, Certainty.Probable];

    /// <summary>The mention names one of these sites.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>The mention names no site but these do not count: a mention all of whose sites are here is refused.</summary>
    public IReadOnlyList<string> NotSites { get; init; } = [];

    /// <summary>The mention names none of these sites, not even beside others ("L2 transverse process").</summary>
    public IReadOnlyList<string> WithoutSites { get; init; } = [];

    /// <summary>The mention has one of these kinds.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The mention has none of these kinds.</summary>
    public IReadOnlyList<string> NotKinds { get; init; } = [];

    /// <summary>Severities that will do; empty: any.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];

    /// <summary>Ages of the lesion that will do; empty: any.</summary>
    public IReadOnlyList<LesionAge> LesionAges { get; init; } = [];

    /// <summary>Modalities of the exam that will do; empty: any.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Modalities of the exam that will not do.</summary>
    public IReadOnlyList<string> NotModalities { get; init; } = [];

    /// <summary>Body parts of the exam that will do, as words anywhere in what the source writes, without regard to case; empty: any.</summary>
    public IReadOnlyList<string> BodyParts { get; init; } = [];

    /// <summary>Body parts of the exam that will not do: as words anywhere in what the source writes, without regard to case.</summary>
    public IReadOnlyList<string> NotBodyParts { get; init; } = [];

    /// <summary>Categories of a condition that will do; empty: any.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Categories of a condition that will not do.</summary>
    public IReadOnlyList<string> NotCategories { get; init; } = [];

    /// <summary>Statuses of a coded row that will not do ("no longer active"), without regard to case.</summary>
    public IReadOnlyList<string> NotStatuses { get; init; } = [];

    /// <summary>Kinds of a medication row that will do (order, dispense, administration, reported); empty: any.</summary>
    public IReadOnlyList<string> RowKinds { get; init; } = [];

    /// <summary>The row has a value, and its unit is none of these or missing: what no rule that asks for them reads.</summary>
    public IReadOnlyList<string> NotUnits { get; init; } = [];

    /// <summary>Bounds on the value. A value without the unit asked for does not match.</summary>
    public ValueRange? Value { get; init; }

    /// <summary>Bounds on the dose.</summary>
    public ValueRange? Dose { get; init; }

    /// <summary>A dose that will not do ("oncology doses never count"). A dose that is not known, or in another unit, will.</summary>
    public ValueRange? NotDose { get; init; }
}

/// <summary>Bounds on a number, with its unit.</summary>
/// <param name="AtLeast">Lowest value that will do.</param>
/// <param name="AtMost">Highest value that will do.</param>
/// <param name="Above">The value is higher than this.</param>
/// <param name="Below">The value is lower than this.</param>
/// <param name="Unit">The unit asked for, however it is written (<see cref="UnitText"/>); null for a pure number.</param>
public sealed record ValueRange(double? AtLeast, double? AtMost, double? Above, double? Below, string? Unit)
{
    /// <summary>Whether the value lies within.</summary>
    public bool Holds(double? value, string? unit) =>
        value is { } v
        && (Unit is null || UnitText.AreSame(Unit, unit))
        && !(v < AtLeast) && !(v > AtMost) && !(v <= Above) && !(v >= Below);
}
