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

    /// <summary>With whom: the id.</summary>
    public string? NextVisitProviderId { get; init; }

    /// <summary>Whose patient it is by the rule of the last run; null: nobody's. What holds is <see cref="ClinicianId"/>.</summary>
    public string? AttributedId { get; init; }

    /// <summary>That clinician's name.</summary>
    public string? AttributedName { get; init; }

    /// <summary>That clinician's panel.</summary>
    public string? AttributedPanel { get; init; }

    /// <summary>By which step of the rule (<see cref="Core.AttributedBy"/>, by name); null: no run attributed yet.</summary>
    public string? AttributedBy { get; init; }

    /// <summary>The same in one line for people.</summary>
    public string? AttributedBecause { get; init; }

    /// <summary>Who comes next by the rule (<see cref="CandidateList"/>).</summary>
    public string? Candidates { get; init; }

    /// <summary>Who corrected that, the name; null: nobody.</summary>
    public string? CorrectedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }

    /// <summary>Why.</summary>
    public string? CorrectionReason { get; init; }

    /// <summary>Whose patient it is: by a person's word, else by the rule. Null: nobody's, the site's pool.</summary>
    public string? ClinicianId { get; init; }

    /// <summary>That clinician's name.</summary>
    public string? ClinicianName { get; init; }

    /// <summary>That clinician's panel; null: none is known.</summary>
    public string? Panel { get; init; }

    /// <summary>1: the source asks for special care with who sees it.</summary>
    public long Restricted { get; init; }

    /// <summary>Race as the source says it; for counts alone.</summary>
    public string? Race { get; init; }

    /// <summary>Ethnicity as the source says it; for counts alone.</summary>
    public string? Ethnicity { get; init; }

    /// <summary>Language as the source says it; for counts alone.</summary>
    public string? Language { get; init; }

    /// <summary>Payer as the source says it; for counts alone.</summary>
    public string? Payer { get; init; }
}
