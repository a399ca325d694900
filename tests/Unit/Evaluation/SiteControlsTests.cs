using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>What is said of a site from some of its rows is what all of them say.</summary>
public class SiteControlsTests
{
    private static readonly string[] Names = ["north", "south", "east"];
    private static readonly PositiveControl Control = new(Table.Medications, "statin", AtLeast: 20, PerHundred: 1);
    private static readonly ValueSet Statin = new() { Name = "statin", Rows = [new("RXNORM", "1", false, null, null, null, null)] };

    [Fact]
    public void A_sample_is_enough_only_where_all_rows_say_the_same()
    {
        var random = new Random(20261122);
        var (enough, not, failing) = (0, 0, 0);
        for (var i = 0; i < 2_000; i++)
        {
            var (controls, sample, all, every) = (new SiteControls(), new SiteControls(), new SiteControls(), random.Next(2, 20));
            foreach (var site in Names)
            {
                // Around the limit of one in twenty, and far from it.
                var (rows, share) = (random.Next(1, 20_000), random.Next(3) == 0 ? random.NextDouble() : 0.1 * random.NextDouble());
                controls.CountPatients(site, random.Next(1, 3_000));
                controls.CountMatched(site, Control.Table, Control.ValueSet, random.Next(rows + 1));
                for (var row = 0; row < rows; row++)
                {
                    var system = random.NextDouble() < share ? SiteControls.Unreadable("house") : "RXNORM";
                    all.CountRows(site, Control.Table, system);
                    if (row % every == 0)
                        sample.CountRows(site, Control.Table, system, every);
                }
            }
            var isEnough = controls.IsCertain(Control, Statin, sample, every);
            (enough, not) = isEnough ? (enough + 1, not) : (enough, not + 1);
            if (!isEnough)
                continue;
            foreach (var site in Names)
            {
                var said = Failure(controls, all, site);
                Assert.Equal(said is null, Failure(controls, sample, site) is null);
                failing += said is null ? 0 : 1;
            }
        }
        Assert.True(enough > 200 && not > 200 && failing > 200, $"{enough} samples were enough, {not} were not; {failing} sites fail by what they lack");
    }

    [Fact]
    public void Nothing_need_be_counted_by_site_where_few_rows_cannot_be_read_anywhere()
    {
        var controls = new SiteControls();
        controls.CountPatients("north", 100);
        controls.CountMatched("north", Control.Table, Control.ValueSet, 1_000);
        Assert.True(controls.IsReadable(Control, Statin, 50));
        Assert.False(controls.IsReadable(Control, Statin, 51));
    }

    private static string? Failure(SiteControls controls, SiteControls rows, string site)
    {
        var both = new SiteControls();
        both.Add(controls);
        both.Add(rows);
        return both.Failure(Control, Statin, site);
    }
}
