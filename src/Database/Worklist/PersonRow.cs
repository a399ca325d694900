namespace Opportune.Database;

/// <summary>Who a patient is to those who work on the list; display only. What the source does not say is null.</summary>
public sealed record PersonRow
{
    /// <summary>The patient.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>Record number.</summary>
    public string? Mrn { get; init; }

    /// <summary>Name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Birth date.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>F, M or U.</summary>
    public string? Sex { get; init; }

    /// <summary>Phone.</summary>
    public string? Phone { get; init; }

    /// <summary>Site.</summary>
    public string? Site { get; init; }

    /// <summary>Responsible clinician, as the source says.</summary>
    public string? ProviderId { get; init; }

    /// <summary>That clinician's name.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The first appointment after the as-of date.</summary>
    public DateOnly? NextVisit { get; init; }

    /// <summary>With whom.</summary>
    public string? NextVisitProvider { get; init; }

    /// <summary>1: the source asks for special care with who sees it.</summary>
    public long Restricted { get; init; }
}
