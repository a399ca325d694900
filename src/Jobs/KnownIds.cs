namespace Opportune.Jobs;

/// <summary>The ids that others define, against which measures are checked.</summary>
/// <param name="Concepts">Concept ids.</param>
/// <param name="Sites">Site ids.</param>
/// <param name="Kinds">Kinds within concepts.</param>
/// <param name="Derivations">Named computations of the evaluator.</param>
public sealed record KnownIds(
    IReadOnlySet<string> Concepts, IReadOnlySet<string> Sites, IReadOnlySet<string> Kinds, IReadOnlySet<string> Derivations);
