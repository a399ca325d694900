namespace Opportune.Core;

/// <summary>
/// A row of evidence that a disposition enters: dated by <see cref="DispositionField.Date"/>, found by the next run like a row of
/// the source, and shown as reported.
/// </summary>
public sealed record ReportRule
{
    /// <summary>The table; <see cref="Table.Patients"/>: a death, which has no code.</summary>
    public required Table Table { get; init; }

    /// <summary>Code system, normalised.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>The code, normalised.</summary>
    public string? Code { get; init; }

    /// <summary>What it is called.</summary>
    public required string Display { get; init; }

    /// <summary>The unit of a result's value; a T-score has none.</summary>
    public string? Unit { get; init; }

    /// <summary>The value set that must hold the code, so that the rules find the row.</summary>
    public string? ValueSet { get; init; }

    /// <summary>Only if this T-score site was chosen; the row's value is then the T-score.</summary>
    public string? ForTScoreSite { get; init; }

    /// <summary>Only if this drug was chosen.</summary>
    public string? ForDrug { get; init; }

    /// <summary>Whether the row is entered with these fields.</summary>
    public bool AppliesTo(DispositionFields fields) =>
        (ForTScoreSite is null || ForTScoreSite == fields.TScoreSite) && (ForDrug is null || ForDrug == fields.Drug);
}

/// <summary>A row of evidence, as it will be entered.</summary>
/// <param name="Rule">What it is.</param>
/// <param name="Date">Its day.</param>
/// <param name="Value">Its value, for a T-score.</param>
public sealed record ReportedFact(ReportRule Rule, DateOnly Date, double? Value);
