using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>A patient for people's eyes. What the source does not say, or says unreadably, is null.</summary>
public sealed record DirectoryPerson
{
    /// <summary>The patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>Record number.</summary>
    public string? Mrn { get; init; }

    /// <summary>Name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Birth date.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>As the source says it.</summary>
    public string? Sex { get; init; }

    /// <summary>Phone.</summary>
    public string? Phone { get; init; }

    /// <summary>Site.</summary>
    public string? Site { get; init; }

    /// <summary>Responsible clinician, as the patients table says.</summary>
    public string? ProviderId { get; init; }

    /// <summary>That clinician's name.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The first appointment after the as-of date.</summary>
    public DateOnly? NextVisit { get; init; }

    /// <summary>With whom: the id.</summary>
    public string? NextVisitProviderId { get; init; }

    /// <summary>With whom: a name, or an id where no name is known.</summary>
    public string? NextVisitProvider { get; init; }

    /// <summary>Whose patient it is by the rule, and who comes next; empty: nobody's.</summary>
    public required IReadOnlyList<AttributedTo> Candidates { get; init; }

    /// <summary>Whether the source asks for special care with who sees the patient.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Race as the source says it; for counts alone.</summary>
    public string? Race { get; init; }

    /// <summary>Ethnicity as the source says it; for counts alone.</summary>
    public string? Ethnicity { get; init; }

    /// <summary>Language as the source says it; for counts alone.</summary>
    public string? Language { get; init; }

    /// <summary>Payer as the source says it; for counts alone.</summary>
    public string? Payer { get; init; }
}
