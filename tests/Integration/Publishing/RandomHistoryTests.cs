using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>
/// Random histories of runs, decisions, corrections, merges, held sites, changed rules and days that pass, held after every
/// night to what must always be so and to a model that looks at tonight's gaps only.
/// </summary>
public sealed class RandomHistoryTests
{
    private static readonly string[] Patients = ["a", "b", "c", "d"];
    private static readonly string[] Sites = ["north", "south"];

    [Theory]
    [InlineData(DatabaseEngine.Sqlite, 150)]
    [InlineData(DatabaseEngine.PostgreSql, 6)]
    public void Every_history_keeps_what_must_always_be_so(DatabaseEngine engine, int histories)
    {
        // Each number is what one night is drawn from, so that a failing history shrinks to few nights.
        var nights = Gen.Choose(1, 1_000_000).ListOf().Where(n => n.Count is > 0 and < 12).Select(n => n.ToArray());
        var property = Prop.ForAll(Arb.From(nights, Shrink), seeds =>
        {
            Live(engine, seeds).GetAwaiter().GetResult();
            return true;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(histories).WithEndSize(12), property);
    }

    private static IEnumerable<int[]> Shrink(int[] seeds) => Enumerable.Range(0, seeds.Length).Where(_ => seeds.Length > 1).Select(i => seeds.Where((_, at) => at != i).ToArray());

    private static async Task Live(DatabaseEngine engine, int[] seeds)
    {
        await using var nights = engine == DatabaseEngine.Sqlite ? await Nights.InMemory() : await Nights.On(engine);
        var asOf = new DateOnly(2026, 1, 1);
        var gaps = new Dictionary<(string, string), Gap>();
        foreach (var seed in seeds)
        {
            var random = new Random(seed);
            asOf = asOf.AddDays(random.Next(1, 40));
            await Decide(nights, random, asOf);
            Change(nights, random, asOf, gaps);
            // Of merged patients the run finds what remains under the one that stands for both.
            Gap[] tonight = [.. gaps.Values.GroupBy(g => (Patient: nights.Merged.GetValueOrDefault(g.PatientId, g.PatientId), g.Measure)).Select(g => g.OrderBy(x => x.PatientId, StringComparer.Ordinal).First() with { PatientId = g.Key.Patient })];
            await Night(nights, asOf, tonight);
            var settled = await nights.Entries();
            Assert.Empty(await nights.Publish(Text(asOf), tonight));
            Assert.Equal(settled, await nights.Entries());
        }
    }

    private static async Task Night(Nights nights, DateOnly asOf, Gap[] tonight)
    {
        var (before, people, rows) = (await nights.Entries(), await People(nights), await nights.Gaps());
        var events = (await nights.Events()).Count;

        var changes = await nights.Publish(Text(asOf), tonight);

        var (after, now) = (await nights.Entries(), await nights.Gaps());
        // Nobody's decision is touched, and no entry vanishes or changes its name.
        Assert.Equal(people, (await People(nights)).Where(p => people.Any(q => q.EntryId == p.EntryId)));
        Assert.All(before, b => Assert.Contains(after, a => (a.EntryId, a.PatientId, a.Pathway, a.Number, a.FirstSeen) == (b.EntryId, b.PatientId, b.Pathway, b.Number, b.FirstSeen)));
        // The list is tonight's, but for what is held.
        var expected = tonight.Where(g => !IsHeld(nights, rows, g)).Select(g => (g.PatientId, g.Measure, EntryNames.Of(g.Status), g.IndexDate))
            .Concat(rows.Where(r => nights.Held.Contains(new(r.Measure, r.Site)) || tonight.Any(g => (g.PatientId, g.Measure) == (r.PatientId, r.Measure) && nights.Held.Contains(new(g.Measure, g.Site ?? "")))).Select(r => (r.PatientId, r.Measure, r.Status, r.IndexDate)));
        Assert.Equal(expected.Order(), now.Select(r => (r.PatientId, r.Measure, r.Status, r.IndexDate)).Order());
        // One open entry a patient and pathway, on this day as on any; and only for a gap that is there.
        foreach (var mine in after.GroupBy(e => (e.PatientNow, e.Pathway)))
            Assert.InRange(mine.Count(e => IsOpen(e, asOf)), 0, 1);
        Assert.All(now.Where(r => r.Status is "open" or "withheld" && nights.Held.Count == 0), r => Assert.Contains(after, e => e.EntryId == r.EntryId && e.PatientNow == r.PatientId && e.Finding is "open" or "treatment-unknown"));
        if (nights.Held.Count == 0)
            Model(after, now);
        // The causes sum to the difference.
        foreach (var part in before.Concat(after).Select(e => e.Pathway).Distinct())
        {
            var difference = after.Count(e => e.Pathway == part && e.Finding == "open") - before.Count(e => e.Pathway == part && e.Finding == "open");
            Assert.Equal(difference, changes.Where(c => c.Pathway == part).Sum(c => c.Change switch { "added" => c.Amount, "dropped" => -c.Amount, _ => 0 }));
        }
        // Whatever changed for people is told.
        var told = (await nights.Events()).Skip(events).Select(e => e.EntryId).ToHashSet();
        Assert.All(after.Where(a => before.FirstOrDefault(b => b.EntryId == a.EntryId) is not { } b || (a.Finding, a.Leader, a.PatientNow, a.Episode) != (b.Finding, b.Leader, b.PatientNow, b.Episode)), a => Assert.Contains(a.EntryId, told));
    }

    // Looks at tonight only: what the pathway's gaps make of the one entry that is not history.
    private static void Model(IReadOnlyList<SeenEntry> entries, IReadOnlyList<SeenGap> gaps)
    {
        foreach (var (patient, pathway) in gaps.Select(g => (g.PatientId, Found.Measures.Single(m => m.Id == g.Measure).Pathway)).Distinct())
        {
            var ranked = Found.Measures.Where(m => m.Pathway == pathway).OrderBy(m => m.Rank).SelectMany(m => gaps.Where(g => g.PatientId == patient && g.Measure == m.Id)).ToList();
            var leader = ranked.FirstOrDefault(g => g.Status == "open") ?? ranked.FirstOrDefault(g => g.Status == "withheld");
            var listed = entries.Where(e => e.PatientNow == patient && e.Pathway == pathway && e.Finding is "open" or "treatment-unknown" && e.PatientNow == patient && e.Pathway == pathway).ToList();
            if (leader is null)
                Assert.Empty(listed);
            else
                Assert.Equal((leader.Measure, leader.Status == "open" ? "open" : "treatment-unknown"), Assert.Single(listed) is var e ? (e.Leader, e.Finding) : default);
        }
    }

    private static bool IsHeld(Nights nights, IReadOnlyList<SeenGap> rows, Gap gap) => nights.Held.Contains(new(gap.Measure, gap.Site ?? ""))
        || rows.Any(r => (r.PatientId, r.Measure) == (gap.PatientId, gap.Measure) && nights.Held.Contains(new(r.Measure, r.Site)));

    private static bool IsOpen(SeenEntry entry, DateOnly asOf) => (entry.ReturnsOn <= asOf ? entry.StateLapsed : entry.State) is "new" or "in-review" or "snoozed" or "waiting" or "reopened";

    private static Task<IReadOnlyList<PersonHalf>> People(Nights nights) => nights.Ask<PersonHalf>(
        "select entry_id, decision, on_episode, on_news, on_reopenings, returns_on, revision from entries order by entry_id");

    private static async Task Decide(Nights nights, Random random, DateOnly asOf)
    {
        foreach (var entry in await nights.Entries())
        {
            if (random.Next(4) == 0 && entry.State != "withdrawn" && entry.MergedInto is null && !(await nights.Entries()).Any(e => (e.PatientId, e.Pathway) == (entry.PatientId, entry.Pathway) && e.Number > entry.Number))
                await nights.Decide(entry.EntryId, new[] { "review", "snooze", "wait", "close", "close" }[random.Next(5)], random.Next(2) == 0 ? null : Text(asOf.AddDays(random.Next(1, 90))));
        }
    }

    private static void Change(Nights nights, Random random, DateOnly asOf, Dictionary<(string, string), Gap> gaps)
    {
        foreach (var patient in Patients)
        {
            foreach (var measure in Found.Measures)
            {
                if (random.Next(3) == 0)
                    gaps.Remove((patient, measure.Id));
                else if (random.Next(2) == 0)
                    gaps[(patient, measure.Id)] = Gap(random, measure.Id, patient, asOf);
            }
        }
        if (random.Next(3) == 0)
        {
            nights.Merged.Clear();
            var into = Patients[random.Next(4)];
            foreach (var patient in Patients.Where(p => p != into && random.Next(3) == 0))
                nights.Merged[patient] = into;
        }
        nights.Held.Clear();
        // A patient who is merged has rows at two sites, so a model of what is held says nothing simple then.
        if (nights.Merged.Count == 0 && random.Next(4) == 0)
            nights.Held.Add(new(Found.Measures[random.Next(3)].Id, Sites[random.Next(2)]));
        nights.MeasureHash = random.Next(5) == 0 ? $"m{random.Next(3)}" : nights.MeasureHash;
        nights.LexiconHash = random.Next(5) == 0 ? $"l{random.Next(3)}" : nights.LexiconHash;
    }

    private static Gap Gap(Random random, string measure, string patient, DateOnly asOf)
    {
        var gap = Found.Open(measure, patient, Text(asOf.AddDays(-random.Next(20, 800))), random.Next(1, 5), Sites[random.Next(2)], random.Next(2) == 0, random.Next(3) == 0 ? "coronary" : "");
        if (random.Next(3) == 0)
            gap = gap.With(Found.Fact(Text(asOf.AddDays(-random.Next(20))), acute: random.Next(2) == 0));
        var day = Text(asOf.AddDays(-random.Next(60)));
        return random.Next(9) switch
        {
            0 => gap.Closed(day, row: random.Next(2) == 0 ? "dxa" : "reported:1"),
            1 => gap.Closed(day, holdsUntil: Text(asOf.AddDays(random.Next(60)))),
            2 => gap.Dead(day),
            3 => gap.NotActive(),
            4 => gap.Withheld(),
            5 => gap.Prospective(Text(asOf.AddDays(9))),
            _ => gap,
        };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record PersonHalf(string EntryId, string? Decision, long? OnEpisode, long? OnNews, long? OnReopenings, DateOnly? ReturnsOn, long Revision);
}
