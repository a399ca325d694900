namespace Opportune.Core;

/// <summary>What a canonical column holds.</summary>
public enum CanonicalType
{
    /// <summary>An identifier: text, or an integer in its shortest decimal form. "007" is not 7.</summary>
    Id,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A calendar date: a date, a timestamp in the source's zone, or yyyy-MM-dd text.</summary>
    Date,

    /// <summary>A real number.</summary>
    Number,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A boolean: a boolean, 0 or 1, or the words true, false, yes, no.</summary>
    Flag,
}

/// <summary>One column of a canonical table.</summary>
/// <param name="Name">Its name in files and databases.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Required">Whether a source must have the column, and each row a value in it.</param>
public sealed record CanonicalColumn(string Name, CanonicalType Type, bool Required);

/// <summary>A canonical table: the form in which every source's rows reach the engine.</summary>
public sealed class CanonicalTable
{
    private CanonicalTable(Table table, string name, bool required, string columns)
    {
        Table = table;
        Name = name;
        Required = required;
        Columns = [.. columns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];
    }

    /// <summary>Which one.</summary>
    public Table Table { get; }

    /// <summary>Its name in files, folders and databases.</summary>
    public string Name { get; }

    /// <summary>Whether a run is refused without it.</summary>
    public bool Required { get; }

    /// <summary>All its columns.</summary>
    public IReadOnlyList<CanonicalColumn> Columns { get; }

    /// <summary>All tables, in the order of <see cref="Core.Table"/>.</summary>
    public static IReadOnlyList<CanonicalTable> All { get; } =
    [
        // name:type, a question mark where a value may be missing; no type is text.
        new(Table.Patients, "patients", true,
            """
            patient_id:id birth_date:date sex death_date:date? site:id? active:flag? restricted:flag? opted_out:flag? provider_id:id?
            mrn:id? display_name? phone? race? ethnicity? language? payer?
            """),
        new(Table.ImagingFindings, "imaging_findings", true,
            """
            finding_id:id patient_id:id accession:id exam_date:date modality report_date:date? report_status? line:integer?
            body_part? section? finding_text? code_system? code? presence? value:number? unit? site:id? setting?
            ordering_provider_id:id? recorded_at:date?
            """),
        new(Table.Conditions, "conditions", false,
            "row_id:id? patient_id:id code_system code display? start_date:date end_date:date? status? category? recorded_at:date?"),
        new(Table.Medications, "medications", false,
            """
            row_id:id? patient_id:id code_system code display? start_date:date end_date:date? status? intent?
            days_supply:number? dose:number? dose_unit? kind? recorded_at:date?
            """),
        new(Table.Procedures, "procedures", false,
            "row_id:id? patient_id:id code_system code display? performed_date:date status? recorded_at:date?"),
        new(Table.Results, "results", false,
            "row_id:id? patient_id:id code_system code display? result_date:date value:number? unit? text? status? recorded_at:date?"),
        new(Table.Encounters, "encounters", false, "patient_id:id encounter_date:date provider_id:id? site:id? setting?"),
        new(Table.Providers, "providers", false, "provider_id:id name role? site:id? panel? active:flag?"),
        new(Table.Appointments, "appointments", false, "patient_id:id appointment_date:date provider_id:id? site:id?"),
        new(Table.Feeds, "feeds", false, "feed site:id? code_system? covered_from:date covered_to:date allowed_lag:integer?"),
        new(Table.PatientLinks, "patient_links", false, "patient_id:id replaced_by:id linked_date:date?"),
        new(Table.ObservationPeriods, "observation_periods", false, "patient_id:id observed_from:date observed_to:date open_ended:flag?"),
    ];

    /// <summary>The definition of <paramref name="table"/>.</summary>
    public static CanonicalTable Of(Table table) => All[(int)table];

    /// <summary>The definition of that name, or null.</summary>
    public static CanonicalTable? Named(string name) => All.FirstOrDefault(t => t.Name == name);

    /// <summary>Position of a column in <see cref="Columns"/>.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
                return i;
        }
        throw new ArgumentException($"{Name} has no column {column}", nameof(column));
    }

    private static CanonicalColumn Parse(string text)
    {
        var required = !text.EndsWith('?');
        var parts = text.TrimEnd('?').Split(':');
        return new(parts[0], parts.Length == 1 ? CanonicalType.Text : Enum.Parse<CanonicalType>(parts[1], ignoreCase: true), required);
    }
}
