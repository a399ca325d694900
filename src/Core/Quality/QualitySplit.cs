namespace Opportune.Core;

/// <summary>
/// A question that divides listed cases in two. A question may be asked only of those whom another one put on one side: so of all that is
/// published about them nothing follows but sums, and what may be shown can be told split by split (<see cref="QualityTables"/>).
/// </summary>
/// <param name="Name">Id.</param>
/// <param name="Has">Whether a case has it.</param>
/// <param name="Of">The question before it; null: it is asked of all.</param>
/// <param name="OfHaving">Whether it is asked of those who have that, or of those who have not.</param>
public sealed record QualitySplit<T>(string Name, Func<T, bool> Has, QualitySplit<T>? Of = null, bool OfHaving = false)
{
    /// <summary>Whether it is asked of a case.</summary>
    public bool IsAskedOf(T of) => Of is null || (Of.IsAskedOf(of) && Of.Has(of) == OfHaving);
}
