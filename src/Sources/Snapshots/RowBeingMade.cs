using Opportune.Core;

namespace Opportune.Sources.Snapshots;

/// <summary>The row of a canonical table that is being made. What is empty is not set; a column that the table does not have cannot be.</summary>
internal readonly ref struct RowBeingMade(PartWriter rows, Table table)
{
    public RowBeingMade Set(int[] column, ReadOnlySpan<byte> text)
    {
        rows.Text(column[(int)table], text);
        return this;
    }

    /// <param name="column">The column, by table.</param>
    /// <param name="day">Days since 1970-01-01; null is not set.</param>
    public RowBeingMade SetDay(int[] column, int? day)
    {
        if (day is { } known)
            rows.Day(column[(int)table], known);
        return this;
    }

    public RowBeingMade Set(int[] column, double? value)
    {
        if (value is { } number)
            rows.Number(column[(int)table], number);
        return this;
    }

    public RowBeingMade Set(int[] column, long value)
    {
        rows.Integer(column[(int)table], value);
        return this;
    }

    public void End() => rows.EndRow();
}

/// <summary>Where the columns of a name stand, by table; -1 in a table that has none.</summary>
internal static class CanonicalColumns
{
    public static readonly int[] PatientId = At("patient_id"), BirthDate = At("birth_date"), Sex = At("sex"), DeathDate = At("death_date"), Site = At("site"),
        Active = At("active"), ProviderId = At("provider_id"), Mrn = At("mrn"), DisplayName = At("display_name"), Phone = At("phone"), Race = At("race"),
        Ethnicity = At("ethnicity"), Language = At("language"), FindingId = At("finding_id"), Accession = At("accession"), ExamDate = At("exam_date"),
        Modality = At("modality"), ReportDate = At("report_date"), ReportStatus = At("report_status"), Line = At("line"), BodyPart = At("body_part"),
        Section = At("section"), FindingText = At("finding_text"), CodeSystem = At("code_system"), Code = At("code"), Presence = At("presence"), Value = At("value"),
        Unit = At("unit"), RecordedAt = At("recorded_at"), RowId = At("row_id"), Display = At("display"), EndDate = At("end_date"), Status = At("status"),
        Category = At("category"), Intent = At("intent"), DaysSupply = At("days_supply"), Dose = At("dose"), DoseUnit = At("dose_unit"), Kind = At("kind"),
        Text = At("text"), EncounterDate = At("encounter_date"), Setting = At("setting"), Name = At("name"), Role = At("role"), AppointmentDate = At("appointment_date"),
        ReplacedBy = At("replaced_by"), LinkedDate = At("linked_date"), Orderer = At("ordering_provider_id");

    /// <summary>The date of a coded row.</summary>
    public static readonly int[] Date =
        [.. CanonicalTable.All.Select(t => t.Table switch { Table.Conditions or Table.Medications => t.IndexOf("start_date"), Table.Procedures => t.IndexOf("performed_date"), Table.Results => t.IndexOf("result_date"), _ => -1 })];

    private static int[] At(string name) => [.. CanonicalTable.All.Select(t => t.Columns.Any(c => c.Name == name) ? t.IndexOf(name) : -1)];
}
