using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Quality;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Quality;

/// <summary>The tables of a quarter, made of planted cases and of what people did with them, are the same on both engines and count what was planted.</summary>
public sealed class QualityEngineTests
{
    private const int Cases = 120;
    private static readonly Measure Dexa = Measures.First(m => m.Id == "dexa");
    private static readonly Quarter Asked = new(new(2026, 1, 1));

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Planted_cases_are_counted_without_what_was_taken_back_undone_or_too_late(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var window = new QualityIndicators(Dexa).WindowDays;
        var chosen = Ward.Dispositions;
        var (answer, dismissal) = (chosen.All.First(d => d.Answer is not null).Id, chosen.All.First(d => d is { Effect: DispositionEffect.Close, Expects: null, Answer: null }).Id);
        await ward.Run(c =>
        {
            var random = new Random(3);
            for (var i = 0; i < Cases; i++)
            {
                var (id, zero) = ($"e{i:000}", Asked.First.AddDays(i % 60));
                Ward.Insert(c, id, $"P{i}", leader: "dexa");
                // The quarter before is left out, since it may be cut off.
                foreach (var (gap, day) in new[] { ($"g{i}", zero), ($"old{i}", zero.AddDays(-92)) })
                {
                    c.Execute(
                        """
                        insert into quality_cases (measure, gap_id, patient_id, entry_id, day_zero, site, sex, age, seen_on, open_on, listed_on, done_on, done_by)
                        values ('dexa', @gap, @patient, @id, @day, '', @sex, 70, @listed, @listed, @listed, @done, @by)
                        """,
                        new { gap, patient = $"P{i}", id = gap[0] == 'g' ? id : null, day, sex = i % 2 == 0 ? "F" : "M", listed = day.AddDays(10), done = i % 3 == 0 ? day.AddDays(i % 2 == 0 ? 20 : window) : i % 3 == 1 ? day.AddDays(window + 1) : (DateOnly?)null, by = i % 6 < 3 ? "procedures" : "medications" });
                }
                // Every second is decided about in time; of ten that were, one is taken back.
                if (i % 2 == 0)
                    Decide(c, id, i % 4 == 0 ? "sent-to-clinician" : dismissal, zero.AddDays(12), undone: i % 20 == 10);
                if (i % 4 == 0)
                {
                    c.Execute(
                        """
                        insert into hand_offs (entry_id, request_id, step, episode, recipient_id, recipient_name, channel, message, data_up_to, sent_by, sent_at, sent_on, undone_at)
                        values (@id, @id, 'first', 1, 'x', 'x', 'mail', 'x', @day, 'ann', @at, @day, @undone)
                        """,
                        new { id, day = zero.AddDays(12), at = At(zero.AddDays(12)), undone = i % 40 == 4 ? At(zero.AddDays(13)) : (DateTimeOffset?)null });
                    if (i % 8 == 0)
                        Decide(c, id, answer, zero.AddDays(20), undone: false);
                }
            }
            return 0;
        });
        await ward.Run(c =>
        {
            QualityBook.Make(c, [Dexa], chosen, Asked.Last.AddDays(400));
            return 0;
        });
        var rows = await ward.Database.Read(c => QualityBook.Rows(c, "dexa")[Asked].Where(r => r.Attribute.Length == 0).ToDictionary(r => r.Split), TestContext.Current.CancellationToken);
        var all = Enumerable.Range(0, Cases).ToList();
        var reviewed = all.Where(i => i % 2 == 0 && i % 20 != 10).ToList();
        var sent = reviewed.Where(i => i % 4 == 0 && i % 40 != 4).ToList();
        void Is(string split, int having, int? of) => Assert.Equal((split, having, of - having), (split, (int)rows[split].Having!, (int?)rows[split].Lacking));
        Is("", Cases, null);
        Is("early", all.Count(i => i % 3 == 0), Cases);
        Is("late", all.Count(i => i % 3 == 1), Cases - all.Count(i => i % 3 == 0));
        Is("by-test", all.Count(i => i % 3 == 0 && i % 6 < 3), all.Count(i => i % 3 == 0));
        Is("later-by-test", all.Count(i => i % 3 == 1 && i % 6 < 3), all.Count(i => i % 3 == 1));
        Is("reviewed", reviewed.Count, Cases);
        Is("sent", sent.Count, reviewed.Count);
        Is("answered", sent.Count(i => i % 8 == 0), sent.Count);
        Is("dismissed", reviewed.Count(i => i % 4 != 0), reviewed.Count);
        // Nobody opened an entry that the trail knows of: there is no median, and that is kept, too.
        Assert.Null((await ward.Database.Read(c => ProgrammeFacts.Of(c, Dexa, Asked), TestContext.Current.CancellationToken)).Minutes);
        Assert.NotEmpty(await ward.Database.Read(c => QualityBook.Curve(c, "dexa", Asked), TestContext.Current.CancellationToken));
    }

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(10, 0), TimeSpan.Zero);

    private static void Decide(System.Data.Common.DbConnection c, string id, string reason, DateOnly day, bool undone)
    {
        var number = c.ExecuteScalar<long>(
            "insert into entry_events (entry_id, at, as_of, kind, actor, reason, state_after, text) values (@id, @at, @day, 'decided', 'ann', @reason, 'waiting', 'x') returning event_id",
            new { id, at = At(day), day, reason });
        if (undone)
        {
            c.Execute(
                "insert into entry_events (entry_id, at, as_of, kind, actor, reason, state_after, text, detail) values (@id, @at, @day, 'taken-back', 'ann', @reason, 'new', 'x', @detail)",
                new { id, at = At(day.AddDays(1)), day = day.AddDays(1), reason, detail = new EventDetail { Undone = number }.ToText() });
        }
    }
}
