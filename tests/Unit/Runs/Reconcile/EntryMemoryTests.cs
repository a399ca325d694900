using Opportune.Core;
using Opportune.Runs;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Unit.Runs.Reconcile;

/// <summary>What an entry remembers of the index events of all its measures.</summary>
public class EntryMemoryTests
{
    private static readonly Measure Dexa = Measures.Single(m => m.Id == "dexa");
    private static readonly Measure Treatment = Measures.Single(m => m.Id == "treatment");
    private static readonly Measure Statin = Measures.Single(m => m.Id == "statin");

    [Fact]
    public void An_entry_without_index_events_remembers_an_empty_object() => Assert.Equal("{}", EntryMemory.Parse("{}").ToText());

    [Fact]
    public void What_is_remembered_survives_as_text_measure_by_measure()
    {
        var memory = new EntryMemory();
        memory.Add("statin", [Fact("2026-01-01", sites: "coronary", severity: Severity.Mild)]);
        memory.Add("dexa", [Fact("2026-02-01")]);
        var text = memory.ToText();
        Assert.StartsWith("{\"dexa\":{\"last\":\"2026-02-01\"", text);
        Assert.Equal(text, EntryMemory.Parse(text).ToText());
    }

    [Fact]
    public void Only_what_is_later_than_all_that_is_remembered_can_be_new()
    {
        var memory = new EntryMemory();
        memory.Add("statin", [Fact("2026-01-01")]);
        Assert.False(memory.IsNew(Statin, [Fact("2026-01-01", sites: "coronary")]));
        Assert.False(memory.IsNew(Statin, [Fact("2025-01-01", sites: "coronary")]));
        Assert.True(memory.IsNew(Statin, [Fact("2026-01-02", sites: "coronary")]));
    }

    [Fact]
    public void A_fracture_told_again_and_again_is_one()
    {
        var memory = new EntryMemory();
        memory.Add("dexa", [Fact("2026-01-01", acute: true)]);
        Assert.False(memory.IsNew(Dexa, [Fact("2026-03-01", acute: true), Fact("2026-05-01", acute: true)]));
        Assert.True(memory.IsNew(Dexa, [Fact("2026-05-01", acute: true)]));
        Assert.False(memory.IsNew(Dexa, [Fact("2026-05-01")]));
    }

    [Fact]
    public void To_a_measure_that_the_entry_never_had_only_what_happened_since_is_new()
    {
        var memory = new EntryMemory();
        memory.Add("dexa", [Fact("2026-01-01")]);
        Assert.False(memory.IsNew(Treatment, [Fact("2026-01-01", acute: true)]));
        Assert.True(memory.IsNew(Treatment, [Fact("2026-01-02")]));
        Assert.False(new EntryMemory().IsNew(Treatment, [Fact("2026-01-02")]));
    }

    [Fact]
    public void Two_memories_become_one()
    {
        var (mine, other) = (new EntryMemory(), new EntryMemory());
        mine.Add("dexa", [Fact("2026-01-01")]);
        other.Add("dexa", [Fact("2026-02-01")]);
        other.Add("statin", [Fact("2026-01-01", sites: "coronary")]);
        mine.Merge(other);
        other.Add("dexa", [Fact("2026-01-01")]);
        Assert.Equal(other.ToText(), mine.ToText());
    }
}
