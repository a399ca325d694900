using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>A patient's answer depends on the patient and the measure alone.</summary>
public class IndependenceTests
{
    [Fact]
    public void The_order_of_events_and_other_measures_change_nothing()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, random.Next(1, 14)).Select(i => Any(random, i)).ToArray();
            var shuffled = events.ToArray();
            random.Shuffle(shuffled);
            var (one, other) = (Episodic("a-review"), Episodic("b-review") with { Exclude = [] });
            var alone = Text(Evaluate([one], Record(events)).Single());
            var together = Evaluate([one, other], Record(events) with { Events = shuffled });
            Assert.True(alone == Text(together[0]), $"seed {seed}:\n{alone}\n{Text(together[0])}");
        }
    }

    [Fact]
    public void The_books_balance_for_any_patients()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var measure = Episodic("a-review");
        var evaluator = Evaluator(measure);
        for (var seed = 1; seed <= 500; seed++)
        {
            var random = new Random(seed);
            var result = evaluator.Evaluate(Record([.. Enumerable.Range(0, random.Next(0, 5)).Select(i => Any(random, i))]))[0];
            Assert.Equal(result.Outcome == FunnelSteps.HasIndex ? 1 : 0, result.Gaps.Count(g => g.Leads));
            Assert.Contains(result.Outcome, FunnelSteps.All);
            counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
        }
        Assert.Equal(500, counts.Values.Sum());
        Assert.True(counts.Count >= 3, string.Join(", ", counts));
    }

    private static IReadOnlyList<MeasureResult> Evaluate(Measure[] measures, PatientRecord record) =>
        new MeasureEvaluator(Rulebook(measures), Coverage(), SiteControls.HoldingExcept(new HashSet<string>()), AsOf).Evaluate(record);

    private static Measure Episodic(string id)
    {
        var measure = Measure(
            Ask("first", Coded("first")) with { AtLeast = 2, Apart = P("P30D") },
            Ask("later", Coded("later")) with { NearIndex = P("P90D"), LatestOnly = true });
        return measure with
        {
            Id = id,
            Index = new()
            {
                LookBack = P("P2Y"),
                Classes = [Class("valve", Given.Text("valve-calcification")), Class("calc", Given.Text("vascular-calcification")), Class("code", Coded("first"))],
                NewEpisode = new() { FirstSites = ["coronary"], AcuteAfter = P("P90D"), InitialValueSets = ["first"], SeverityUp = true },
            },
            Tiers = [new(1, "one", Met("first")), new(2, "two", Met("later")), new(3, "rest", null)],
        };
    }

    private static Event Any(Random random, int number)
    {
        var date = AsOf.AddDays(-random.Next(0, 40) * 20).ToString("yyyy-MM-dd");
        var e = random.Next(6) switch
        {
            0 => Condition(date, "first"),
            1 => Condition(date, "later"),
            2 => Drug(date),
            3 => Finding(date, "valve-calcification"),
            4 => Condition(date, random.Next(9) == 0 ? "hospice" : "later"),
            _ => Finding(date, sites: random.Next(2) == 0 ? "coronary" : "aorta"),
        };
        e = e with { RowId = $"r{random.Next(3)}" };
        return e.Mention is null ? e : e with { Mention = e.Mention with { Start = number, Severity = (Severity)random.Next(4), Age = (LesionAge)random.Next(3) } };
    }

    private static string Text(MeasureResult result) => result.Outcome + string.Concat(result.Gaps.Select(g =>
        $"\n{g.GapId} {g.Status} {g.StatusReason} {g.Tier} {g.Priority} {g.DueDate} {g.Leads} {g.Wording} {g.IndexRow} "
        + string.Join(';', g.Evidence.Select(e => $"{e.Role} {e.Criterion} {e.Outcome} {e.Event?.Table} {e.Event?.RowId} {e.Event?.Date} {e.Event?.Mention?.Start} {e.Window}"))));
}
