using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>Random histories of runs, decisions and days.</summary>
public sealed class HistoryTests
{
    private const int Steps = 40;

    private static readonly (string Disposition, DispositionFields Fields)[] Choices =
    [
        ("in-review", new()), ("snooze", new()), ("reopen", new()), ("sent-to-clinician", new() { Recipient = "Dr. Ode" }), ("contacting-patient", new()),
        ("patient-declined", new()), ("not-indicated", new() { Text = "said so" }), ("moved", new()), ("hospice", new() { Date = Ward.Today }),
    ];

    private static readonly Gen<(int Kind, int Which, int Entry, int Days)> Step =
        from kind in Gen.Choose(0, 9)
        from which in Gen.Choose(0, 99)
        from entry in Gen.Choose(0, 2)
        from days in Gen.Choose(1, 40)
        select (kind, which, entry, days);

    private static readonly string[] Open = ["new", "in-review", "snoozed", "waiting", "reopened"];

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task No_random_history_loses_a_decision_or_breaks_a_rule(DatabaseEngine engine)
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var steps = Gen.Sample(Step, 50, new Rnd((ulong)seed), Steps);
            await using var ward = await Ward.Open(engine);
            await ward.Add("e0", "P1", "bone");
            await ward.Add("e1", "P1", "vascular", "statin-review");
            await ward.Add("e2", "P2", "bone");
            var (today, done) = (Ward.Today, new Dictionary<string, int> { ["e0"] = 0, ["e1"] = 0, ["e2"] = 0 });
            foreach (var (kind, which, entry, days) in steps)
            {
                var id = $"e{entry}";
                if (kind <= 1)
                    today = today.AddDays(days);
                else if (kind <= 4)
                    await Publish(ward, id, which, today);
                else
                    await Act(ward, id, kind, which, today, done);
                await Check(ward, today, done, $"seed {seed}");
            }
        }
    }

    // A run changes its own half only; what a person closed stays so unless a new episode came.
    private static async Task Publish(Ward ward, string id, int which, DateOnly today)
    {
        var before = await ward.Entry(id, today);
        var episode = which % 10 == 0;
        await ward.Publish(id, EntryNames.All<EntryFinding>().Where(f => f is not "merged").ElementAt(which % 6), episode, news: which % 3 == 0, reopening: which % 4 == 0);
        var after = await ward.Entry(id, today);
        Assert.Equal((before.Last, before.Revision), (after.Last, after.Revision));
        if (before.State == "closed-by-person" && !episode)
            Assert.True(after.State is "closed-by-person" or "withdrawn", after.State);
    }

    private static async Task Act(Ward ward, string id, int kind, int which, DateOnly today, Dictionary<string, int> done)
    {
        var (disposition, fields) = Choices[which % Choices.Length];
        var by = ward.By(today: today);
        var seen = (await ward.Entry(id, today)).Seen;
        var result = kind == 9
            ? await ward.Writer.TakeBack(id, seen, by, TestContext.Current.CancellationToken)
            : await ward.Decide(disposition, id, fields, by: by);
        Assert.True(result.Outcome is ActionOutcome.Done or ActionOutcome.Refused, result.Message);
        foreach (var changed in result.Outcome == ActionOutcome.Done ? result.AlsoChanged.Select(e => e.EntryId).Append(id) : [])
            done[changed]++;
    }

    private static async Task Check(Ward ward, DateOnly today, Dictionary<string, int> done, string where)
    {
        var rows = (await ward.Reader.List(new() { States = Enum.GetValues<EntryState>() }, today, 10, cancel: TestContext.Current.CancellationToken)).Entries;
        Assert.Equal(3, rows.Count);
        Assert.All(rows.Where(r => Open.Contains(r.State)).GroupBy(r => (r.PatientNow, r.Pathway)), g => Assert.Single(g));
        foreach (var row in rows)
        {
            Assert.Equal(EntryNames.Of(row.AtHand.On(today)), row.State);
            var history = await ward.History(row.EntryId);
            var decisions = history.Where(e => e.IsRevision).ToList();
            Assert.True(done[row.EntryId] == decisions.Count && row.Revision == decisions.Count, where);
            // People's half is what the history says it is.
            var folded = decisions.Aggregate(DecisionMade.None, (last, e) =>
            {
                Assert.Equal(last, EventDetail.Of(e.Detail).Before);
                return EventDetail.Of(e.Detail).After!;
            });
            Assert.Equal(folded, row.Last);
        }
    }
}
