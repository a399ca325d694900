using Opportune.Core;
using Opportune.Runs;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Unit.Runs.Reconcile;

/// <summary>One difference, one cause: tonight is 2 June 2026, the publication before was of 1 June.</summary>
public class ChangeCausesTests
{
    private static readonly PartContext Usual = new(Day("2026-06-02"), Day("2026-06-01"), false, false, Day("2024-06-02"), false);
    private static readonly PartContext OtherMeasure = Usual with { MeasureChanged = true };
    private static readonly PartContext OtherWords = Usual with { WordsChanged = true };
    private static readonly Gap Gap = Open("dexa", "p", "2026-03-01");

    [Fact]
    public void A_gap_appears()
    {
        Assert.Equal(ChangeCause.NewFinding, Cause(null, Gap, Usual));
        Assert.Equal(ChangeCause.MeasureChanged, Cause(null, Gap, OtherMeasure));
        Assert.Equal(ChangeCause.LexiconOrValueSetChanged, Cause(null, Gap, OtherWords));
        Assert.Equal(ChangeCause.NewFinding, Cause(null, Gap.Withheld(), Usual));
        Assert.Equal(ChangeCause.LexiconOrValueSetChanged, Cause(null, Gap.Withheld(), OtherWords));
        // What is dated after the publication before could not be found by any rules then.
        Assert.Equal(ChangeCause.NewFinding, Cause(null, Open("dexa", "p", "2026-06-02"), OtherWords));
        Assert.Equal(ChangeCause.Person, Cause(null, Open("dexa", "p", "2026-03-01", row: "reported:3"), Usual));
    }

    [Fact]
    public void A_gap_is_gone()
    {
        Assert.Equal(ChangeCause.SourceCorrected, Cause(Gap, null, Usual));
        Assert.Equal(ChangeCause.LexiconOrValueSetChanged, Cause(Gap, null, OtherWords));
        Assert.Equal(ChangeCause.Aged, Cause(Open("dexa", "p", "2024-06-01"), null, OtherWords));
        Assert.Equal(ChangeCause.MeasureChanged, Cause(Open("dexa", "p", "2024-06-01"), null, OtherMeasure));
        Assert.Equal(ChangeCause.SourceCorrected, Cause(Open("dexa", "p", "2024-06-02"), null, Usual));
    }

    [Fact]
    public void A_gap_closes()
    {
        Assert.Equal(ChangeCause.NewTreatment, Cause(Gap, Gap.Closed("2026-06-02"), OtherMeasure));
        Assert.Equal(ChangeCause.NewTreatment, Cause(Gap, Gap.Closed("2026-05-02"), Usual));
        Assert.Equal(ChangeCause.MeasureChanged, Cause(Gap, Gap.Closed("2026-05-02"), OtherMeasure));
        Assert.Equal(ChangeCause.NewFinding, Cause(Gap, Gap.Dead("2026-05-02"), Usual));
        Assert.Equal(ChangeCause.LexiconOrValueSetChanged, Cause(Gap, Gap.Excluded("hospice", "2026-05-02"), OtherWords));
        Assert.Equal(ChangeCause.WindowPassed, Cause(Gap, Gap.NotActive(), OtherMeasure));
        Assert.Equal(ChangeCause.FeedStateChanged, Cause(Gap, Gap.Withheld(), OtherMeasure));
        Assert.Equal(ChangeCause.Person, Cause(Gap, Gap.Dead("2026-05-02", reported: true), Usual));
    }

    [Fact]
    public void A_gap_opens_again()
    {
        Assert.Equal(ChangeCause.Aged, Cause(Gap.Prospective("2026-06-01"), Gap, OtherMeasure));
        Assert.Equal(ChangeCause.FeedStateChanged, Cause(Gap.Withheld(), Gap, OtherMeasure));
        Assert.Equal(ChangeCause.NewFinding, Cause(Gap.NotActive(), Gap, Usual));
        Assert.Equal(ChangeCause.WindowPassed, Cause(Gap.Closed("2026-05-02", holdsUntil: "2026-06-01"), Gap, OtherMeasure));
        Assert.Equal(ChangeCause.MeasureChanged, Cause(Gap.Closed("2026-05-02", holdsUntil: "2026-06-02"), Gap, OtherMeasure));
        Assert.Equal(ChangeCause.SourceCorrected, Cause(Gap.Closed("2026-05-02"), Gap, Usual));
        Assert.Equal(ChangeCause.NewFinding, Cause(Gap.Closed("2026-05-02"), Open("dexa", "p", "2026-06-02"), OtherMeasure));
        Assert.Equal(ChangeCause.Person, Cause(Gap.Closed("2026-05-02", row: "reported:3"), Gap, Usual));
        Assert.Equal(ChangeCause.WindowPassed, Cause(Gap.Closed("2026-05-02", holdsUntil: "2026-06-01", row: "reported:3"), Gap, Usual));
    }

    [Fact]
    public void An_open_gap_moves()
    {
        Assert.Equal(ChangeCause.NewFinding, Cause(Gap, Open("dexa", "p", "2026-02-01"), Usual));
        Assert.Equal(ChangeCause.LexiconOrValueSetChanged, Cause(Gap, Open("dexa", "p", "2026-02-01"), OtherWords));
        Assert.Equal(ChangeCause.SourceCorrected, Cause(Gap, Open("dexa", "p", "2026-04-01"), Usual));
        Assert.Equal(ChangeCause.Aged, Cause(Open("dexa", "p", "2024-06-01"), Gap, Usual));
        Assert.Equal(ChangeCause.Aged, Cause(Gap, Gap with { Age = 71, Tier = 5 }, Usual));
        Assert.Equal(ChangeCause.MeasureChanged, Cause(Gap, Gap with { Tier = 1 }, OtherMeasure));
        Assert.Equal(ChangeCause.NewFinding, Cause(Gap, Gap with { Tier = 1 }, Usual));
        Assert.Equal(ChangeCause.WindowPassed, Cause(Gap, Gap with { Tier = 4 }, Usual));
    }

    [Fact]
    public void A_merge_goes_before_every_other_cause()
    {
        var merged = OtherMeasure with { Merged = true };
        Assert.All(
            new (Gap? Old, Gap? Now)[] { (null, Gap), (Gap, null), (Gap, Gap.Closed("2026-06-02", row: "reported:3")), (Gap.Withheld(), Gap) },
            pair => Assert.Equal(ChangeCause.PatientMerged, Cause(pair.Old, pair.Now, merged)));
    }

    private static ChangeCause Cause(Gap? old, Gap? now, PartContext context) => ChangeCauses.Of(
        old is null ? null : PublishedGap.Of(old, null, null), now is null ? null : PublishedGap.Of(now, null, null), context);
}
