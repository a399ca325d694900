using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

public class CueExampleTests
{
    public static TheoryData<string, string> Examples => [.. Dev.Lexicon.Cues.Select(c => (c.Example, c.Expect))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_cue_does_what_its_example_says(string example, string expect) =>
        Assert.Equal(expect, Spec.Short(Dev.Read(example)));
}
