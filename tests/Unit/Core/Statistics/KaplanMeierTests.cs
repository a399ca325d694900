using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Statistics;

public class KaplanMeierTests
{
    // Weeks in remission of the 21 children who were given 6-mercaptopurine (Freireich and others, Blood 1963;21:699); + is cut off.
    private const string Freireich = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";

    private static readonly Observed[] Children = [.. Freireich.Split(' ').Select(t => new Observed(int.Parse(t.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture), !t.EndsWith('+')))];

    [Fact]
    public void The_curve_is_the_one_that_is_printed_for_Freireichs_trial()
    {
        // Weeks, at risk, relapses, share in remission, Greenwood's standard error: as in Collett, and in Kleinbaum and Klein.
        (int, int, int, double, double)[] printed =
        [
            (6, 21, 3, 0.857, 0.0764), (7, 17, 1, 0.807, 0.0869), (10, 15, 1, 0.753, 0.0963), (13, 12, 1, 0.690, 0.1068),
            (16, 11, 1, 0.627, 0.1141), (22, 7, 1, 0.538, 0.1282), (23, 6, 1, 0.448, 0.1346),
        ];
        Assert.Equal(printed, KaplanMeier.Curve(Children).Select(s => (s.Days, s.AtRisk, s.Events, Math.Round(s.Without, 3), Math.Round(s.StandardError, 4))));
        Assert.Equal([21, 15, 8, 4], new[] { 0, 10, 20, 30 }.Select(d => KaplanMeier.AtRisk(Children, d)));
    }

    [Fact]
    public void Without_anybody_cut_off_it_is_the_plain_share_and_Greenwoods_error_that_of_a_share()
    {
        var steps = KaplanMeier.Curve([.. Enumerable.Range(1, 10).Select(d => new Observed(d, true))]);
        foreach (var step in steps.SkipLast(1))
        {
            Assert.Equal(1 - step.Days / 10.0, step.Without, 12);
            Assert.Equal(Math.Sqrt(step.Without * (1 - step.Without) / 10), step.StandardError, 12);
            Assert.InRange(step.With.Value, step.With.Low, step.With.High);
        }
        Assert.Equal(0, steps[^1].Without, 12);
    }

    [Fact]
    public void Where_nothing_happened_there_is_no_step() => Assert.Empty(KaplanMeier.Curve([new(3, false), new(5, false)]));
}
