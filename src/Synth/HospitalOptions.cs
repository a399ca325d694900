namespace Opportune.Synth;

/// <summary>What the invented hospital is made from. The same options always give the same bytes.</summary>
public sealed record HospitalOptions
{
    /// <summary>How many people. From 2,000 on, the two normal sites pass every positive control.</summary>
    public required int Patients { get; init; }

    /// <summary>What all chance is drawn from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The day the truth is about; rows reach a little beyond it.</summary>
    public required DateOnly AsOf { get; init; }
}
