using System.Globalization;
using Opportune.Core;

namespace Opportune.Jobs.Measures;

/// <summary>A condition as text in which what means the same reads the same, whatever its order.</summary>
internal static class ConditionText
{
    public static string Of(Condition condition) => condition switch
    {
        Condition.Met met => met.Criterion,
        Condition.Not { Inner: Condition.Not twice } => Of(twice.Inner),
        Condition.Not not => $"not({Of(not.Inner)})",
        Condition.AnyOf any => $"any({Join(any.Inner.Select(Of))})",
        Condition.AllOf all => $"all({Join(all.Inner.Select(Of))})",
        Condition.Age age => $"age({age.Band.From}..{age.Band.To} at {age.Band.At})",
        Condition.SexIs sex => $"sex({sex.Sex})",
        Condition.IndexIs index => $"index({Join(index.Classes)})",
        Condition.IndexOnly only => $"index-only({Join(only.Classes)})",
        Condition.IndexDates dates => string.Create(CultureInfo.InvariantCulture, $"dates({dates.AtLeast})"),
        _ => throw new NotSupportedException($"condition {condition.GetType().Name}"),
    };

    private static string Join(IEnumerable<string> texts) => string.Join(',', texts.Distinct().Order(StringComparer.Ordinal));
}
