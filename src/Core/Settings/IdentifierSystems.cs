namespace Opportune.Core;

/// <summary>The systems of identifiers in what is written as FHIR.</summary>
/// <param name="Base">URI before the program's own: entries, measures, dispositions, rows of evidence.</param>
/// <param name="Patient">URI of the record numbers; null: below <paramref name="Base"/>.</param>
public sealed record IdentifierSystems(string Base = "urn:opportune", string? Patient = null)
{
    /// <summary>Of entries.</summary>
    public string Entry => Of("entry");

    /// <summary>Of what was seen of an entry when the file was made: handed back, it tells whether anybody changed the entry since.</summary>
    public string Seen => Of("seen");

    /// <summary>Of measures.</summary>
    public string Measure => Of("measure");

    /// <summary>Of states.</summary>
    public string State => Of("state");

    /// <summary>Of dispositions.</summary>
    public string Disposition => Of("disposition");

    /// <summary>Of clinicians.</summary>
    public string Clinician => Of("clinician");

    /// <summary>Of record numbers.</summary>
    public string RecordNumber => Patient ?? Of("mrn");

    /// <summary>Of patient ids, where there is no record number.</summary>
    public string PatientId => Of("patient");

    /// <summary>Of rows of a table.</summary>
    public string Row(string table) => Of($"row:{table}");

    /// <summary>Why a URI cannot be one, in one line; null: it can.</summary>
    public static string? Refusal(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.OriginalString == uri.Trim()
        ? null
        : "a system of identifiers is an absolute URI, such as https://hospital.example.org/opportune or urn:oid:2.16.840.1.113883.3.1";

    private string Of(string name) => Base.StartsWith("urn:", StringComparison.Ordinal) ? $"{Base}:{name}" : $"{Base.TrimEnd('/')}/{name.Replace(':', '/')}";
}
