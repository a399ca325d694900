namespace Opportune.Core;

/// <summary>How a FHIR R4 export becomes the canonical tables: what differs between servers, and no rule of FHIR itself.</summary>
public sealed record FhirSource
{
    /// <summary>Its id, which is its file's name.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Hash { get; init; }

    /// <summary>The zone in which an instant becomes a day.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Which of a patient's identifiers is the record number.</summary>
    public IdentifierRule RecordNumber { get; init; } = new(null, "MR");

    /// <summary>Which of a report's or study's identifiers is the accession; a report without one is known by its id.</summary>
    public IdentifierRule Accession { get; init; } = new(null, "ACSN");

    /// <summary>What a site is.</summary>
    public SiteRule Site { get; init; }

    /// <summary>Codes, or texts, of categories that make a DiagnosticReport an imaging report; case does not matter.</summary>
    public required IReadOnlySet<string> ImagingCategories { get; init; }

    /// <summary>Codes that make one whatever its category.</summary>
    public IReadOnlySet<string> ImagingCodes { get; init; } = new HashSet<string>();

    /// <summary>The modality of a report whose study does not say it: the first that holds.</summary>
    public required IReadOnlyList<ModalityRule> Modalities { get; init; }

    /// <summary>The modality where none holds.</summary>
    public string OtherModality { get; init; } = "OT";

    /// <summary>The section that a result Observation of a report tells, by its code.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; init; } = new Dictionary<string, string>();

    /// <summary>Codes of the categories of Observation that are read; null for all of them, those without a category among them.</summary>
    public IReadOnlySet<string>? ObservationCategories { get; init; }
}

/// <summary>Which identifier of several is meant: by its system, by the code of its type, or by both.</summary>
/// <param name="System">URI of the system; null for any.</param>
/// <param name="Type">Code of the type, as HL7 table 0203 has it; null for any.</param>
public sealed record IdentifierRule(string? System, string? Type);

/// <summary>What a site is in a FHIR export.</summary>
public enum SiteRule
{
    /// <summary>All rows are of one site.</summary>
    None,

    /// <summary>The organization that is responsible.</summary>
    Organization,

    /// <summary>The first location that is named.</summary>
    Location,
}

/// <summary>Tells the modality of an exam from what it is called; of several conditions one is given.</summary>
/// <param name="Category">Code of a category.</param>
/// <param name="Code">Code of the exam.</param>
/// <param name="Words">Words of which one stands in the exam's name; case does not matter.</param>
/// <param name="Is">The modality, as DICOM has it.</param>
public sealed record ModalityRule(string? Category, string? Code, IReadOnlyList<string> Words, string Is);
