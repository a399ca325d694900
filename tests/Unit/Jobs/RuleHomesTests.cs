using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Clinical;

namespace Opportune.Tests.Unit.Jobs;

public class RuleHomesTests
{
    private static readonly JobsFolder Shipped = JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!;

    private static IReadOnlyList<RuleHome> Homes { get; } = RuleHomes.Read(Repository.Jobs, Shipped.Measures, new Problems());

    [Fact]
    public void Every_rule_pitfall_and_conflict_is_known()
    {
        var expected = Numbered("N", 4).Concat(Numbered("V", 11)).Concat(Numbered("K", 8)).Concat(Numbered("B", 8)).Concat(Numbered("D", 3)).Concat(Numbered("T", 4))
            .Concat(["C1s", "C2s", "C3s", "C4s", "E1"]).Concat(Numbered("P", 13)).Concat(Numbered("C", 16));
        Assert.Equal(expected, Homes.Select(h => h.Id));
    }

    [Fact]
    public void Each_has_a_home() => Assert.DoesNotContain(Homes, h => h.Kind is null || h.Where.Length == 0);

    [Fact]
    public void The_table_is_up_to_date() =>
        Assert.Equal(RuleHomes.Table(Homes), File.ReadAllText(Path.Combine(Repository.Jobs, "clinical", "README.md")));

    [Fact]
    public void Degeneration_alone_never_starts_a_clock() =>
        Assert.DoesNotContain("degenerative-spine", Shipped.Measures.SelectMany(m => m.Index.Classes).SelectMany(c => c.AnyOf).SelectMany(m => m.Concepts));

    [Fact]
    public void What_is_never_told_stands_in_no_text()
    {
        foreach (var text in Shipped.Measures.SelectMany(Texts))
        {
            foreach (var word in new[] { "NSAID", "vitamin K", "vitamin-K", "supplement", "reverse", "regress", "duplex", "ibuprofen" })
                Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    // What two measures ask by one name is one question.
    [Fact]
    public void A_drug_in_force_means_the_same_in_every_measure()
    {
        foreach (var name in new[] { "on-oral-drug", "zoledronate-given", "denosumab-given", "on-osteoanabolic", "long-term-glucocorticoid" })
        {
            var asked = Shipped.Measures.Where(m => m.Criteria.ContainsKey(name)).Select(m => m.Criteria[name]).ToList();
            Assert.True(asked.Count > 1);
            Assert.Single(asked.Select(c => (c.Title, c.Window, c.Exposure, c.Derivation, string.Join('|', c.AnyOf.Select(a => (string.Join(',', a.ValueSets), string.Join(',', a.NotValueSets), a.Dose, a.NotDose))))).Distinct());
        }
    }

    private static IEnumerable<string> Texts(Measure m) =>
        [m.Wording.WhyListed, m.Wording.LookedFor, m.Wording.WouldClose, m.Wording.Paragraph, m.Wording.Limits, .. m.Wording.Instead.Select(i => i.Paragraph), .. m.Notes.Select(n => n.Text), .. m.Tiers.Select(t => t.Label), .. m.Shifts.Select(s => s.Label)];

    private static IEnumerable<string> Numbered(string letter, int count) => Enumerable.Range(1, count).Select(n => $"{letter}{n}");
}
