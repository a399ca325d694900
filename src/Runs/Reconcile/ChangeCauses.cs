using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// The one cause of a difference between a gap as published and as found tonight. A pure function; the order of its questions
/// is the order in which one explanation goes before another: the patient was merged, a person reported it, then what the
/// step from the old status to the new one says, where a change of the rules explains only what could have been known before.
/// </summary>
internal static class ChangeCauses
{
    /// <summary>Never null: of two equal gaps too, since an entry can change by what happened to another line.</summary>
    public static ChangeCause Of(PublishedGap? old, PublishedGap? now, PartContext context)
    {
        if (context.Merged)
            return ChangeCause.PatientMerged;
        if (IsByReport(old, now) && !HasPassed(old, context))
            return ChangeCause.Person;
        if (now is null)
            return Gone(old, context);
        return now.Status switch
        {
            GapStatus.Closed => Found(ChangeCause.NewTreatment, now.Basis.Date, context),
            GapStatus.Excluded when now.Basis.Kind == GapBasisKind.NotActiveHere => ChangeCause.WindowPassed,
            GapStatus.Excluded => Found(ChangeCause.NewFinding, now.Basis.Date, context),
            // What was not there at all came by its finding, or by the rules that find it; the feed only says that it cannot be told.
            GapStatus.Withheld when old is not null => ChangeCause.FeedStateChanged,
            GapStatus.Withheld => Found(ChangeCause.NewFinding, now.IndexDate, context),
            GapStatus.Prospective => old is null ? Found(ChangeCause.NewFinding, now.IndexDate, context) : Gone(old, context),
            _ => Opened(old, now, context),
        };
    }

    // A report by a reviewer decides now, or decided before and no longer does.
    private static bool IsByReport(PublishedGap? old, PublishedGap? now) => (old?.IsReported ?? false) != (now?.IsReported ?? false);

    private static bool HasPassed(PublishedGap? old, PartContext context) => old?.Basis.HoldsUntil < context.AsOf;

    // A fact that was not known: by its own date, or because it arrived late. Only where it could have been known, and the
    // rules are others now, did they find it.
    private static ChangeCause Found(ChangeCause asNew, DateOnly? date, PartContext context) =>
        context.WasThere(date) && context.Rules is { } rules ? rules : asNew;

    // The measure goes first: with a shorter look-back it is what made the index event too old.
    private static ChangeCause Gone(PublishedGap? old, PartContext context)
    {
        if (context.MeasureChanged)
            return ChangeCause.MeasureChanged;
        if (old is not null && old.IndexDate < context.LookBackFrom)
            return ChangeCause.Aged;
        return context.WordsChanged ? ChangeCause.LexiconOrValueSetChanged : ChangeCause.SourceCorrected;
    }

    private static ChangeCause Opened(PublishedGap? old, PublishedGap now, PartContext context) => old switch
    {
        null => Found(ChangeCause.NewFinding, now.IndexDate, context),
        { Status: GapStatus.Prospective } => ChangeCause.Aged,
        { Status: GapStatus.Withheld } => ChangeCause.FeedStateChanged,
        { Basis.Kind: GapBasisKind.NotActiveHere } => ChangeCause.NewFinding,
        { Status: GapStatus.Open } => Changed(old, now, context),
        _ when HasPassed(old, context) => ChangeCause.WindowPassed,
        _ when now.IndexDate > old.IndexDate && !context.WasThere(now.IndexDate) => ChangeCause.NewFinding,
        _ => context.Rules ?? ChangeCause.SourceCorrected,
    };

    // Open before and now: its index moved, or its tier.
    private static ChangeCause Changed(PublishedGap old, PublishedGap now, PartContext context)
    {
        if (now.IndexDate < old.IndexDate)
            return Found(ChangeCause.NewFinding, now.IndexDate, context);
        if (now.IndexDate > old.IndexDate)
            return old.IndexDate >= context.LookBackFrom && !context.WasThere(now.IndexDate) ? ChangeCause.NewFinding : Gone(old, context);
        if (context.Rules is { } rules)
            return rules;
        if (now.Age != old.Age)
            return ChangeCause.Aged;
        if (now.Site != old.Site)
            return ChangeCause.SourceCorrected;
        // What makes a gap more urgent is a fact that came; what made it so and is no longer told has run out.
        return now.Tier > old.Tier ? ChangeCause.WindowPassed : ChangeCause.NewFinding;
    }
}
