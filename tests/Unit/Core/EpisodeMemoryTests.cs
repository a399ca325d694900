using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

/// <summary>What is new beside what was said before, and the memory's text.</summary>
public class EpisodeMemoryTests
{
    private static readonly NewEpisode Fracture = new() { AcuteAfter = Period.OfDays(90) };
    private static readonly NewEpisode Calcification = new() { FirstSites = ["coronary"], SeverityUp = true, Crosses = new("agatston-score", [100, 300]) };

    [Theory]
    [InlineData("2026-04-01", true, false)] // 90 days after 1 January
    [InlineData("2026-04-02", true, true)]
    [InlineData("2026-04-02", false, false)]
    [InlineData("2025-06-01", true, false)] // an older report that arrives late
    public void An_acute_fracture_is_new_more_than_90_days_after_the_last(string date, bool acute, bool isNew) =>
        Assert.Equal(isNew, Memory(Fact("2026-01-01")).IsNew(Fact(date) with { BeginsAcute = acute }, Fracture));

    [Fact]
    public void The_first_coronary_bed_is_new_by_its_site_or_by_the_class_that_took_a_code()
    {
        var aorta = Memory(Fact("2026-01-01", "aorta", "aorta-thoracic"));
        Assert.True(aorta.IsNew(Fact("2026-02-01", "unsorted", "aorta", "coronary"), Calcification));
        Assert.True(aorta.IsNew(Fact("2026-02-01", "coronary"), Calcification));
        Assert.False(aorta.IsNew(Fact("2026-02-01", "carotid", "carotid"), Calcification));
        aorta.Add(Fact("2026-02-01", "coronary"));
        Assert.False(aorta.IsNew(Fact("2026-03-01", "coronary", "coronary"), Calcification));
    }

    [Theory]
    [InlineData(Severity.Mild, Severity.Moderate, true)]
    [InlineData(Severity.Moderate, Severity.Moderate, false)]
    [InlineData(Severity.Severe, Severity.Moderate, false)]
    [InlineData(Severity.None, Severity.Severe, false)] // nothing to compare with
    public void One_grade_more_in_the_same_class_is_new(Severity before, Severity after, bool isNew)
    {
        var memory = Memory(Fact("2026-01-01") with { Severity = before }, Fact("2026-01-02", "other") with { Severity = Severity.Mild });
        Assert.Equal(isNew, memory.IsNew(Fact("2026-02-01") with { Severity = after }, Calcification));
    }

    [Theory]
    [InlineData(99, 100, true)]
    [InlineData(100, 299, false)]
    [InlineData(299, 300, true)]
    [InlineData(40, 350, true)]
    [InlineData(301, 400, false)]
    public void An_Agatston_score_is_new_where_it_crosses_100_or_300(double before, double after, bool isNew) =>
        Assert.Equal(isNew, Memory(Agatston(before), Agatston(12)).IsNew(Agatston(after), Calcification));

    [Fact]
    public void A_number_of_another_concept_or_the_first_one_crosses_nothing()
    {
        Assert.False(Memory(Fact("2026-01-01")).IsNew(Agatston(400), Calcification with { FirstSites = [] }));
        Assert.False(Memory(Agatston(40)).IsNew(Agatston(400) with { Concept = "bone-attenuation" }, Calcification));
    }

    [Fact]
    public void What_only_joins_is_never_new_and_leaves_no_trace()
    {
        var told = Fact("2026-06-01", "coronary", "coronary") with { JoinsOnly = true, BeginsAcute = true, Severity = Severity.Severe };
        var memory = Memory(Fact("2026-01-01"));
        Assert.False(memory.IsNew(told, Calcification) || memory.IsNew(told, Fracture));
        var before = memory.ToText();
        memory.Add(told);
        Assert.Equal(before, memory.ToText());
    }

    [Fact]
    public void What_is_remembered_is_never_new_in_whatever_order_it_came()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var facts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Some(random)).ToList();
            var memory = Memory([.. facts]);
            Assert.DoesNotContain(facts, f => memory.IsNew(f, Calcification) || memory.IsNew(f, Fracture));
            Assert.Equal(memory.ToText(), Memory([.. facts.OrderBy(_ => random.Next()), .. facts]).ToText());
        }
    }

    [Fact]
    public void Two_memories_merge_into_what_one_would_have_remembered()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var facts = Enumerable.Range(0, random.Next(12)).Select(_ => Some(random)).ToList();
            var cut = random.Next(facts.Count + 1);
            var (one, other) = (Memory([.. facts.Take(cut)]), Memory([.. facts.Skip(cut)]));
            one.Merge(other);
            Assert.Equal(Memory([.. facts]).ToText(), one.ToText());
        }
    }

    [Fact]
    public void The_text_is_stable_and_reads_back()
    {
        var memory = Memory(Fact("2026-05-03", "coronary", "coronary", "aorta-thoracic") with { Severity = Severity.Mild }, Agatston(120.5), Fact("2026-01-01", "aorta"));
        const string Text = """{"last":"2026-05-03","sites":["aorta","aorta-thoracic","coronary"],"worst":{"coronary":"mild"},"highest":{"agatston-score":120.5}}""";
        Assert.Equal(Text, memory.ToText());
        Assert.Equal(Text, EpisodeMemory.Parse(Text).ToText());
        Assert.Equal("{}", EpisodeMemory.Parse(new EpisodeMemory().ToText()).ToText());

        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var some = Memory([.. Enumerable.Range(0, random.Next(12)).Select(_ => Some(random))]);
            var (back, asked) = (EpisodeMemory.Parse(some.ToText()), Some(random));
            Assert.Equal(some.ToText(), back.ToText());
            Assert.Equal(some.IsNew(asked, Calcification), back.IsNew(asked, Calcification));
            Assert.Equal(some.IsNew(asked, Fracture), back.IsNew(asked, Fracture));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"last":"3 May 2026"}""")]
    [InlineData("""{"worst":{"coronary":"huge"}}""")]
    [InlineData("""{"highest":{"agatston-score":"many"}}""")]
    [InlineData("""{"last":null}""")]
    [InlineData("""{"sites":[7]}""")]
    [InlineData("""{"seen":1}""")]
    public void Another_text_is_refused(string text) => Assert.Throws<FormatException>(() => EpisodeMemory.Parse(text));

    private static EpisodeMemory Memory(params IndexFact[] facts)
    {
        var memory = new EpisodeMemory();
        foreach (var fact in facts)
            memory.Add(fact);
        return memory;
    }

    private static IndexFact Fact(string date, string byClass = "calc", params string[] sites) =>
        new(DateOnly.Parse(date, null), byClass, sites, Severity.None, "vascular-calcification", null, false, false, Table.ImagingFindings, $"f-{date}");

    private static IndexFact Agatston(double value) => Fact("2026-01-01", "coronary") with { Concept = "agatston-score", Value = value };

    private static IndexFact Some(Random random) => new(
        new DateOnly(2024, 1, 1).AddDays(random.Next(900)),
        Pick(random, "coronary", "aorta", "limb"),
        random.Next(2) == 0 ? [] : [Pick(random, "coronary", "carotid")],
        (Severity)random.Next(4),
        Pick(random, "vascular-calcification", "agatston-score", null),
        random.Next(2) == 0 ? null : random.Next(500),
        random.Next(2) == 0,
        random.Next(4) == 0,
        Table.ImagingFindings,
        $"f{random.Next(100)}");

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
