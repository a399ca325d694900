using Opportune.Core;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>The file of hand-off: what it may say, and where a slip is told.</summary>
public class BadHandOffTests
{
    private const string File = "review/hand-off.yaml";

    [Fact]
    public void A_whole_file_is_read()
    {
        using var folder = new BrokenFolder();
        var rules = folder.Load().HandOff!;
        Assert.Equal([new("letter", "Letter"), new HandOffChannel("phone", "Phone")], rules.Channels);
        Assert.Equal((12, "family", "radiolog patholog"), (rules.Attribution.Months, string.Join(' ', rules.Attribution.PrimaryCare), string.Join(' ', rules.Attribution.Never)));
        Assert.Equal("For Dr. A", rules.SummaryHead.Fill(new Dictionary<string, string?> { ["recipient"] = "Dr. A" }, HandOffRules.LongestItem));
    }

    [Theory]
    [InlineData("id: phone", "id: letter", "3:10: there are two channels of the id 'letter'")]
    [InlineData("id: phone", "id: The phone", "3:10: an id is words of a-z and 0-9 joined by '-'")]
    [InlineData("label: Phone", "lable: Phone", "3:5: 'label' is missing|3:17: unknown key 'lable'; did you mean 'label'?")]
    [InlineData("months: 12", "months: 0", "4:23: 'months' must be a whole number from 1 to 120")]
    [InlineData("[radiolog, patholog]", "[patholog]", "4:51: a radiologist is never responsible: 'radiolog' is missing")]
    [InlineData("[family]", "[\"\"]", "4:41: an empty part would be in every role's name")]
    [InlineData("\"{patient} {record}: {paragraph} {looked-for} {limits}\"", "\"{patient} {record}: {paragraf} {looked-for} {limits}\"", "6:10: unknown placeholder 'paragraf'; did you mean 'paragraph'?|6:10: {paragraph} is missing: a message says so much at least")]
    [InlineData("Again: {patient}", "You must see {patient}", "7:13: 'must' is not said to people; say 'consider'")]
    [InlineData("summary: \"For {recipient}\"", "summary: \"For you\"", "8:12: {recipient} is missing: a message says so much at least")]
    [InlineData("  summary: \"For {recipient}\"\n", "", "6:3: 'summary' is missing")]
    [InlineData("For {recipient}", "For {recipient} {paragraph} {paragraph}", "8:12: its own words are too long: with its placeholders shortened it still has 828 characters, and at most 700 are sent")]
    public void A_slip_is_told_with_its_place(string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(string.Join('\n', expected.Split('|').Select(e => $"{File}:{e}")), folder.With(File, passage, slip).Problems());
    }

    [Theory]
    [InlineData("effect: wait, pathways", "effect: wait, hand-off: first, pathways", "3:69: a hand-off waits for its recipient: 'effect: wait' and 'required: [recipient]' alone")]
    [InlineData("label: Died, effect: close", "label: Died, answer: not-mine, effect: close", "14:37: 'not-mine' goes back to the list: 'effect: reopen'")]
    [InlineData("label: Died, effect: close", "label: Died, answer: declined, effect: close", "14:37: a clinician declines with a reason: 'required: [text]'")]
    [InlineData("label: Died, effect: close", "label: Died, answer: clinic, effect: close", "14:37: 'clinic' is on a day: 'required: [appointment]'")]
    [InlineData("label: Died, effect: close", "label: Died, answer: yes, effect: close", "14:37: unknown answer 'yes'; known: agreed, clinic, declined, not-mine, patient-declined")]
    public void A_step_or_answer_that_cannot_be_is_told(string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal($"review/dispositions.yaml:{expected}", folder.With("review/dispositions.yaml", passage, slip).Problems());
    }
}
