namespace Opportune.Jobs;

/// <summary>The ids that the lexicon defines, against which measures are checked.</summary>
/// <param name="Concepts">Concept ids.</param>
/// <param name="Sites">Site ids.</param>
/// <param name="Kinds">Kinds within concepts.</param>
public sealed record KnownIds(IReadOnlySet<string> Concepts, IReadOnlySet<string> Sites, IReadOnlySet<string> Kinds);
