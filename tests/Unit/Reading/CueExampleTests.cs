using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

public class CueExampleTests
{
    public static TheoryData<string, string> Examples => [.. Dev.Lexicon.Cues.Select(c => (c.Example, c.Expect))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_cue_does_what_its_example_says(string example, string expect) =>
        Assert.Equal(expect, Spec.Short(Dev.Read(example)));

    public static TheoryData<string> Families => [.. Dev.Lexicon.Families.Select(f => f.Id)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Each_family_is_found_in_its_examples(string id)
    {
        var family = Dev.Lexicon.Families.Single(f => f.Id == id);
        var announced = Dev.Lexicon.Families.FirstOrDefault(f => f.Id == family.Announces);
        var meant = family.Places.Values.Append(family.Concept ?? announced?.Concept).Concat(family.Terms.Select(t => t.Concept)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(family.Examples);
        Assert.All(family.Examples, example => Assert.Contains(Dev.Read(example), m => meant.Contains(m.Concept)));
    }
}
