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
        for (var i = 0; i < 5_000; i++)
        {
            var (controls, sample, all) = (new SiteControls(), new SiteControls(), new SiteControls());
            var unreadable = 0L;
            // Rows of patients whom nobody knows are at no site.
            var lost = random.Next(4) == 0 ? random.Next(40) : 0;
            foreach (var site in Names)
            {
                var (readable, others) = (random.Next(2_000), random.Next(4) == 0 ? random.Next(200) : random.Next(8));
                var seen = random.Next(readable + 1);
                controls.CountPatients(site, random.Next(1, 3_000));
                controls.CountMatched(site, Control.Table, Control.ValueSet, random.Next(readable + 1));
                sample.CountRows(site, Control.Table, "RXNORM", seen);
                all.CountRows(site, Control.Table, "RXNORM", readable);
                foreach (var counts in new[] { sample, all })
                    counts.CountRows(site, Control.Table, SiteControls.Unreadable("house"), others);
                unreadable += others;
            }
            var isEnough = controls.IsReadable(Control, Statin, unreadable + lost, sample);
            (enough, not) = isEnough ? (enough + 1, not) : (enough, not + 1);
            if (!isEnough)
                continue;
            foreach (var site in Names)
            {
                var said = Failure(controls, all, site);
                Assert.Equal(said, Failure(controls, sample, site));
                failing += said is null ? 0 : 1;
            }
        }
        Assert.True(enough > 500 && not > 500 && failing > 300, $"{enough} samples were enough, {not} were not; {failing} sites fail by what they lack");
    }

    [Fact]
    public void Nothing_need_be_counted_by_site_where_few_rows_cannot_be_read_anywhere()
    {
        var controls = new SiteControls();
        controls.CountPatients("north", 100);
        controls.CountMatched("north", Control.Table, Control.ValueSet, 1_000);
        Assert.True(controls.IsReadable(Control, Statin, 50, new()));
        Assert.False(controls.IsReadable(Control, Statin, 51, new()));
    }

    private static string? Failure(SiteControls controls, SiteControls rows, string site)
    {
        var both = new SiteControls();
        both.Add(controls);
        both.Add(rows);
        return both.Failure(Control, Statin, site);
    }
}
