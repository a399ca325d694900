using Opportune.Tests.Integration.Runs.Guards;

namespace Opportune.Tests.Integration.Runs;

/// <summary>Two sources of one site that tell of the same events, each under ids of its own.</summary>
public sealed class TwoSourcesTests
{
    [Fact]
    public async Task What_two_sources_tell_of_one_event_counts_once()
    {
        var asOf = new DateOnly(2026, 11, 14);
        var one = HospitalTables.Invent(1500, 77, asOf);
        var two = one.Copy();
        foreach (var table in new[] { "imaging_findings", "conditions", "medications", "procedures", "results", "encounters" })
            two.TellAgain(table);
        var (once, twice) = (await one.Look(asOf), await two.Look(asOf));
        // Rows are counted twice, of patients nobody is: statuses, tiers, episodes and what every step left are the same.
        Assert.Equal(Results(once), Results(twice));
        Assert.Contains(Results(once), r => r.Subject == "measure dexa-review" && r.Item == "open" && r.Amount > 20);
    }

    private static List<(string Subject, string Item, long Amount)> Results(Opportune.Runs.Guards.GuardedRun run) =>
        [.. run.Counts.All.Where(c => c.Subject.StartsWith("measure ", StringComparison.Ordinal) || c.Subject.StartsWith("part ", StringComparison.Ordinal))];
}
