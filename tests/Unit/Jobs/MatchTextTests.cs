using System.Collections;
using System.Reflection;
using Opportune.Core;
using Opportune.Jobs.Measures;

namespace Opportune.Tests.Unit.Jobs;

public class MatchTextTests
{
    // One that is added and forgotten there would make two matches the same that are not.
    [Fact]
    public void All_that_a_match_asks_stands_in_its_text()
    {
        var plain = MatchText.Of(new EventMatch());
        foreach (var property in typeof(EventMatch).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var other = new EventMatch();
            property.SetValue(other, Other(property.PropertyType));
            Assert.True(MatchText.Of(other) != plain, property.Name);
        }
        Assert.Equal(plain, MatchText.Of(new EventMatch()));
        Assert.NotEqual(MatchText.Of(new EventMatch { Sites = ["a"] }), MatchText.Of(new EventMatch { Kinds = ["a"] }));
    }

    private static object Other(Type type)
    {
        if (type == typeof(bool))
            return true;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(1)!;
        if (type == typeof(ValueRange))
            return new ValueRange(1, null, null, null, "mg");
        var element = type.GetGenericArguments()[0];
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        list.Add(element == typeof(string) ? "other" : Enum.GetValues(element).GetValue(1));
        return list;
    }
}
