using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class CourseTests
{
    private static readonly NewEpisode Acute = new() { AcuteAfter = P("P90D") };

    private static Event Fracture(string date, string says, LesionAge age = LesionAge.None, Severity severity = Severity.None, params string[] sites)
    {
        var e = Finding(date, "vertebral-fracture", sites.Length == 0 ? ["vertebra", "l1"] : sites);
        // As the reader does it: the same words, known again from the sixth on.
        var sentence = says.Split(' ').Length < 6 ? 0 : (ulong)says.GetHashCode(StringComparison.Ordinal) | 1;
        return e with { Mention = e.Mention! with { Text = "fracture", Length = 8, Age = age, Severity = severity, SentenceHash = sentence } };
    }

    private static Measure Bone(NewEpisode? news = null) => Measure() with
    {
        Index = new() { LookBack = P("P2Y"), Classes = [Class("A1", Text("vertebral-fracture"))], NewEpisode = news },
    };

    [Fact]
    public void A_finding_of_one_report_has_no_course() =>
        Assert.DoesNotContain("first seen", Gap(Bone(), Fracture("2026-01-01", "Fracture of L1."), Fracture("2026-01-01", "Old fracture of L1.", LesionAge.Chronic)).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData(LesionAge.Unchanged, Severity.None, "Unchanged fracture of L1.", "unchanged")]
    [InlineData(LesionAge.Healed, Severity.None, "Healed fracture of L1.", "healed")]
    [InlineData(LesionAge.Chronic, Severity.None, "Old fracture of L1.", "called old")]
    [InlineData(LesionAge.None, Severity.None, "Fracture of L1 is present.", "seen again")]
    [InlineData(LesionAge.Unchanged, Severity.Severe, "Severe fracture of L1.", "progressed")]
    [InlineData(LesionAge.Acute, Severity.Mild, "Mild acute compression fracture of the L1 vertebral body.", "in the same words")]
    public void Says_what_the_last_report_says_against_the_earlier_ones(LesionAge age, Severity severity, string says, string change)
    {
        var gap = Gap(
            Bone(),
            Fracture("2022-03-12", "Mild acute compression fracture of the L1 vertebral body.", LesionAge.Acute, Severity.Mild),
            Fracture("2025-01-01", "Fracture of L1."),
            Fracture("2026-05-03", says, age, severity));
        Assert.EndsWith($"; first seen 12 Mar 2022, {change} on 3 May 2026 (3 reports)", gap.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_before_the_look_back_is_evidence_of_when_it_was_first_seen()
    {
        var gap = Gap(Bone(), Fracture("2020-03-12", "Fracture of L1."), Fracture("2026-01-01", "Unchanged fracture of L1.", LesionAge.Unchanged));
        Assert.Equal(Day("2020-03-12"), Assert.Single(gap.Evidence, e => e.Role == "first-seen").Event!.Date);
        Assert.Equal(Day("2026-01-01"), gap.IndexDate);
    }

    [Fact]
    public void Another_level_side_or_concept_and_what_is_only_told_are_no_course()
    {
        var index = Fracture("2026-01-01", "Fracture of L1.");
        var told = Fracture("2024-01-01", "History of fracture of L1.");
        Assert.DoesNotContain("first seen", Gap(Bone(), Fracture("2022-01-01", "Fracture of T8.", sites: ["vertebra", "t8"]), index).Why, StringComparison.Ordinal);
        Assert.DoesNotContain("first seen", Gap(Bone(), Sided("2022-01-01", Laterality.Left), Sided("2026-01-01", Laterality.Right)).Why, StringComparison.Ordinal);
        Assert.DoesNotContain("first seen", Gap(Bone(), told with { Mention = told.Mention! with { Assertion = Assertion.Historical } }, index).Why, StringComparison.Ordinal);
        Assert.Contains("first seen", Gap(Bone(), Fracture("2022-01-01", "A vertebral fracture.", sites: ["vertebra"]), index).Why, StringComparison.Ordinal);

        static Event Sided(string date, Laterality side) => Fracture(date, "Fracture.") is var e ? e with { Mention = e.Mention! with { Laterality = side } } : e;
    }

    [Fact]
    public void A_sentence_copied_forward_is_no_new_episode_and_a_new_sentence_is()
    {
        const string Says = "There is an acute compression fracture of the L1 vertebral body.";
        var first = Fracture("2025-01-01", Says, LesionAge.Acute);
        var copy = Fracture("2025-09-01", Says, LesionAge.Acute);
        Assert.Single(Result(Bone(Acute), first, copy).Gaps);
        Assert.Equal(2, Result(Bone(Acute), first, Fracture("2025-09-01", "Now there is another acute compression fracture of the L1 vertebral body.", LesionAge.Acute)).Gaps.Count);
    }

    [Theory]
    [InlineData("Acute fracture.")]
    [InlineData("Acute fracture seen there (left).")]
    public void Fewer_than_six_words_are_no_copy(string says) =>
        Assert.Equal(2, Result(Bone(Acute), Fracture("2025-01-01", says, LesionAge.Acute), Fracture("2025-09-01", says, LesionAge.Acute)).Gaps.Count);

    [Fact]
    public void One_fracture_that_three_reports_name_has_one_date()
    {
        var twice = Bone(Acute) with { Tiers = [new(1, "two dates", new Condition.IndexDates(2)), new(2, "one", null)] };
        Event[] unchanged =
        [
            Fracture("2025-01-01", "Fracture of L1."),
            Fracture("2025-06-01", "Unchanged fracture of L1.", LesionAge.Unchanged),
            Fracture("2025-09-01", "Old fracture of L1.", LesionAge.Chronic),
        ];
        Assert.Equal(2, Gap(twice, unchanged).Tier);
        Assert.Equal(1, Gap(twice, [.. unchanged, Fracture("2025-10-01", "Fracture of T8.", sites: ["vertebra", "t8"])]).Tier);
    }

    [Fact]
    public void Explain_tells_it_too()
    {
        var explained = Evaluator(Bone()).Explain(Record(Fracture("2025-01-01", "Fracture of L1."), Fracture("2026-01-01", "Unchanged fracture of L1.", LesionAge.Unchanged)))[0];
        var step = Assert.Single(Assert.Single(explained.Episodes).Steps, s => s.Question == "over the patient's reports");
        Assert.Equal("first seen 1 Jan 2025, unchanged on 1 Jan 2026 (2 reports)", step.Answer);
    }
}
