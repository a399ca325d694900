using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

/// <summary>What is said around a finding (frames.txt): advice, context and comparisons leave it as it is, denials deny it, doubts doubt it, whichever finding it is.</summary>
public class FrameTests
{
    private static readonly string[] Findings =
        ["coronary artery calcification", "wedge fracture of T12", "fracture of the left sixth rib", "osteopenia", "calcification of the abdominal aorta", "hip fracture"];

    private static readonly (string Finding, LesionAge Age)[] Aged =
    [
        ("old wedge fracture of T12", LesionAge.Chronic), ("acute wedge fracture of T12", LesionAge.Acute), ("chronic compression deformity of L1", LesionAge.Chronic),
        ("new compression fracture of L3", LesionAge.Acute), ("healed fracture of the left sixth rib", LesionAge.Healed), ("age-indeterminate compression fracture of T8", LesionAge.Indeterminate),
    ];

    public static TheoryData<string, string> Frames =>
        [.. File.ReadLines(Path.Combine(Dev.Root, "tests", "Unit", "Reading", "frames.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ", 2)).Select(p => (p[0], p[1]))];

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_finding_is_asserted_as_its_frame_says(string assertion, string frame)
    {
        if (assertion == "age")
            Assert.All(Aged, a => Assert.Equal((Assertion.Present, a.Age), Read(frame, a.Finding) is var read ? (read.Assertion, read.Age) : default));
        else
            Assert.All(Findings, f => Assert.Contains(Read(frame, f).Assertion, Meant(assertion)));
    }

    private static Assertion[] Meant(string assertion) => assertion switch
    {
        "present" => [Assertion.Present],
        "absent" => [Assertion.Absent],
        "doubt" => [Assertion.Possible, Assertion.Hypothetical],
        _ => throw new ArgumentOutOfRangeException(nameof(assertion), assertion, "frames.txt knows present, absent, doubt and age"),
    };

    // The mention that the finding alone gives too.
    private static Mention Read(string frame, string finding)
    {
        var alone = Assert.Single(Dev.Read(finding + "."));
        var text = frame.Replace("{x}", finding, StringComparison.Ordinal).Replace("{X}", char.ToUpperInvariant(finding[0]) + finding[1..], StringComparison.Ordinal);
        return Assert.Single(Dev.Read(text), m => m.Concept == alone.Concept && m.Sites.SequenceEqual(alone.Sites));
    }
}
