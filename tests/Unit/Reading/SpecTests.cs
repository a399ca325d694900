namespace Opportune.Tests.Unit.Reading;

/// <summary>The table beside this file: invented sentences, and the mentions that a careful reader takes from them.</summary>
public class SpecTests
{
    public static TheoryData<string, string> Sentences =>
        [.. File.ReadLines(Path.Combine(Dev.Root, "tests", "Unit", "Reading", "spec.txt"))
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ", 2)).Select(p => (p[0], p[1]))];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Reads_the_sentence(string sentence, string mentions) => Assert.Equal(mentions, Spec.Long(Dev.Read(sentence)));
}
