using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Tests.Unit.Core.Statistics;

namespace Opportune.Tests.Unit.Core.Quality;

/// <summary>Sites of which panels are held together, and what follows from their tables.</summary>
public class QualityGroupsTests
{
    private static readonly Quarter Asked = new(new(2026, 1, 1));
    private static readonly QualityIndicators Indicators = new(Period.OfDays(84));

    // A began before the quarter; B within its cases' time; C after it.
    private static readonly QualityGroups Groups = new(new PanelReleases(
    [
        new("m", "north", "A", Asked.First, null), new("m", "north", "B", new(2026, 4, 1), null), new("m", "north", "C", new(2026, 7, 1), null),
        new("other", "south", "A", Asked.First, null), new("other", "south", "C", new(2026, 7, 1), null),
    ]).Compared("m", Asked, Indicators.OverOn(Asked)));

    // Which part a case is in follows from its site: north and each of three panels, or another site.
    private static readonly (string Site, string? Panel, int Done)[] Kinds =
        [.. from place in new (string, string?)[] { ("north", "A"), ("north", "B"), ("north", "C"), ("south", null), ("west", "A") } from done in new[] { 0, 1, 2 } select (place.Item1, place.Item2, done)];

    [Theory]
    [InlineData("2026-07-01", null, 1)]
    // A panel that begins while the last cases still have their time is in neither; with no other nothing is held together.
    [InlineData("2026-06-23", null, 0)]
    [InlineData("2026-06-24", null, 1)]
    // What was broken off before these cases had their time is no release of theirs.
    [InlineData("2026-07-01", "2026-06-23", 0)]
    [InlineData("2026-07-01", "2026-06-24", 1)]
    public void Panels_are_held_together_where_one_had_begun_and_one_waits_beyond_the_time_of_the_last_case(string last, string? ended, int sites)
    {
        DateOnly? end = ended is null ? null : DateOnly.Parse(ended, System.Globalization.CultureInfo.InvariantCulture);
        var compared = new PanelReleases([new("m", "north", "A", Asked.First, end), new("m", "north", "C", DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), end)])
            .Compared("m", Asked, Indicators.OverOn(Asked));
        Assert.Equal(sites, compared.Count);
    }

    [Fact]
    public void The_order_is_that_of_the_seed_whatever_order_the_panels_are_named_in()
    {
        string[] panels = [.. Enumerable.Range(1, 8).Select(i => $"panel {i}")];
        var orders = Enumerable.Range(0, 400).Select(seed => new SteppedRelease(Asked.First, 2, $"{seed}").Steps(panels)).ToList();
        Assert.Equal(orders[3], new SteppedRelease(Asked.First, 2, "3").Steps(panels.Reverse()));
        Assert.All(orders, o => Assert.Equal(Enumerable.Range(0, 8).Select(i => Asked.First.AddMonths(2 * i)), o.Select(s => s.From)));
        // Each is first about as often as each other: 50 of 400, give or take four standard errors.
        Assert.All(panels, p => Assert.InRange(orders.Count(o => o[0].Panel == p), 24, 76));
    }

    [Fact]
    public void Nothing_that_is_not_shown_of_sites_and_panels_can_be_worked_out_closer_than_eleven()
    {
        var (hidden, told) = (0, 0);
        var person = from place in Gen.Frequency<int>((6, Gen.Constant(0)), (3, Gen.Constant(1)), (6, Gen.Constant(2)), (4, Gen.Constant(3)), (1, Gen.Constant(4)))
                     from done in Gen.Frequency<int>((2, Gen.Constant(0)), (2, Gen.Constant(1)), (3, Gen.Constant(2)))
                     select Kinds[place * 3 + done];
        var people = from size in Gen.Choose(15, 260) from all in Gen.ArrayOf(person, size) select all;
        Prop.ForAll(people.ToArbitrary(), all =>
        {
            List<QualityCase> cases = [.. all.Select(Case)];
            var rows = Publish(cases);
            foreach (var (name, which) in Cells(rows, cases))
            {
                var (low, high) = Bounds(rows, which);
                // What is left of all when the shown parts are taken away follows for a site as a whole, too; only that nobody is told by it matters there.
                if (name.StartsWith("site", StringComparison.Ordinal) && cases.Count(which) >= SmallCells.Least)
                    continue;
                Assert.True(high - low >= SmallCells.Least - 1e-6, $"{name} of {cases.Count} is between {low} and {high}");
                hidden++;
            }
            told += rows.Count(r => r.IsShown && r.Attribute is "site" or "release");
        }).QuickCheckThrowOnFailure();
        Assert.True(hidden > 100 && told > 300, $"{hidden} hidden and {told} shown");
    }

    private static QualityCase Case((string Site, string? Panel, int Done) of) => new()
    {
        DayZero = Asked.First.AddDays(9),
        OpenOn = Asked.First.AddDays(9),
        Sex = "F",
        Age = 70,
        Site = of.Site,
        Panel = of.Panel,
        DoneOn = of.Done switch { 0 => Asked.First.AddDays(20), 1 => Asked.First.AddDays(150), _ => null },
    };

    private static List<QualityRow> Publish(List<QualityCase> cases)
    {
        var rows = Groups.WithSites(QualityTables.Count(cases, Groups.Attributes), cases).ToList();
        foreach (var split in rows.Count == 0 ? [] : new[] { Indicators.Early, Indicators.Late })
            rows.AddRange(Groups.WithSites(QualityTables.Ask(split, cases, Groups.Attributes, rows), cases));
        return rows;
    }

    private static IEnumerable<(string Attribute, Func<QualityCase, string> Of)> Places => [("site", c => c.Site), Groups.Attributes.First(a => a.Name == "release")];

    // Every cell of a site or a part of one with somebody in it that might have been told, and was not.
    private static IEnumerable<(string Name, Func<QualityCase, bool> Which)> Cells(List<QualityRow> rows, List<QualityCase> cases)
    {
        foreach (var (attribute, of) in rows.Count == 0 ? [] : Places)
        {
            foreach (var group in cases.Select(of).Distinct())
            {
                if (!rows.Any(r => r.Split.Length == 0 && r.Attribute == attribute && r.Group == group))
                    yield return ($"{attribute} {group}", c => of(c) == group);
                foreach (var split in new[] { Indicators.Early, Indicators.Late })
                {
                    if (rows.Any(r => r.Split == split.Name && r.Attribute == attribute && r.Group == group && r.IsShown))
                        continue;
                    yield return ($"{attribute} {group} {split.Name} yes", c => of(c) == group && split.IsAskedOf(c) && split.Has(c));
                    yield return ($"{attribute} {group} {split.Name} no", c => of(c) == group && split.IsAskedOf(c) && !split.Has(c));
                }
            }
        }
    }

    private static (double Low, double High) Bounds(List<QualityRow> rows, Func<QualityCase, bool> which)
    {
        var kinds = Kinds.Select(Case).ToList();
        var equations = new List<(Func<QualityCase, bool> Which, double Sum)>();
        foreach (var row in rows.Where(r => r.IsShown && r.Attribute is "" or "site" or "release"))
        {
            var of = Places.FirstOrDefault(a => a.Attribute == row.Attribute).Of;
            var named = rows.Where(r => r.Split.Length == 0 && r.Attribute == row.Attribute).Select(r => r.Group).ToHashSet();
            bool IsIn(QualityCase c) => of is null || (row.Group == QualityTables.Others ? !named.Contains(of(c)) : of(c) == row.Group);
            var split = new[] { Indicators.Early, Indicators.Late }.FirstOrDefault(s => s.Name == row.Split);
            equations.Add((c => IsIn(c) && (split is null || (split.IsAskedOf(c) && split.Has(c))), row.Having!.Value));
            if (row.Lacking is { } lacking)
                equations.Add((c => IsIn(c) && split!.IsAskedOf(c) && !split.Has(c), lacking));
        }
        double[][] matrix = [.. equations.Select(e => kinds.Select(k => e.Which(k) ? 1.0 : 0).ToArray())];
        double[] sums = [.. equations.Select(e => e.Sum)], wanted = [.. kinds.Select(k => which(k) ? 1.0 : 0)];
        return (-LinearProgram.Most(matrix, sums, [.. wanted.Select(w => -w)]), LinearProgram.Most(matrix, sums, wanted));
    }
}
