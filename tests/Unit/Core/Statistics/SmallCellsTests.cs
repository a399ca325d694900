using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Statistics;

/// <summary>What may be told of groups, held against what somebody could work out who knows every table that was published.</summary>
public class SmallCellsTests
{
    private static readonly QualitySplit<Case> Alone = new("no-clinician", c => c.Alone);
    private static readonly QualitySplit<Case> Early = new("early", c => c.Done == 0);
    private static readonly QualitySplit<Case> Late = new("late", c => c.Done == 1, Early);
    private static readonly QualitySplit<Case> Kept = new("kept-on", c => c.Kept == true, Early, OfHaving: true);
    private static readonly QualitySplit<Case> Unknown = new("kept-on-unknown", c => c.Kept is null, Kept);
    private static readonly QualitySplit<Case>[] Splits = [Alone, Early, Late, Kept, Unknown];
    private static readonly (string, Func<Case, string>)[] Attributes = [("sex", c => c.Sex), ("payer", c => c.Payer)];

    [Theory]
    [InlineData("40 30 20", "yes yes yes")]
    // One alone would follow from the total: the next smallest goes with it.
    [InlineData("40 30 5", "yes no no")]
    [InlineData("40 6 5", "yes no no")]
    [InlineData("40 5 5", "no no no")]
    [InlineData("40 0 12", "yes no no")]
    [InlineData("10", "never")]
    [InlineData("12", "yes")]
    public void A_small_group_is_hidden_with_as_many_others_as_it_takes(string counts, string shown)
    {
        var result = SmallCells.Shown([.. counts.Split(' ').Select(c => (IReadOnlyList<long>)[long.Parse(c, System.Globalization.CultureInfo.InvariantCulture)])]);
        Assert.Equal(shown, result is null ? "never" : string.Join(' ', result.Select(s => s ? "yes" : "no")));
    }

    [Fact]
    public void Nothing_that_is_not_shown_can_be_worked_out_closer_than_eleven_from_all_tables()
    {
        var (hidden, told) = (0, 0);
        var person = from sex in Gen.Frequency<string>((10, Gen.Constant("F")), (8, Gen.Constant("M")), (1, Gen.Constant("U")))
                     from payer in Gen.Frequency<string>((6, Gen.Constant("a")), (2, Gen.Constant("b")), (1, Gen.Constant("c")))
                     from alone in Gen.Frequency<bool>((1, Gen.Constant(true)), (3, Gen.Constant(false)))
                     from done in Gen.Frequency<int>((2, Gen.Constant(0)), (2, Gen.Constant(1)), (3, Gen.Constant(2)))
                     from kept in Gen.Frequency<bool?>((4, Gen.Constant<bool?>(true)), (2, Gen.Constant<bool?>(false)), (1, Gen.Constant<bool?>(null)))
                     select new Case(sex, payer, alone, done, done == 0 ? kept : null);
        var people = from size in Gen.Choose(15, 260) from all in Gen.ArrayOf(person, size) select all;
        Prop.ForAll(people.ToArbitrary(), cases =>
        {
            var rows = Publish(cases);
            Assert.All(rows.Where(r => r.IsShown), r => Assert.True(r.Having >= SmallCells.Least && r.Lacking is null or >= SmallCells.Least));
            foreach (var (name, which) in Cells(rows, cases))
            {
                var (low, high) = Bounds(rows, which);
                Assert.True(high - low >= SmallCells.Least - 1e-6, $"{name} of {cases.Length} is between {low} and {high}");
                hidden++;
            }
            told += rows.Count(r => r.IsShown);
        }).QuickCheckThrowOnFailure();
        Assert.True(hidden > 100 && told > 500, $"{hidden} hidden and {told} shown");
    }

    [Fact]
    public void What_is_shown_is_what_is_there()
    {
        Case[] cases = [.. Enumerable.Range(0, 1440).Select(i => new Case(i % 2 == 0 ? "F" : "M", i / 2 % 2 == 0 ? "a" : "b", i / 4 % 2 == 0, i / 8 % 3, (i / 24 % 3) switch { 0 => true, 1 => false, _ => null }))];
        var rows = Publish(cases);
        Assert.All(rows, r => Assert.True(r.IsShown));
        foreach (var row in rows.Where(r => r.Split == Late.Name && r.Attribute == "sex"))
            Assert.Equal((cases.Count(c => c.Sex == row.Group && c.Done == 1), cases.Count(c => c.Sex == row.Group && c.Done == 2)), ((int)row.Having!, (int)row.Lacking!));
    }

    private static List<QualityRow> Publish(Case[] cases)
    {
        var rows = QualityTables.Count(cases, Attributes).ToList();
        if (rows.Count == 0)
            return rows;
        foreach (var split in Splits)
            rows.AddRange(QualityTables.Ask(split, cases, Attributes, rows));
        return rows;
    }

    // Every cell of a group with somebody in it that might have been told, and was not.
    private static IEnumerable<(string Name, Func<Case, bool> Which)> Cells(List<QualityRow> rows, Case[] cases)
    {
        if (rows.Count == 0)
            yield break;
        foreach (var (attribute, of) in Attributes)
        {
            foreach (var group in cases.Select(of).Distinct())
            {
                if (!rows.Any(r => r.Split.Length == 0 && r.Attribute == attribute && r.Group == group))
                    yield return ($"{attribute} {group}", c => of(c) == group);
                foreach (var split in Splits)
                {
                    if (rows.Any(r => r.Split == split.Name && r.Attribute == attribute && r.Group == group && r.IsShown))
                        continue;
                    yield return ($"{attribute} {group} {split.Name} yes", c => of(c) == group && split.IsAskedOf(c) && split.Has(c));
                    yield return ($"{attribute} {group} {split.Name} no", c => of(c) == group && split.IsAskedOf(c) && !split.Has(c));
                }
            }
        }
    }

    private static readonly Case[] Kinds =
    [
        .. from sex in new[] { "F", "M", "U" } from payer in new[] { "a", "b", "c" } from alone in new[] { true, false } from done in new[] { 0, 1, 2 }
            from kept in done == 0 ? new bool?[] { true, false, null } : [null] select new Case(sex, payer, alone, done, kept),
    ];

    // How many of each kind of patient there may be, for all that was published: the least and the most of those asked for.
    private static (double Low, double High) Bounds(List<QualityRow> rows, Func<Case, bool> which)
    {
        var equations = new List<(Func<Case, bool> Which, double Sum)>();
        foreach (var row in rows.Where(r => r.IsShown))
        {
            var of = Attributes.FirstOrDefault(a => a.Item1 == row.Attribute).Item2;
            var named = rows.Where(r => r.Split.Length == 0 && r.Attribute == row.Attribute).Select(r => r.Group).ToHashSet();
            bool IsIn(Case c) => of is null || (row.Group == QualityTables.Others ? !named.Contains(of(c)) : of(c) == row.Group);
            var split = Splits.FirstOrDefault(s => s.Name == row.Split);
            equations.Add((c => IsIn(c) && (split is null || (split.IsAskedOf(c) && split.Has(c))), row.Having!.Value));
            if (row.Lacking is { } lacking)
                equations.Add((c => IsIn(c) && split!.IsAskedOf(c) && !split.Has(c), lacking));
        }
        double[][] matrix = [.. equations.Select(e => Kinds.Select(k => e.Which(k) ? 1.0 : 0).ToArray())];
        double[] sums = [.. equations.Select(e => e.Sum)], wanted = [.. Kinds.Select(k => which(k) ? 1.0 : 0)];
        return (-LinearProgram.Most(matrix, sums, [.. wanted.Select(w => -w)]), LinearProgram.Most(matrix, sums, wanted));
    }

    /// <summary>A patient, as far as tables tell.</summary>
    /// <param name="Sex">One attribute.</param>
    /// <param name="Payer">Another.</param>
    /// <param name="Alone">Without a clinician.</param>
    /// <param name="Done">0 early, 1 late, 2 not at all.</param>
    /// <param name="Kept">Of the early: kept a drug on; null: not known.</param>
    private sealed record Case(string Sex, string Payer, bool Alone, int Done, bool? Kept);
}
