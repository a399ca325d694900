using Opportune.Core;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Core.Validation;

/// <summary>What a blind sample shows, and when it is enough.</summary>
public class ValidationTests
{
    [Fact]
    public void Kappa_is_that_of_printed_examples()
    {
        // Viera and Garrett, Fam Med 2005;37:360: 15 yes and yes, 5 and 10 that differ, 70 no and no: 0.57.
        Assert.Equal(0.57, Kappa.Of(Pairs((15, 1, 1), (5, 1, 0), (10, 0, 1), (70, 0, 0))), 0.005);
        // Three answers, by hand: 0.6 observed, 0.3575 by chance.
        Assert.Equal((0.6 - 0.3575) / (1 - 0.3575), Kappa.Of(Pairs((30, 0, 0), (20, 1, 1), (10, 2, 2), (10, 0, 1), (10, 1, 2), (10, 2, 0), (5, 0, 2), (5, 1, 0))), 1e-12);
        Assert.Equal(1, Kappa.Of(Pairs((3, 0, 0), (4, 1, 1))), 1e-12);
        Assert.Equal(0, Kappa.Of(Pairs((1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1))), 1e-12);
        Assert.Equal(-1, Kappa.Of(Pairs((1, 0, 1), (1, 1, 0))), 1e-12);
        Assert.True(double.IsNaN(Kappa.Of(Pairs((5, 1, 1)))));
        Assert.True(double.IsNaN(Kappa.Of<int>([])));
    }

    [Fact]
    public void Two_judge_blind_a_third_settles_and_nobody_answers_twice()
    {
        var fresh = new SampleCase(1, Stratum.Listed, []);
        Assert.False(fresh.Asks("a"));
        var one = fresh with { Answers = [Says("a", CaseAnswer.ShouldBeListed)] };
        Assert.Equal(((bool?)null, (bool?)false, (CaseAnswer?)null), (one.Asks("a"), one.Asks("b"), one.Final));
        var agreed = one with { Answers = [.. one.Answers, Says("b", CaseAnswer.ShouldBeListed)] };
        Assert.Equal(((bool?)null, (CaseAnswer?)CaseAnswer.ShouldBeListed, false), (agreed.Asks("c"), agreed.Final, agreed.IsDisputed));
        var disputed = one with { Answers = [.. one.Answers, Says("b", CaseAnswer.CannotTell)] };
        Assert.Equal(((bool?)null, (bool?)null, (bool?)true, (CaseAnswer?)null), (disputed.Asks("a"), disputed.Asks("b"), disputed.Asks("c"), disputed.Final));
        var settled = disputed with { Answers = [.. disputed.Answers, Says("c", CaseAnswer.ShouldNotBeListed) with { Settles = true }] };
        Assert.Equal(((bool?)null, (CaseAnswer?)CaseAnswer.ShouldNotBeListed), (settled.Asks("d"), settled.Final));
    }

    [Theory]
    // 88 of 100 is the first whose interval (Wilson) begins at 0.80.
    [InlineData(87, 100, 0, 50, "at the least")]
    [InlineData(88, 100, 0, 50, null)]
    [InlineData(88, 100, 2, 50, null)]
    [InlineData(88, 100, 3, 50, "of the excluded and withheld")]
    // All right, and too few to say so.
    [InlineData(15, 15, 0, 0, "at the least")]
    [InlineData(16, 16, 0, 0, null)]
    [InlineData(0, 0, 0, 50, "at the least")]
    public void Live_needs_a_lower_bound_of_precision_and_few_wrongly_excluded(int right, int listed, int wrong, int leftOut, string? refused)
    {
        var cases = Enumerable.Range(0, listed).Select(i => Settled(i, Stratum.Listed, i < right ? CaseAnswer.ShouldBeListed : CaseAnswer.CannotTell))
            .Concat(Enumerable.Range(0, leftOut).Select(i => Settled(listed + i, Stratum.LeftOut, i < wrong ? CaseAnswer.ShouldBeListed : CaseAnswer.ShouldNotBeListed))).ToList();
        var figures = new ValidationFigures(cases);
        Assert.Equal(Share.Of(right, listed), figures.Precision);
        Assert.Equal(Share.Of(wrong, leftOut), figures.WronglyExcluded);
        if (refused is null)
            Assert.Null(figures.Refusal(new()));
        else
            Assert.Contains(refused, figures.Refusal(new()), StringComparison.Ordinal);
        Assert.Contains("not settled yet", new ValidationFigures([.. cases, new(999, Stratum.Mention, [Says("a", CaseAnswer.CannotTell)])]).Refusal(new()), StringComparison.Ordinal);
        Assert.Contains("no case", new ValidationFigures([]).Refusal(new()), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_program_and_people_differ_is_counted_by_what_people_gave_as_the_cause()
    {
        var figures = new ValidationFigures(
        [
            Settled(1, Stratum.Listed, CaseAnswer.ShouldBeListed), Settled(2, Stratum.Listed, CaseAnswer.ShouldNotBeListed, AnswerCause.Treated), Settled(3, Stratum.Listed, CaseAnswer.ShouldNotBeListed, AnswerCause.Treated),
            Settled(4, Stratum.NoMention, CaseAnswer.ShouldBeListed, AnswerCause.Stated), Settled(5, Stratum.NoMention, CaseAnswer.ShouldNotBeListed), Settled(6, Stratum.Mention, CaseAnswer.CannotTell, AnswerCause.TooLittle),
            new(7, Stratum.Mention, [Says("a", CaseAnswer.ShouldBeListed), Says("b", CaseAnswer.ShouldNotBeListed), new("c", CaseAnswer.ShouldBeListed, AnswerCause.Uncertain, true)]),
        ]);
        Assert.Equal([(AnswerCause.Treated, 2), (AnswerCause.Stated, 1), (AnswerCause.Uncertain, 1)], figures.Disagreements);
        Assert.Equal((Share.Of(1, 2), Share.Of(1, 2), Share.Of(1, 3)), (figures.MissedWithMention, figures.MissedWithoutMention, figures.Precision));
        Assert.True(double.IsNaN(figures.ClosedWrongly.Value));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)]
    [InlineData(20, 1000, false)]
    [InlineData(21, 1000, true)]
    public void A_change_that_moves_more_than_two_in_a_hundred_asks_for_a_sample(long moved, long entries, bool asks) => Assert.Equal(asks, new ValidationSettings().AsksForSample(moved, entries));

    [Theory]
    [InlineData("precision-at-least: 1.2", "1:21: 'precision-at-least' must be a share from 0 to 1")]
    [InlineData("monthly-days: -1", "1:15: 'monthly-days' must be a whole number of days, or 0")]
    [InlineData("precision-at-last: 0.9", "1:1: unknown key 'precision-at-last'; did you mean 'precision-at-least'?")]
    public void A_slip_in_the_settings_is_told_with_its_place(string text, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal($"review/validation.yaml:{expected}", folder.With("review/validation.yaml", "", text).Problems());
        using var good = new BrokenFolder();
        Assert.Equal(0.9, good.With("review/validation.yaml", "", "precision-at-least: 0.9").Load().Validation.PrecisionAtLeast);
    }

    private static GivenAnswer Says(string who, CaseAnswer answer, AnswerCause cause = AnswerCause.Stated) => new(who, answer, cause, false);

    private static SampleCase Settled(int ordinal, Stratum stratum, CaseAnswer answer, AnswerCause cause = AnswerCause.NotStated) => new(ordinal, stratum, [Says("a", answer, cause), Says("b", answer, cause)]);

    private static List<(int, int)> Pairs(params (int Times, int One, int Other)[] counts) => [.. counts.SelectMany(c => Enumerable.Repeat((c.One, c.Other), c.Times))];
}
