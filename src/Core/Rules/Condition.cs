namespace Opportune.Core;

/// <summary>A yes-or-no question about a patient and episode, built from named criteria; no expressions.</summary>
public abstract record Condition
{
    /// <summary>The criterion of that name is met.</summary>
    public sealed record Met(string Criterion) : Condition;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Condition Inner) : Condition;

    /// <summary>At least one holds.</summary>
    public sealed record AnyOf(IReadOnlyList<Condition> Inner) : Condition;

    /// <summary>All hold.</summary>
    public sealed record AllOf(IReadOnlyList<Condition> Inner) : Condition;

    /// <summary>The age lies in the band.</summary>
    public sealed record Age(AgeBand Band) : Condition;

    /// <summary>The sex is this one; U counts as neither.</summary>
    public sealed record SexIs(Sex Sex) : Condition;

    /// <summary>An index event of the episode is of one of these classes.</summary>
    public sealed record IndexIs(IReadOnlyList<string> Classes) : Condition;

    /// <summary>Every index event of the episode is of one of these classes.</summary>
    public sealed record IndexOnly(IReadOnlyList<string> Classes) : Condition;

    /// <summary>The episode's index events have at least so many different dates.</summary>
    public sealed record IndexDates(int AtLeast) : Condition;
}
