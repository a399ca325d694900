using Opportune.Core;

namespace Opportune.Tests.Unit.Reference;

/// <summary>A source with feeds that have holes, lags and sites, and sets that it is not known to send.</summary>
internal sealed class RandomSource
{
    public static readonly Table[] Coded = [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results];

    public RandomSource(Random random, Rulebook rules)
    {
        AsOf = new DateOnly(2026, 11, 14).AddDays(-random.Next(0, 1500));
        Tables = Coded.Append(Table.Encounters).Where(t => t == Table.ImagingFindings || random.Next(20) > 0).ToHashSet();
        foreach (var table in Tables)
        {
            for (var left = random.Next(4) == 0 ? random.Next(0, 4) : 1; left > 0; left--)
                Intervals.Add(Interval(random, table));
        }
        // Sites whose patients' own observation is known; "" for patients without a site.
        Observed = new[] { "", "north", "south" }.Where(_ => random.Next(6) == 0).ToHashSet();
        Unproven = rules.Measures.SelectMany(m => m.SatisfiedBy).Select(s => s.Control?.ValueSet).OfType<string>().Where(_ => random.Next(8) == 0).ToHashSet();
    }

    /// <summary>The source of a case.</summary>
    public RandomSource(DateOnly asOf, Coverage coverage, IReadOnlySet<string> unproven)
    {
        (AsOf, Intervals, Unproven) = (asOf, [.. coverage.Intervals], [.. unproven]);
        Tables = [.. CanonicalTable.All.Select(t => t.Table).Where(coverage.Has)];
    }

    public DateOnly AsOf { get; }

    public HashSet<Table> Tables { get; }

    public List<FeedInterval> Intervals { get; } = [];

    public HashSet<string> Unproven { get; }

    public HashSet<string> Observed { get; } = [];

    private FeedInterval Interval(Random random, Table table)
    {
        var isWhole = random.Next(3) > 0;
        var from = isWhole ? new DateOnly(1990, 1, 1) : AsOf.AddDays(-random.Next(0, 1500));
        var to = isWhole ? AsOf.AddDays(random.Next(-20, 10)) : from.AddDays(random.Next(0, 1200));
        return new(table, random.Next(4) == 0 ? "north" : null, random.Next(8) == 0 ? "RXNORM" : null, new(from, to), random.Next(4) switch { 0 => 0, 1 => 90, _ => 14 });
    }
}
