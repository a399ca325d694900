using System.Globalization;
using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>Who a patient is to somebody who judges a case and must not learn who it is.</summary>
/// <param name="PatientId">The patient, after merges.</param>
/// <param name="BirthDate">Day of birth; null: not known.</param>
/// <param name="Sex">F, M or U.</param>
/// <param name="Site">Site; null: the source names none.</param>
/// <param name="IsShut">Whether the source restricts the record, or the patient opted out.</param>
public sealed record PlainPatient(string PatientId, DateOnly? BirthDate, string? Sex, string? Site, bool IsShut);

/// <summary>One row of a patient's record.</summary>
public sealed record RecordRow
{
    /// <summary>The patient, after merges.</summary>
    public required string PatientId { get; init; }

    /// <summary>Its table.</summary>
    public required Table Table { get; init; }

    /// <summary>Its day.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Of a finding the report that it is a line of.</summary>
    public string? Accession { get; init; }

    /// <summary>Of a finding its line in the report; null: not said.</summary>
    public long? Line { get; init; }

    /// <summary>Of a finding: CT, XR ...</summary>
    public string? Modality { get; init; }

    /// <summary>Of a finding what was looked at.</summary>
    public string? BodyPart { get; init; }

    /// <summary>Of a finding its section.</summary>
    public string? Section { get; init; }

    /// <summary>The text of a finding or result.</summary>
    public string? Text { get; init; }

    /// <summary>Code system of a coded row.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>Its code.</summary>
    public string? Code { get; init; }

    /// <summary>What the source calls it.</summary>
    public string? Display { get; init; }

    /// <summary>A result's value with its unit; how long a drug was given for.</summary>
    public string? Value { get; init; }

    /// <summary>Status, as the source says it.</summary>
    public string? Status { get; init; }
}

/// <summary>Reads records of a few patients from the source, slice by slice: of all other rows no more than whose they are.</summary>
public static class PatientPages
{
    private static readonly Dictionary<Table, string> Days = new()
    {
        [Table.ImagingFindings] = "exam_date",
        [Table.Conditions] = "start_date",
        [Table.Medications] = "start_date",
        [Table.Procedures] = "performed_date",
        [Table.Results] = "result_date",
    };

    /// <summary>The tables that a record is made of.</summary>
    public static IReadOnlyCollection<Table> Tables => Days.Keys;

    /// <summary>All patients of a slice of the patients table.</summary>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public static IEnumerable<PlainPatient> Patients(InputFolder folder, SourceSlice slice, CancellationToken cancel) =>
        SourceRows.Read(folder, slice, cancel, "patient_id", "birth_date", "sex", "site", "restricted", "opted_out")
            .Where(row => row.Text(0) is not null)
            .Select(row => new PlainPatient(row.Text(0)!, row.Day(1), row.Text(2), row.Text(3), row.Whole(4) == 1 || row.Whole(5) == 1));

    /// <summary>The rows of a slice that are of wanted patients, in the order of the files.</summary>
    /// <param name="folder">The source.</param>
    /// <param name="slice">A slice of one of <see cref="Tables"/>.</param>
    /// <param name="wanted">By an id as the source has it the patient after merges.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public static IEnumerable<RecordRow> Rows(InputFolder folder, SourceSlice slice, Dictionary<string, string> wanted, CancellationToken cancel)
    {
        var isFinding = slice.Table == Table.ImagingFindings;
        var lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        string[] columns = slice.Table switch
        {
            Table.ImagingFindings => ["patient_id", "exam_date", "code_system", "code", "report_status", "finding_text", "accession", "modality", "body_part", "section", "line", "value", "unit"],
            Table.Results => ["patient_id", "result_date", "code_system", "code", "status", "text", "display", "value", "unit"],
            Table.Medications => ["patient_id", "start_date", "code_system", "code", "status", "display", "days_supply"],
            _ => ["patient_id", Days[slice.Table], "code_system", "code", "status", "display"],
        };
        foreach (var row in SourceRows.Read(folder, slice, cancel, columns))
        {
            if (row.Among(lookup, 0) is not { } patient || row.Day(1) is not { } day)
                continue;
            yield return new()
            {
                PatientId = patient,
                Table = slice.Table,
                Date = day,
                CodeSystem = row.Text(2),
                Code = row.Text(3),
                Status = row.Text(4),
                Text = isFinding || slice.Table == Table.Results ? row.Text(5) : null,
                Display = slice.Table == Table.Results ? row.Text(6) : isFinding ? null : row.Text(5),
                Accession = isFinding ? row.Text(6) : null,
                Modality = isFinding ? row.Text(7) : null,
                BodyPart = isFinding ? row.Text(8) : null,
                Section = isFinding ? row.Text(9) : null,
                Line = isFinding ? row.Whole(10) : null,
                Value = slice.Table switch
                {
                    Table.ImagingFindings => Amount(row.Real(11), row.Text(12)),
                    Table.Results => Amount(row.Real(7), row.Text(8)),
                    Table.Medications => Amount(row.Real(6), "days' supply"),
                    _ => null,
                },
            };
        }
    }

    private static string? Amount(double? value, string? unit) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number} {unit}").TrimEnd() : null;
}
