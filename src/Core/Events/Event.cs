namespace Opportune.Core;

/// <summary>One dated fact about a patient that a rule can use: an asserted mention, or a coded row.</summary>
public sealed record Event
{
    /// <summary>The table that it comes from.</summary>
    public required Table Table { get; init; }

    /// <summary>The clinical date: of the exam, the start of a condition or drug, the performance, the result.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The source's row id; where it has none, a name made from the row's content.</summary>
    public required string RowId { get; init; }

    /// <summary>Names of the value sets of active measures that hold the row's code on its date; empty for a mention.</summary>
    public IReadOnlyList<string> ValueSets { get; init; } = [];

    /// <summary>"code"; "crosswalk" where a drug's product was led to its ingredient; "name" where it was recognised by its display only.</summary>
    public string MatchedBy { get; init; } = MatchWays.Code;

    /// <summary>What the text says, for an event that was read from text.</summary>
    public Mention? Mention { get; init; }

    /// <summary>Code system, normalised.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>The code as the source writes it.</summary>
    public string? Code { get; init; }

    /// <summary>Display text of the code.</summary>
    public string? Display { get; init; }

    /// <summary>What people are shown of the row: its display, and that a reviewer reported it; null where there is neither.</summary>
    public string? Shown => ReportedRows.Names(RowId) ? ReportedRows.Shown(Display) : Display;

    /// <summary>A result's or finding's value.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>.</summary>
    public string? Unit { get; init; }

    /// <summary>End of a condition or drug, if known by the as-of date.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>Status, lower case.</summary>
    public string? Status { get; init; }

    /// <summary>Category of a condition: problem-list, encounter, billing, imaging.</summary>
    public string? Category { get; init; }

    /// <summary>Kind of a medication row: order, dispense, administration, reported.</summary>
    public string? Kind { get; init; }

    /// <summary>Intent of a medication row (FHIR), lower case; "do-not-perform" for an order not to give.</summary>
    public string? Intent { get; init; }

    /// <summary>Days that a supply lasts.</summary>
    public double? DaysSupply { get; init; }

    /// <summary>Daily or single dose, with <see cref="DoseUnit"/>.</summary>
    public double? Dose { get; init; }

    /// <summary>Unit of <see cref="Dose"/>.</summary>
    public string? DoseUnit { get; init; }

    /// <summary>Presence of a coded finding: present, probable, possible, absent; null counts as present.</summary>
    public string? Presence { get; init; }

    /// <summary>The report's accession.</summary>
    public string? Accession { get; init; }

    /// <summary>Modality of the exam: CT, CR, DX, MR, US, DXA.</summary>
    public string? Modality { get; init; }

    /// <summary>Body part of the exam as the source writes it.</summary>
    public string? BodyPart { get; init; }

    /// <summary>Date on which the report was final; the exam's date where the source has none.</summary>
    public DateOnly? ReportDate { get; init; }

    /// <summary>Setting of the exam: inpatient, outpatient, emergency.</summary>
    public string? Setting { get; init; }

    /// <summary>Who ordered the exam.</summary>
    public string? OrderingProviderId { get; init; }
}
