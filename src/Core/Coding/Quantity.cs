namespace Opportune.Core;

/// <summary>
/// What a measured quantity can be in somebody alive, in each unit. A value outside is a slip of a key, a unit or a code: its row
/// is refused and counted (<see cref="RejectRules.ImplausibleValue"/>), so that it neither opens nor closes anything.
/// </summary>
public sealed record Quantity
{
    /// <summary>What it is, for people: "calcium".</summary>
    public required string Name { get; init; }

    /// <summary>Value sets whose codes stand for it.</summary>
    public IReadOnlyList<string> ValueSets { get; init; } = [];

    /// <summary>Concepts of a report's text that carry it.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>The bounds, by unit; those without a unit hold for whatever unit a row says. A unit that is not here is not judged.</summary>
    public required IReadOnlyList<ValueRange> Plausible { get; init; }

    /// <summary>Where the bounds come from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>Whether nobody can have that value. A missing one is no slip.</summary>
    public bool Refuses(double? value, string? unit)
    {
        if (value is not { } number)
            return false;
        foreach (var range in Plausible)
        {
            if ((range.Unit is null || UnitText.AreSame(range.Unit, unit))
                && (!double.IsFinite(number) || !(range with { Unit = null }).Holds(number, null)))
                return true;
        }
        return false;
    }
}
