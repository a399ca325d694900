using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Where a canonical table has the columns that the engine knows by their part; -1 where it has none such.</summary>
internal sealed class TableLayout
{
    private static readonly TableLayout[] All = [.. CanonicalTable.All.Select(t => new TableLayout(t))];

    private TableLayout(CanonicalTable definition)
    {
        Definition = definition;
        Id = IndexOf(definition.Table == Table.ImagingFindings ? "finding_id" : "row_id");
        Patient = IndexOf("patient_id");
        CodeSystem = IndexOf("code_system");
        Code = IndexOf("code");
        Display = IndexOf("display");
        Date = definition.Table == Table.Patients ? -1 : definition.Columns.ToList().FindIndex(c => c is { Type: CanonicalType.Date, Required: true });
        ReportDate = IndexOf("report_date");
        RecordedAt = IndexOf("recorded_at");
        EndDate = IndexOf("end_date");
        Status = IndexOf(definition.Table == Table.ImagingFindings ? "report_status" : "status");
        Intent = IndexOf("intent");
        Accession = IndexOf("accession");
        Line = IndexOf("line");
        Section = IndexOf("section");
        Modality = IndexOf("modality");
        BodyPart = IndexOf("body_part");
        FindingText = IndexOf("finding_text");
        Value = IndexOf("value");
        Unit = IndexOf("unit");
        Every = [.. Enumerable.Range(0, definition.Columns.Count)];
        ForReading = [.. Every.Where(c => c == Line || c == Section || c == FindingText || c == Status)];
        ForVersions = [.. Every.Where(c => c == Date || c == ReportDate || c == RecordedAt)];
        NotForReading = [.. Every.Except(ForReading)];
        Rest = [.. NotForReading.Except(ForVersions)];
        ForControl = [.. new[] { Patient, Date, Status, RecordedAt, ReportDate, Intent }.Where(c => c >= 0)];
    }

    public CanonicalTable Definition { get; }
    public int Id { get; }
    public int Patient { get; }
    public int CodeSystem { get; }
    public int Code { get; }
    public int Display { get; }

    /// <summary>The clinical date.</summary>
    public int Date { get; }

    public int ReportDate { get; }
    public int RecordedAt { get; }
    public int EndDate { get; }
    public int Status { get; }
    public int Intent { get; }
    public int Accession { get; }
    public int Line { get; }
    public int Section { get; }
    public int Modality { get; }
    public int BodyPart { get; }
    public int FindingText { get; }
    public int Value { get; }
    public int Unit { get; }

    /// <summary>All columns.</summary>
    public int[] Every { get; }

    /// <summary>The columns that a report is read from.</summary>
    public int[] ForReading { get; }

    /// <summary>All others.</summary>
    public int[] NotForReading { get; }

    /// <summary>The columns that, beside the status, decide which version of a report holds.</summary>
    public int[] ForVersions { get; }

    /// <summary>Those that are neither.</summary>
    public int[] Rest { get; }

    /// <summary>The columns that decide whether a row counts as a positive control.</summary>
    public int[] ForControl { get; }

    public static TableLayout Of(Table table) => All[(int)table];

    private int IndexOf(string name) => Definition.Columns.ToList().FindIndex(c => c.Name == name);
}
