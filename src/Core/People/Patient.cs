namespace Opportune.Core;

/// <summary>Administrative sex as the source says.</summary>
public enum Sex : byte
{
    /// <summary>Unknown: takes the stricter of two rules and is never dropped.</summary>
    U,

    /// <summary>Female.</summary>
    F,

    /// <summary>Male.</summary>
    M,
}

/// <summary>
/// What rules may know about a person. Names, record numbers and phones are display-only and never come this way.
/// </summary>
public sealed record Patient
{
    /// <summary>Identifier, as the source gives it.</summary>
    public required string Id { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Sex.</summary>
    public required Sex Sex { get; init; }

    /// <summary>Date of death, if known.</summary>
    public DateOnly? DeathDate { get; init; }

    /// <summary>Whether only a reviewer said so, or said an earlier day than the source.</summary>
    public bool DeathIsReported { get; init; }

    /// <summary>Where the patient belongs; null where the source has one site only.</summary>
    public string? Site { get; init; }

    /// <summary>Whether the source says that the patient is active here; null where it does not say.</summary>
    public bool? Active { get; init; }

    /// <summary>Whether access to the record is restricted.</summary>
    public bool Restricted { get; init; }

    /// <summary>Whether the patient does not want to be looked at by this programme: counted, never listed.</summary>
    public bool OptedOut { get; init; }

    /// <summary>The responsible clinician, if the source names one.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Completed years on that date; a 29 February birthday falls on 1 March in other years.</summary>
    public int AgeOn(DateOnly date) => AgeOn(BirthDate, date);

    /// <summary>Completed years on a date of somebody born on that day.</summary>
    public static int AgeOn(DateOnly birthDate, DateOnly date)
    {
        var years = date.Year - birthDate.Year;
        return (date.Month, date.Day).CompareTo((birthDate.Month, birthDate.Day)) < 0 ? years - 1 : years;
    }
}
