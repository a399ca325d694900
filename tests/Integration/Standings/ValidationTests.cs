using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Database.Validation;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Publishing;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Standings;

/// <summary>A signature rests on a sample that two people judged blind, drawn by what is published, and good enough.</summary>
public sealed class ValidationTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task No_sample_one_that_is_not_settled_a_bad_one_or_one_of_other_versions_carries_no_signature(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var table = new ValidationTable(nights.Database);
        Assert.Contains("ask for one", await Sign(nights), StringComparison.Ordinal);
        Assert.Contains("nothing of that measure", await table.Ask("dexa", "south", SampleKind.GoingLive, "lea", Role.ClinicalLead, Token), StringComparison.Ordinal);
        var open = await Judged.Drawn(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 20, 20));
        Assert.Contains("20 of the sample's 20 cases are not settled", await Sign(nights), StringComparison.Ordinal);
        Assert.Contains("being judged already", await table.Ask("dexa", "north", SampleKind.GoingLive, "lea", Role.ClinicalLead, Token), StringComparison.Ordinal);
        Assert.Null(await table.End(open.SampleId, "lea", Token));
        Assert.Contains("ask for one", await Sign(nights), StringComparison.Ordinal);
        await Judged.Sample(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 20, 15));
        Assert.Contains("of what is listed 75", await Sign(nights), StringComparison.Ordinal);
        await Judged.Sample(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 20, 20), (Stratum.LeftOut, 10, 1));
        Assert.Contains("of the excluded and withheld 10", await Sign(nights), StringComparison.Ordinal);
        await Judged.Sample(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 20, 20), (Stratum.LeftOut, 10, 0));
        nights.LexiconHash = "l2";
        await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01"));
        Assert.Contains("changed since the sample was drawn", await Sign(nights), StringComparison.Ordinal);
        // Of a part that was validated as a whole, thirty listed ones are enough after a change.
        await Judged.Sample(nights.Database, await Part(nights), SampleKind.AfterChange, (Stratum.Listed, 30, 30));
        Assert.Null(await Sign(nights));
        // The report's precision: all settled samples of the days asked for, but for what was given up.
        Assert.Equal((85, 90), await nights.Database.Read(c => ValidationTable.Precision(c, "dexa", new(2026, 4, 1), new(2026, 6, 30)), Token));
        Assert.Equal((30, 30), await nights.Database.Read(c => ValidationTable.Precision(c, "dexa", new(2026, 6, 2), new(2026, 6, 30)), Token));
        Assert.Equal((0, 0), await nights.Database.Read(c => ValidationTable.Precision(c, "statin", new(2026, 4, 1), new(2026, 6, 30)), Token));
        var signed = (await new StandingTable(nights.Database).History("dexa", "north", Token))[0];
        Assert.Equal(("live", "signed", "clinical-lead", "l2"), (signed.Standing, signed.Basis, signed.Role, signed.LexiconSha256));
        Assert.Equal([4L], await nights.Ask<long>("select sample_id - (select min(sample_id) from validation_samples) from standing_decisions where basis = 'signed'"));
        await nights.Publish("2026-06-02", Open("statin", "p1", "2026-03-01"));
        var statin = (await new StandingTable(nights.Database).List(Token)).First(p => p.Measure == "statin");
        await Judged.Sample(nights.Database, statin, SampleKind.AfterChange, (Stratum.Listed, 30, 30));
        Assert.Contains("never validated here as a whole", await new StandingTable(nights.Database).Decide(new("statin", "north", Standing.Live, [], "we looked at it", statin.Versions), "lea", Role.ClinicalLead, new(), Token), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cases_are_judged_blind_by_two_settled_by_a_third_and_their_texts_are_gone_with_the_last_answer(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var table = new ValidationTable(nights.Database);
        var sample = await Judged.Drawn(nights.Database, await Part(nights), SampleKind.Monthly, (Stratum.Listed, 1, 0), (Stratum.NoMention, 1, 0));
        var (ann, bob, cat) = (await Judged.Person(nights.Database, "ann"), await Judged.Person(nights.Database, "bob"), await Judged.Person(nights.Database, "cat"));
        Task<string?> Say(string who, int ordinal, CaseAnswer answer, string? own = null) => table.Answer(sample.SampleId, ordinal, answer, AnswerCause.Stated, who, Role.Reviewer, own, Token);
        Assert.Equal(1, (await table.Next(sample.SampleId, ann, null, Token))!.Ordinal);
        // Nobody judges the own record.
        Assert.Equal(2, (await table.Next(sample.SampleId, ann, "Listed-0", Token))!.Ordinal);
        Assert.Contains("not, or no more", await Say(ann, 1, CaseAnswer.ShouldBeListed, "Listed-0"), StringComparison.Ordinal);
        Assert.Null(await Say(ann, 1, CaseAnswer.ShouldBeListed));
        Assert.Contains("not, or no more", await Say(ann, 1, CaseAnswer.ShouldNotBeListed), StringComparison.Ordinal);
        Assert.Null(await Say(bob, 1, CaseAnswer.ShouldNotBeListed));
        Assert.Null(await Say(ann, 2, CaseAnswer.ShouldNotBeListed));
        Assert.Null(await Say(bob, 2, CaseAnswer.ShouldNotBeListed));
        Assert.Equal((0, 0, 1), (await table.CountFor(sample.SampleId, ann, null, Token), await table.CountFor(sample.SampleId, bob, null, Token), await table.CountFor(sample.SampleId, cat, null, Token)));
        var disputed = (await table.Next(sample.SampleId, cat, null, Token))!;
        Assert.Equal([CaseAnswer.ShouldBeListed, CaseAnswer.ShouldNotBeListed], disputed.Disputed.Select(d => d.Answer));
        Assert.Equal([2L], await nights.Ask<long>("select count(*) from validation_cases where shown is not null"));
        Assert.Null(await Say(cat, 1, CaseAnswer.ShouldBeListed));
        Assert.Equal([0L], await nights.Ask<long>("select count(*) from validation_cases where shown is not null"));
        Assert.Contains("nothing of this sample", await Say(cat, 2, CaseAnswer.ShouldBeListed), StringComparison.Ordinal);
        var figures = await table.Figures(sample.SampleId, Token);
        Assert.Equal((true, 1.0, 0.0), (figures.IsComplete, figures.Precision.Value, figures.MissedWithoutMention.Value));
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("update validation_answers set answer = 'cannot-tell'"));
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("delete from validation_answers"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_live_asks_for_a_monthly_sample_of_itself(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        await Judged.Sample(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 20, 20));
        Assert.Null(await Sign(nights));
        Assert.Empty(await Due(28));
        Assert.Empty(await Due(0));
        // As if a month had passed.
        Assert.Equal(("monthly", "dexa", "the program"), Assert.Single(await Due(-1)) is var due ? (due.Kind, due.Measure, due.AskedBy) : default);
        Assert.Single(await Due(-1));

        Task<List<SampleRow>> Due(int days) => nights.Database.Write(c =>
        {
            ValidationTable.AskForDue(c, days);
            return ValidationTable.Wanted(c);
        }, Token);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sentences_that_a_sample_settled_join_the_regression_set_of_those_never_listed_too(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Do("delete from shown_parts");
        await nights.Publish("2026-06-01", Open("dexa", "Listed-0", "2026-03-01"), Open("dexa", "Listed-1", "2026-03-01"), Open("dexa", "Listed-2", "2026-03-01"), Open("dexa", "LeftOut-0", "2026-03-01"));
        await nights.Do("""update gaps set evidence = '[{"role":"index","outcome":"found","table":"imaging_findings","length":8,"excerpt":"Of ' || patient_id || '."}]' """);
        var table = new ValidationTable(nights.Database);
        var sample = await Judged.Drawn(nights.Database, await Part(nights), SampleKind.GoingLive, (Stratum.Listed, 3, 0), (Stratum.LeftOut, 1, 0));
        foreach (var (ordinal, answer, cause) in new[]
        {
            (1, CaseAnswer.ShouldBeListed, AnswerCause.Stated), (2, CaseAnswer.ShouldNotBeListed, AnswerCause.NotStated), (3, CaseAnswer.ShouldNotBeListed, AnswerCause.Treated), (4, CaseAnswer.ShouldBeListed, AnswerCause.Stated),
        })
        {
            Assert.Empty(await nights.Database.Read(Opportune.Database.Disputes.DisputeTable.Sentences, Token));
            foreach (var who in new[] { "ann", "bob" })
                Assert.Null(await table.Answer(sample.SampleId, ordinal, answer, cause, await Judged.Person(nights.Database, who), Role.Reviewer, null, Token));
        }
        Assert.Equal([("confirmed", "Of Listed-0."), ("disputed", "Of Listed-1.")], (await nights.Database.Read(Opportune.Database.Disputes.DisputeTable.Sentences, Token)).Select(s => (s.Kind, s.Sentence)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_sample_that_waits_says_why_until_it_is_drawn(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var table = new ValidationTable(nights.Database);
        Assert.Null(await table.Ask("dexa", "north", SampleKind.GoingLive, "lea", Role.ClinicalLead, Token));
        var wanted = Assert.Single(await table.List(cancel: Token));
        Assert.Null(wanted.Problem);
        foreach (var (problem, failed) in new[] { (DrawProblem.Failed, 1L), (DrawProblem.NoText, 0L), (DrawProblem.Failed, 1L) })
        {
            await nights.Database.Write(c => { ValidationTable.NoteProblem(c, wanted.SampleId, problem); return 0; }, Token);
            var now = Assert.Single(await table.List(cancel: Token));
            Assert.Equal((EntryNames.Of(problem), true, true), (now.Problem, now.ProblemAt is not null, now.IsWanted));
            Assert.Equal(failed, await nights.Database.Read(ValidationTable.Failed, Token));
        }
        Assert.Null(await table.End(wanted.SampleId, "lea", Token));
        Assert.Equal(0, await nights.Database.Read(ValidationTable.Failed, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<StandingPart> Part(Nights nights) => (await new StandingTable(nights.Database).List(Token)).First(p => p.Measure == "dexa");

    private static async Task<string?> Sign(Nights nights) =>
        await new StandingTable(nights.Database).Decide(new("dexa", "north", Standing.Live, [], "we looked at it", (await Part(nights)).Versions), "lea", Role.ClinicalLead, new(), Token);
}
