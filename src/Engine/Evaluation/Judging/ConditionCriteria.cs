using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The criteria that a condition names.</summary>
internal static class ConditionCriteria
{
    /// <summary>All of them, in the order in which they are written, each once.</summary>
    public static IEnumerable<string> Of(Condition condition) => Walk(condition).Distinct(StringComparer.Ordinal);

    /// <summary>Those that are met and by that help the condition to hold.</summary>
    public static IEnumerable<string> Helping(Condition condition, Trial trial) =>
        Walk(condition, withNot: false).Where(name => trial.Result(name).Met).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(Condition condition, bool withNot = true) => condition switch
    {
        Condition.Met met => [met.Criterion],
        Condition.Not not => withNot ? Walk(not.Inner) : [],
        Condition.AnyOf any => any.Inner.SelectMany(c => Walk(c, withNot)),
        Condition.AllOf all => all.Inner.SelectMany(c => Walk(c, withNot)),
        _ => [],
    };
}
