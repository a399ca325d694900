namespace Opportune.Core;

/// <summary>The criteria that a condition names.</summary>
public static class ConditionCriteria
{
    /// <summary>All of them, in the order in which they are written, each once.</summary>
    public static IEnumerable<string> Of(Condition condition) => Walk(condition).Distinct(StringComparer.Ordinal);

    /// <summary>Those that help the condition to hold when they are met.</summary>
    public static IEnumerable<string> MayHelp(Condition condition) => Walk(condition, withNot: false).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(Condition condition, bool withNot = true) => condition switch
    {
        Condition.Met met => [met.Criterion],
        Condition.Not not => withNot ? Walk(not.Inner) : [],
        Condition.AnyOf any => any.Inner.SelectMany(c => Walk(c, withNot)),
        Condition.AllOf all => all.Inner.SelectMany(c => Walk(c, withNot)),
        _ => [],
    };
}
