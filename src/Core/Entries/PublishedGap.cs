namespace Opportune.Core;

/// <summary>A care gap as it stands in the database: what the next run is compared with. Its texts are known by their hash only.</summary>
public sealed record PublishedGap
{
    /// <summary>Patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>Measure id.</summary>
    public required string Measure { get; init; }

    /// <summary>Id of the gap.</summary>
    public required string GapId { get; init; }

    /// <summary>The entry that it is a line of.</summary>
    public string? EntryId { get; init; }

    /// <summary>Site of the patient; empty where the source names none.</summary>
    public required string Site { get; init; }

    /// <summary>Status.</summary>
    public required GapStatus Status { get; init; }

    /// <summary>What made the status true, for people.</summary>
    public required string StatusReason { get; init; }

    /// <summary>What the status rests on.</summary>
    public required GapBasis Basis { get; init; }

    /// <summary>1 is first.</summary>
    public required int Tier { get; init; }

    /// <summary>Labels of the tier.</summary>
    public required string Priority { get; init; }

    /// <summary>Date of the first index event.</summary>
    public required DateOnly IndexDate { get; init; }

    /// <summary>Its table.</summary>
    public required Table IndexTable { get; init; }

    /// <summary>Its row.</summary>
    public required string IndexRow { get; init; }

    /// <summary>When it should be settled, not counting when it was first shown.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>Last day up to which "none found" holds.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Age in completed years, on the date the measure counts by.</summary>
    public required int Age { get; init; }

    /// <summary>Sex.</summary>
    public required Sex Sex { get; init; }

    /// <summary>Responsible clinician.</summary>
    public string? ProviderId { get; init; }

    /// <summary>SHA-256 over the texts and the evidence; null where they are not kept.</summary>
    public string? ContentHash { get; init; }

    /// <inheritdoc cref="Gap.Follow"/>
    public FollowUp Follow { get; init; }

    /// <summary>Whether it rests on what a reviewer reported: the row that decided, or the index event itself.</summary>
    public bool IsReported => Basis.Reported || ReportedRows.Names(IndexRow);

    /// <summary>What is published of a gap that a run found.</summary>
    public static PublishedGap Of(Gap gap, string? entryId, string? contentHash) => new()
    {
        PatientId = gap.PatientId,
        Measure = gap.Measure,
        GapId = gap.GapId,
        EntryId = entryId,
        Site = gap.Site ?? "",
        Status = gap.Status,
        StatusReason = gap.StatusReason,
        Basis = gap.Basis,
        Tier = gap.Tier,
        Priority = gap.Priority,
        IndexDate = gap.IndexDate,
        IndexTable = gap.IndexTable,
        IndexRow = gap.IndexRow,
        DueDate = gap.DueDate,
        CoveredTo = gap.CoveredTo,
        Age = gap.Age,
        Sex = gap.Sex,
        ProviderId = gap.ProviderId,
        ContentHash = contentHash,
        Follow = gap.Follow,
    };
}
