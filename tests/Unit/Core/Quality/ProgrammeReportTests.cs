using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Quality;

/// <summary>Whether the report finds an effect that was planted, and none where none is.</summary>
public class ProgrammeReportTests
{
    private static readonly DateOnly Began = new(2026, 1, 1);
    private static readonly QualityIndicators Indicators = new(Period.OfDays(84));

    [Fact]
    public void A_planted_effect_is_found_with_its_size_in_the_interval()
    {
        var rows = Publish(new(1), 300, before: 0.25, since: 0.45);
        // Of those who are not settled early a fifth is later, on both sides.
        foreach (var (days, late, effect) in new[] { (84, false, 0.2), (180, true, 0.16) })
        {
            var all = ProgrammeReport.Lines(rows, Quarter.Of(Began), Began, days, late).First(l => l.Attribute.Length == 0);
            Assert.True(all.Difference!.Value.IsClear);
            Assert.InRange(effect, all.Difference.Value.Low, all.Difference.Value.High);
        }
        // Of each group, too, as far as it is shown.
        Assert.Contains(ProgrammeReport.Lines(rows, Quarter.Of(Began), Began, 84, false), l => l is { Attribute: "sex", Group: "F", Difference.IsClear: true });
    }

    [Fact]
    public void Where_there_is_no_effect_one_is_found_about_as_often_as_intervals_allow()
    {
        var clear = Enumerable.Range(0, 200).Count(seed => ProgrammeReport.Lines(Publish(new(seed), 120, 0.3, 0.3), Quarter.Of(Began), Began, 84, false)
            .First(l => l.Attribute.Length == 0).Difference!.Value.IsClear);
        Assert.InRange(clear, 0, 20);
    }

    [Fact]
    public void A_quarter_is_held_against_those_whose_time_was_over_before_anything_was_shown()
    {
        var rows = Publish(new(1), 60, 0.3, 0.3);
        // The last quarter before ends a day before: its 84 days were not over; and none is older than 24 months.
        Assert.Equal(["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"], ProgrammeReport.Before(rows, Began, 84).Select(q => q.ToString()));
        Assert.Equal("2025-Q2", ProgrammeReport.Before(rows, Began, 180)[^1].ToString());
        // A group that is too small to be shown in one of them is held against none.
        Assert.All(ProgrammeReport.Lines(Publish(new(1), 70, 0.3, 0.3), Quarter.Of(Began), Began, 84, false).Where(l => l.Attribute == "age"), l => Assert.Null(l.Before));
        // A quarter of before is held against nothing, nor is one where nobody was ever shown anything.
        Assert.All(ProgrammeReport.Lines(rows, new Quarter(new(2025, 4, 1)), Began, 84, false), l => Assert.Null(l.Before));
        Assert.All(ProgrammeReport.Lines(rows, Quarter.Of(Began), null, 84, false), l => Assert.Null(l.Difference));
    }

    [Fact]
    public void A_stepped_release_shows_a_planted_effect_and_where_there_is_none_one_about_as_often_as_intervals_allow()
    {
        var lines = ProgrammeReport.Released(Step(new(1), 150, 0.25, 0.45));
        // Four panels, three months apart: two quarters have panels of both kinds.
        Assert.Equal([("2026-Q1", "a"), ("2026-Q2", "a")], lines.Select(l => (l.Quarter.ToString(), l.Site)));
        Assert.All(lines, l => Assert.True(l.Difference.IsClear));
        var all = Common(lines);
        Assert.True(all.IsClear && all.High - all.Low < lines[0].Difference.High - lines[0].Difference.Low);
        Assert.InRange(Enumerable.Range(0, 100).Count(seed => Common(ProgrammeReport.Released(Step(new(seed), 60, 0.25, 0.45))) is { Low: < 0.2, High: > 0.2 }), 88, 100);
        var clear = Enumerable.Range(0, 200).Count(seed => Common(ProgrammeReport.Released(Step(new(seed), 60, 0.3, 0.3))).IsClear);
        Assert.InRange(clear, 0, 20);

        static ShareDifference Common(IReadOnlyList<ReleaseLine> lines) => ShareDifference.Common([.. lines.Select(l => (l.Begun, l.Waiting))]);
    }

    // Four panels of one site that begin a quarter after the other, and another site.
    private static ILookup<Quarter, QualityRow> Step(Random random, int cases, double before, double since)
    {
        var release = new SteppedRelease(Began, 3, "x").Steps(["A", "B", "C", "D"]);
        var releases = new PanelReleases(release.Select(s => new PanelStep("m", "a", s.Panel, s.From, null)));
        var published = new List<(Quarter Quarter, QualityRow Row)>();
        for (var quarter = Quarter.Of(Began); quarter.First < Began.AddYears(1); quarter = quarter.Next)
        {
            var groups = new QualityGroups(releases.Compared("m", quarter, Indicators.OverOn(quarter)));
            List<QualityCase> all =
            [
                .. from step in release.Append(("E", DateOnly.MaxValue))
                   from i in Enumerable.Range(0, cases)
                   let zero = quarter.First.AddDays(random.Next(89))
                   // The season is the same for all.
                   let early = random.NextDouble() < (zero >= step.Item2 ? since : before) + (quarter.First.Month == 4 ? 0.1 : 0)
                   select new QualityCase { DayZero = zero, OpenOn = zero, Sex = "F", Site = step.Item1 == "E" ? "b" : "a", Panel = step.Item1, Age = 70, DoneOn = early ? zero.AddDays(40) : null },
            ];
            var rows = groups.WithSites(QualityTables.Count(all, groups.Attributes), all).ToList();
            rows.AddRange(groups.WithSites(QualityTables.Ask(Indicators.Early, all, groups.Attributes, rows), all));
            published.AddRange(rows.Select(r => (quarter, r)));
        }
        return published.ToLookup(p => p.Quarter, p => p.Row);
    }

    // Two and a half years before and a quarter since, as the quarters' tables publish them.
    private static ILookup<Quarter, QualityRow> Publish(Random random, int cases, double before, double since)
    {
        var published = new List<(Quarter Quarter, QualityRow Row)>();
        for (var quarter = new Quarter(new(2023, 7, 1)); quarter.First <= Began; quarter = quarter.Next)
        {
            List<QualityCase> all =
            [
                .. Enumerable.Range(0, cases).Select(i =>
                {
                    var zero = quarter.First.AddDays(random.Next(89));
                    // What happens by day 84 is as planted; of the others a fifth follows by day 180.
                    var done = random.NextDouble() < (quarter.First < Began ? before : since) ? 1 + random.Next(84) : random.Next(5) == 0 ? 85 + random.Next(95) : (int?)null;
                    return new QualityCase { DayZero = zero, OpenOn = zero.AddDays(14), Sex = i % 2 == 0 ? "F" : "M", Site = i % 3 == 0 ? "a" : "b", Age = 60 + i % 30, DoneOn = done is { } d ? zero.AddDays(d) : null };
                }),
            ];
            var rows = QualityTables.Count(all, QualityIndicators.Attributes).ToList();
            foreach (var split in new[] { Indicators.Early, Indicators.Late })
                rows.AddRange(QualityTables.Ask(split, all, QualityIndicators.Attributes, rows));
            published.AddRange(rows.Select(r => (quarter, r)));
        }
        return published.ToLookup(p => p.Quarter, p => p.Row);
    }
}
