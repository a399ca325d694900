using Opportune.Core;

namespace Opportune.Jobs.Lexicon;

/// <summary>The closed lists of words in lexicon files, and what they stand for.</summary>
internal static class LexiconWords
{
    public static readonly IReadOnlyDictionary<string, CueType> CueTypes = Words<CueType>();
    public static readonly IReadOnlyDictionary<string, CueDirection> Directions = Words<CueDirection>();
    public static readonly IReadOnlyDictionary<string, Certainty> Certainties = Words<Certainty>();
    public static readonly IReadOnlyDictionary<string, PlaceRank> Ranks = Words<PlaceRank>();
    public static readonly IReadOnlyDictionary<string, Severity> Severities = Words<Severity>();
    public static readonly IReadOnlyDictionary<string, LesionAge> Ages = Words<LesionAge>();
    public static readonly IReadOnlyDictionary<string, Laterality> Sides = Words<Laterality>();
    public static readonly IReadOnlyDictionary<string, Assertion> Assertions = Words<Assertion>();

    // OtherPerson is written other-person.
    private static Dictionary<string, T> Words<T>() where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => string.Concat(v.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")), v => v, StringComparer.Ordinal);
}
