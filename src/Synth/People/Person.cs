namespace Opportune.Synth.People;

/// <summary>Who a patient is. Names, numbers and phones are invented and for display only.</summary>
internal sealed record Person
{
    public required string Id { get; init; }

    public required DateOnly Born { get; init; }

    /// <summary>F, M or U.</summary>
    public required char Sex { get; init; }

    public required Site Site { get; init; }

    public DateOnly? Died { get; init; }

    public bool Active { get; init; } = true;

    public required string Provider { get; init; }

    public required string Name { get; init; }

    public required string RecordNumber { get; init; }

    public required string Phone { get; init; }

    public required string Race { get; init; }

    public required string Ethnicity { get; init; }

    public required string Language { get; init; }

    public required string Payer { get; init; }

    public int AgeOn(DateOnly date)
    {
        var years = date.Year - Born.Year;
        return (date.Month, date.Day).CompareTo((Born.Month, Born.Day)) < 0 ? years - 1 : years;
    }
}
