namespace Opportune.Core;

/// <summary>How HL7 v2 messages with radiology reports (ORU^R01) become the canonical tables: what differs between sites.</summary>
public sealed record Hl7Source
{
    /// <summary>Its id, which is its file's name.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Hash { get; init; }

    /// <summary>The zone in which an instant that names its offset becomes a day; others are of the source's own clock.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Which identifier of PID-3 and MRG-1 is the patient's: by assigning authority, by type, by both; null and null is the first.</summary>
    public IdentifierRule Patient { get; init; } = new(null, null);

    /// <summary>Which identifier of PID-3 is the record number that people know.</summary>
    public IdentifierRule RecordNumber { get; init; } = new(null, "MR");

    /// <summary>Whether PID makes rows of patients. Not where another source of the same people does.</summary>
    public bool Patients { get; init; } = true;

    /// <summary>The fields with the accession, the first that is filled counts: OBR-3, OBR-18.</summary>
    public required IReadOnlyList<Hl7Place> Accession { get; init; }

    /// <summary>Where the site is named; null: all rows are of one site.</summary>
    public Hl7Place? Site { get; init; }

    /// <summary>OBR-24 of reports that are read; null for all.</summary>
    public IReadOnlySet<string>? Services { get; init; }

    /// <summary>The modality: a category is OBR-24, a code the first of OBR-4, and the name its second.</summary>
    public required IReadOnlyList<ModalityRule> Modalities { get; init; }

    /// <summary>The modality where none holds.</summary>
    public string OtherModality { get; init; } = "OT";

    /// <summary>The section of an OBX, by the suffix or the code of OBX-3.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; init; } = new Dictionary<string, string>();

    /// <summary>Code systems, by what the third component of a coded value says; others are local.</summary>
    public IReadOnlyDictionary<string, string> CodeSystems { get; init; } = new Dictionary<string, string>();

    /// <summary>The character set of messages whose MSH-18 is empty, in HL7's words.</summary>
    public string CharacterSet { get; init; } = "UNICODE UTF-8";

    /// <summary>What OBR-25 says of a report: preliminary, final, corrected, addendum, withdrawn.</summary>
    public required IReadOnlyDictionary<string, Hl7Status> Statuses { get; init; }
}

/// <summary>A place in a message.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="Field">Field, from 1.</param>
/// <param name="Component">Component, from 1.</param>
public sealed record Hl7Place(string Segment, int Field, int Component);

/// <summary>How far a report has come.</summary>
public enum Hl7Status : byte
{
    /// <summary>Not signed: it makes no row that counts.</summary>
    Preliminary,

    /// <summary>Signed: it replaces what was signed before.</summary>
    Final,

    /// <summary>Replaces what was signed before, and says so.</summary>
    Corrected,

    /// <summary>Stands beside what was signed.</summary>
    Addendum,

    /// <summary>Takes back what was signed.</summary>
    Withdrawn,
}
