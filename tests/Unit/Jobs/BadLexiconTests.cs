using Opportune.Jobs;
using Opportune.Jobs.Lexicon;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>Slips in lexicon files, and how they are told.</summary>
public class BadLexiconTests
{
    // A small lexicon without a fault, in which a test breaks one thing.
    private const string Bones = """
        about: Bones.
        family: break
        concept: broken-bone
        places: {limb: broken-bone}
        terms:
          - (snap|crack)
          - text: snapped
            kinds: [clean]
            needs-place: true
        places-list:
          - {group: limb, rank: weak, sites: [arm], terms: [arm]}
        """;

    private const string Cues = """
        cues:
          - type: absent
            direction: forward
            stops: [but]
            terms: [no]
            example: No snap.
            expect: broken-bone absent
          - type: stop
            name: but
            terms: [but]
            example: No arm but a snap.
            expect: broken-bone present
        modifiers:
          - {kind: clean, families: [break], terms: [clean]}
        sections:
          - {name: history, assertion: historical, headers: [history]}
        """;

    [Fact]
    public void The_small_lexicon_is_without_fault() => Assert.Equal("", Problems("", ""));

    [Theory]
    [InlineData("concept:", "konzept:", "bones.yaml:3:1: unknown key 'konzept'; did you mean 'concept'?")]
    [InlineData("needs-place:", "need-place:", "bones.yaml:9:5: unknown key 'need-place'; did you mean 'needs-place'?")]
    [InlineData("{limb:", "{limbs:", "bones.yaml:4:17: unknown group of places 'limbs'; did you mean 'limb'?")]
    [InlineData("{limb: broken-bone}", "{limb: }", "bones.yaml:4:9: 'limb' is missing")]
    [InlineData("places: {limb: broken-bone}", "places: broken-bone", "bones.yaml:4:9: 'places' must be a mapping (key: value)")]
    [InlineData("family: break\n", "family: break\nneeds-cue: absnt\n", "bones.yaml:3:12: unknown needs-cue 'absnt'; did you mean 'absent'?")]
    [InlineData("rank: weak", "rank: feeble", "bones.yaml:11:25: unknown rank 'feeble'; known: head, level, normal, weak")]
    [InlineData("needs-place: true", "needs-place: yes", "bones.yaml:9:18: 'needs-place' must be true or false")]
    [InlineData("(snap|crack)", "(snap|crack", "bones.yaml:6:5: '(snap|crack': '(' at letter 1 is never closed by ')'")]
    [InlineData("(snap|crack)", "snap|crack)", "bones.yaml:6:5: 'snap|crack)': ')' closes nothing")]
    [InlineData("(snap|crack)", "\"[snap]\"", "bones.yaml:6:5: '[snap]': every word is optional, so the term matches nothing")]
    [InlineData("(snap|crack)", "(snap|x [1])", "bones.yaml:6:5: 'x' cannot be searched for: one of its words has to begin with two letters or digits")]
    [InlineData("text: snapped", "text: <", "bones.yaml:7:5: '<' cannot be searched for: one of its words has to begin with two letters or digits")]
    [InlineData("(snap|crack)", "<snaps> snap", "bones.yaml:6:5: '<snaps> snap': unknown list 'snaps'; known: none")]
    [InlineData("text: snapped", "about: snapped", "bones.yaml:7:5: 'text' needs at least one term\nbones.yaml:7:5: unknown key 'about'; known: concept, denies, kinds, needs-place, sites, text")]
    [InlineData("type: absent", "type: absnt", "cues.yaml:2:11: unknown type 'absnt'; did you mean 'absent'?")]
    [InlineData("type: absent", "type: no", "cues.yaml:2:11: unknown type 'no'; known: absent, historical, hypothetical, other-person, possible, probable, pseudo, recommendation, stop, unlikely")]
    [InlineData("    direction: forward\n", "", "cues.yaml:2:5: 'direction' is missing: forward, backward or both")]
    [InlineData("stops: [but]", "stops: [butt]", "cues.yaml:4:12: unknown stop 'butt'; did you mean 'but'?")]
    [InlineData("    example: No snap.\n", "", "cues.yaml:2:5: 'example' is missing")]
    [InlineData("families: [break]", "families: [breaks]", "cues.yaml:14:29: unknown family 'breaks'; did you mean 'break'?")]
    [InlineData("assertion: historical", "assertion: historic", "cues.yaml:16:32: unknown assertion 'historic'; did you mean 'historical'?")]
    public void A_slip_is_told_with_its_place(string passage, string slip, string expected) =>
        Assert.Equal(expected, Problems(passage, slip));

    [Fact]
    public void An_empty_folder_and_a_missing_one_are_told()
    {
        using var folder = Some.Folder();
        var problems = new Problems();
        Assert.Null(LexiconReader.Read(folder.Path, problems));
        Assert.Null(LexiconReader.Read(folder["none"], problems));
        Assert.Equal([$"{folder.Path}: the folder holds no *.yaml file", $"{folder["none"]}: no such folder; the lexicon is expected there"], problems.All.Select(p => p.ToString()));
    }

    // All problems, one a line, after a passage of one of the two files was replaced.
    private static string Problems(string passage, string slip)
    {
        using var folder = Some.Folder();
        if (passage.Length > 0)
            Assert.True(Bones.Contains(passage, StringComparison.Ordinal) ^ Cues.Contains(passage, StringComparison.Ordinal), $"'{passage}' must stand in one of the files");
        foreach (var (file, text) in new[] { ("bones.yaml", Bones), ("cues.yaml", Cues) })
            File.WriteAllText(folder[file], passage.Length > 0 ? text.Replace(passage, slip, StringComparison.Ordinal) : text);
        var problems = new Problems();
        var lexicon = LexiconReader.Read(folder.Path, problems);
        Assert.Equal(problems.HasErrors, lexicon is null);
        return string.Join('\n', problems.All.Select(p => p with { File = Path.GetFileName(p.File) }));
    }
}
