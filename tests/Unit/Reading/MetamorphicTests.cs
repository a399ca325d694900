using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

/// <summary>
/// Sentences said otherwise: what is found stays, or changes exactly as the rewrite means. On invented sentences always,
/// on the sentences of the labelled sets where these are there.
/// </summary>
public class MetamorphicTests(ITestOutputHelper output)
{
    // Of real sentences, some are said so that a rewrite makes no sense of them.
    private const double RealFloor = 0.985;

    private static readonly string[] Invented =
    [
        .. SpecTests.Sentences.Select(r => r.Data.Item1).Where(s => !s.Contains(':', StringComparison.Ordinal) && !s.Contains('?', StringComparison.Ordinal) && !s.Contains('[', StringComparison.Ordinal)),
        "There is mild calcification of the aortic arch.",
        "There is moderate coronary artery calcification.",
        "There are atherosclerotic calcifications of the abdominal aorta and iliac arteries.",
        "There is a compression fracture of the T12 vertebral body.",
        "There is a displaced fracture of the left femoral neck.",
        "There are old rib fractures on the right.",
        "There is diffuse osteopenia.",
        "There is calcified plaque in the right carotid bulb.",
        "There is a wedge deformity of L1.",
        "There is mitral annular calcification.",
        "There is a calcified granuloma in the left lung.",
        "There are calcified mediastinal lymph nodes.",
    ];

    private static readonly Lazy<List<string>> Real = new(ReadReal);

    public static TheoryData<string> Names => [.. Rewrite.All.Select(r => r.Name)];

    [Fact]
    public void There_are_at_least_25_rewrites() => Assert.True(Rewrite.All.Select(r => r.Name).Distinct().Count() >= 25);

    [Theory]
    [MemberData(nameof(Names))]
    public void Invented_sentences_keep_their_meaning(string name)
    {
        var (applied, wrong) = Apply(Rewrite.All.Single(r => r.Name == name), Invented);
        Assert.True(applied > 0, "the rewrite applies to no sentence");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Real_sentences_keep_their_meaning(string name)
    {
        // Labelled reports lie beside the project and are no part of it: another machine may not have them.
        Assert.SkipUnless(Real.Value.Count > 0, "skipped, data not there");
        var (applied, wrong) = Apply(Rewrite.All.Single(r => r.Name == name), Real.Value);
        output.WriteLine($"{name}: {applied - wrong.Count} of {applied}");
        // The text stays out of logs unless somebody at this machine asks for it.
        if (Environment.GetEnvironmentVariable("OPPORTUNE_SHOW_TEXT") is { Length: > 0 })
            output.WriteLine(string.Join('\n', wrong));
        Assert.True(applied - wrong.Count >= RealFloor * applied, $"{wrong.Count} of {applied} changed their meaning");
    }

    private static (int Applied, List<string> Wrong) Apply(Rewrite rewrite, IReadOnlyList<string> sentences)
    {
        var (applied, wrong) = (0, new List<string>());
        foreach (var sentence in sentences)
        {
            if (rewrite.Bytes(sentence) is not { } said)
                continue;
            var before = Dev.Read(sentence);
            if (rewrite.Becomes is not null && before.Exists(m => m.Assertion != Assertion.Present || Holds(m)))
                continue;
            applied++;
            var (expected, found) = (Words(before.Select(m => Expected(m, rewrite))), Words(Dev.Read(said)));
            if (expected != found)
                wrong.Add($"{sentence}\n  {Encoding.UTF8.GetString(said)}\n  {expected}\n  {found}");
        }
        return (applied, wrong);
    }

    // A number stands whatever is said around it, and so does a recommendation; metal that is seen is no history.
    private static bool Holds(Mention mention) => mention.Value is not null || mention.Concept is "dxa-recommendation" or "hip-hardware" or "vertebral-augmentation" or "coronary-stent";

    private static Mention Expected(Mention mention, Rewrite rewrite) => mention with
    {
        Assertion = rewrite.Becomes ?? mention.Assertion,
        Laterality = (rewrite.Mirrors, mention.Laterality) switch
        {
            (true, Laterality.Left) => Laterality.Right,
            (true, Laterality.Right) => Laterality.Left,
            _ => mention.Laterality,
        },
    };

    private static string Words(IEnumerable<Mention> mentions) => string.Join(" + ", mentions.Select(m => $"{m.Concept}[{string.Join(',', m.Sites)}] {m.Assertion} {m.Laterality}").Order(StringComparer.Ordinal));

    private static List<string> ReadReal()
    {
        var sentences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[] { "chest_xray_reports.tsv", "chest_ct_reports.tsv", "chest_ct_findings.tsv" }.Select(Dev.Data).Where(File.Exists))
        {
            foreach (var row in File.ReadLines(file).Skip(1))
            {
                foreach (var sentence in Regex.Split(row.Split('\t')[1], @"(?<=[a-z)]\.) +(?=[A-Z])").Select(s => s.Trim()))
                {
                    if (sentence.EndsWith('.') && !sentence.Contains(':', StringComparison.Ordinal) && Dev.Read(sentence).Count > 0)
                        sentences.Add(sentence);
                }
            }
        }
        return [.. sentences];
    }
}
