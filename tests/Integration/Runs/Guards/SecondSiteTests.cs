using Opportune.Runs;
using Opportune.Tests.Integration.Commands;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>A site that is added to a live one.</summary>
public sealed class SecondSiteTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task A_second_site_leaves_the_list_of_the_first_one_as_it_was()
    {
        string? Alone(string table, DateOnly day, string site, string line) => site == TwoSites.North ? line : null;
        await sites.Run(TwoSites.First, Alone);
        var before = await sites.Run(TwoSites.First.AddDays(7), Alone);
        // The same day again, and the second site came.
        var with = await sites.Run(TwoSites.First.AddDays(7));
        Assert.Empty(with.Held);
        var (first, both) = (Rows(before), Rows(with));
        Assert.True(first.Count > 100);
        Assert.Equal(first, both.Where(r => r.Contains($",{TwoSites.North},", StringComparison.Ordinal)));
        Assert.Contains(both, r => r.Contains($",{TwoSites.South},", StringComparison.Ordinal));

        // Most of the second one's procedures are in a system of its own: its "no DXA" is withheld, and nobody else's.
        var house = await sites.Run(TwoSites.First.AddDays(7), (_, _, site, line) => site == TwoSites.South ? line.Replace(",CPT,70491,", ",local:south,70491,", StringComparison.Ordinal) : line);
        var own = Rows(house);
        Assert.Equal(first, own.Where(r => r.Contains($",{TwoSites.North},", StringComparison.Ordinal)));
        Assert.DoesNotContain(own, r => r.Contains($",{TwoSites.South},", StringComparison.Ordinal) && r.Contains("dexa-review", StringComparison.Ordinal));
        Assert.Contains(both, r => r.Contains($",{TwoSites.South},", StringComparison.Ordinal) && r.Contains("dexa-review", StringComparison.Ordinal));
        var verified = await Cli.Run("verify", "--run", house.Folder!, "--input", house.Request.Input, "--jobs", ShippedJobs.All);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    private static List<string> Rows(RunReport report) => [.. File.ReadAllLines(Path.Combine(report.Folder!, "worklist.csv")).Skip(1)];
}
