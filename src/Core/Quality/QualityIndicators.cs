using System.Globalization;

namespace Opportune.Core;

/// <summary>
/// What is counted of a measure's cases, quarter by quarter of their day 0, and when it can be: so long after the quarter that nothing can be missing for
/// want of time but what is delivered more than <see cref="RunOut"/> days late. Definitions: README, "Does it work?".
/// </summary>
public sealed class QualityIndicators
{
    /// <summary>Days after a window until what happened in it has arrived (claims run-out).</summary>
    public const int RunOut = 90;

    /// <summary>The longest time that is looked at, in days.</summary>
    public const int Horizon = 180;

    /// <summary>A first decision within so many days is prompt.</summary>
    public const int PromptDays = 14;

    /// <summary>A later episode counts from so many days after day 0 on: until then it is the same one, told again.</summary>
    public const int AgainAfter = 61;

    /// <summary>And so many years long.</summary>
    public const int AgainYears = 2;

    /// <summary>A finding that only a clinician closes is to be characterised by this day.</summary>
    public const int CharacterisedBy = 90;

    private readonly Period _window;
    private readonly FollowRule? _follow;

    /// <param name="measure">The measure; its own time to settle a case is the first window.</param>
    public QualityIndicators(Measure measure)
        : this(measure.DueAfter, measure.Follow, measure.SatisfiedBy.Count > 0 && measure.SatisfiedBy.All(s => s.KeepsOpen))
    {
    }

    /// <param name="window">The first window.</param>
    /// <param name="follow">What is counted after a drug began; null: nothing.</param>
    /// <param name="isCharacterised">Whether what settles a case leaves it open, so that it counts when it is known what the finding is.</param>
    public QualityIndicators(Period window, FollowRule? follow = null, bool isCharacterised = false)
    {
        (_window, _follow) = (window, follow);
        Alone = new(Names.Alone, c => c.Alone == 1);
        Body = new(Names.Body, c => c.Section == "body");
        Early = new(Names.Early, c => c.Early is { } known ? known == 1 : c.DoneOn <= window.AddTo(c.DayZero));
        Characterised = isCharacterised ? new(Names.Characterised, c => c.DoneOn <= c.DayZero.AddDays(CharacterisedBy) || c.ElsewhereOn <= c.DayZero.AddDays(CharacterisedBy), Early) : null;
        Late = new(Names.Late, c => c.DoneOn <= c.DayZero.AddDays(Horizon), Characterised ?? Early);
        Left = new(Names.Left, c => c.EndedOn <= c.DayZero.AddDays(Horizon), Late);
        Reviewed = new(Names.Reviewed, c => c.DecidedOn <= WindowAfterListing(c));
        Sent = new(Names.Sent, c => c.SentOn <= WindowAfterListing(c), Reviewed, OfHaving: true);
        Dismissed = new(Names.Dismissed, c => c.DismissedOn <= WindowAfterListing(c), Reviewed, OfHaving: true);
        Answered = new(Names.Answered, c => c.AnsweredOn <= WindowAfterListing(c), Sent, OfHaving: true);
        Prompt = new(Names.Prompt, c => c.DecidedOn <= c.ListedOn?.AddDays(PromptDays), Reviewed, OfHaving: true);
        Judged = new(Names.Judged, c => c.DismissedOn <= c.DayZero.AddDays(Horizon), Left);
        Again = new(Names.Again, c => c.AgainOn <= c.DayZero.AddYears(AgainYears));
        ByTest = new(Names.ByTest, IsByTest, Early, OfHaving: true);
        LaterByTest = new(Names.LaterByTest, IsByTest, Late, OfHaving: true);
        Agreed = new(Names.Agreed, c => c.AgreedOn <= WindowAfterListing(c), Answered, OfHaving: true);
        Rechecked = new(Names.Rechecked, c => c.Rechecked == 1, Early, OfHaving: true);
        RecheckUnknown = new(Names.RecheckUnknown, c => c.Rechecked is null, Rechecked);
        Kept = new(Names.Kept, c => c.Kept == 1, Early, OfHaving: true);
        KeptUnknown = new(Names.KeptUnknown, c => c.Kept is null, Kept);
    }

    /// <summary>What the one-way tables are made by.</summary>
    public static IReadOnlyList<(string Name, Func<QualityCase, string> Of)> Attributes { get; } =
    [
        ("month", c => c.DayZero.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        (Names.Site, c => c.Site),
        (Names.Modality, c => c.Modality ?? ""),
        (Names.Finding, c => c.IndexClass ?? ""),
        ("sex", c => c.Sex),
        ("age", c => AgeBand(c.Age)),
        ("race", c => c.Race ?? ""),
        ("ethnicity", c => c.Ethnicity ?? ""),
        ("language", c => c.Language ?? ""),
        ("payer", c => c.Payer ?? ""),
    ];

    /// <summary>Nobody was responsible when it was first found.</summary>
    public QualitySplit<QualityCase> Alone { get; }

    /// <summary>Only the body of the report names the index finding, neither its impression nor a code.</summary>
    public QualitySplit<QualityCase> Body { get; }

    /// <summary>Satisfied within the measure's own time.</summary>
    public QualitySplit<QualityCase> Early { get; }

    /// <summary>Of the others, where only a clinician closes a case: done by day <see cref="CharacterisedBy"/>, or written down as done elsewhere; null: of no such measure.</summary>
    public QualitySplit<QualityCase>? Characterised { get; }

    /// <summary>Of the others: satisfied by day <see cref="Horizon"/>.</summary>
    public QualitySplit<QualityCase> Late { get; }

    /// <summary>Of those who were not: ended before day <see cref="Horizon"/> (death, hospice, another exclusion, moved).</summary>
    public QualitySplit<QualityCase> Left { get; }

    /// <summary>A person decided within the window after it was listed.</summary>
    public QualitySplit<QualityCase> Reviewed { get; }

    /// <summary>Of the reviewed: sent to a clinician in that time.</summary>
    public QualitySplit<QualityCase> Sent { get; }

    /// <summary>Of the reviewed: closed by judgement in that time.</summary>
    public QualitySplit<QualityCase> Dismissed { get; }

    /// <summary>Of the sent: the clinician answered in that time.</summary>
    public QualitySplit<QualityCase> Answered { get; }

    /// <summary>Of the reviewed: within <see cref="PromptDays"/> days after it was listed.</summary>
    public QualitySplit<QualityCase> Prompt { get; }

    /// <summary>Of those neither settled nor left by day <see cref="Horizon"/>: closed by judgement until then.</summary>
    public QualitySplit<QualityCase> Judged { get; }

    /// <summary>A new index finding: of a fracture measure a re-fracture.</summary>
    public QualitySplit<QualityCase> Again { get; }

    /// <summary>Of the early: settled by a test that was done, and not by a drug; by whichever was seen first.</summary>
    public QualitySplit<QualityCase> ByTest { get; }

    /// <summary>The same of the late.</summary>
    public QualitySplit<QualityCase> LaterByTest { get; }

    /// <summary>Of the answered: the clinician agreed in that time.</summary>
    public QualitySplit<QualityCase> Agreed { get; }

    /// <summary>Of the early, where a drug settles a case: known to have been measured again in time.</summary>
    public QualitySplit<QualityCase> Rechecked { get; }

    /// <summary>Of those who were not known to be: it is not known either that they were not.</summary>
    public QualitySplit<QualityCase> RecheckUnknown { get; }

    /// <summary>Of the early, where a drug settles a case: known to have been kept on for a year.</summary>
    public QualitySplit<QualityCase> Kept { get; }

    /// <summary>Of those who were not known to be: it is not known either that they were not.</summary>
    public QualitySplit<QualityCase> KeptUnknown { get; }

    /// <summary>What is measured again after a drug began, and when; null: nothing.</summary>
    public RecheckRule? Recheck => _follow?.Recheck;

    /// <summary>The measure's own time, in days, as it is for most days of the year.</summary>
    public int WindowDays => DaysOf(_window);

    /// <summary>A period in days, as it is for most days of the year.</summary>
    public static int DaysOf(Period period) => period.AddTo(new(2026, 1, 1)).DayNumber - new DateOnly(2026, 1, 1).DayNumber;

    /// <summary>The day on which the measure's own time is over for the last case of a quarter.</summary>
    public DateOnly OverOn(Quarter quarter) => _window.AddTo(quarter.Last);

    /// <summary>The questions that can be asked of a quarter, stage by stage, with the first as-of date of each; the first stage counts.</summary>
    public IReadOnlyList<(DateOnly From, IReadOnlyList<QualitySplit<QualityCase>> Splits)> Stages(Quarter quarter) =>
    [
        (quarter.Last.AddDays(RunOut), [Alone, Body]),
        (OverOn(quarter).AddDays(RunOut), [Early, Reviewed, Sent, Dismissed, Answered, Prompt, ByTest, Agreed]),
        (quarter.Last.AddDays(Horizon + RunOut), [.. Characterised is { } split ? [split] : Array.Empty<QualitySplit<QualityCase>>(), Late, Left, Judged, LaterByTest]),
        .. Recheck is { } recheck ? [(recheck.To.AddTo(OverOn(quarter)).AddDays(RunOut), [Rechecked, RecheckUnknown])] : Array.Empty<(DateOnly, IReadOnlyList<QualitySplit<QualityCase>>)>(),
        .. _follow is not null ? [(OverOn(quarter).AddDays(FollowUp.KnownAfter + RunOut), [Kept, KeptUnknown])] : Array.Empty<(DateOnly, IReadOnlyList<QualitySplit<QualityCase>>)>(),
        (quarter.Last.AddYears(AgainYears).AddDays(RunOut), [Again]),
    ];

    /// <summary>The first as-of date on which a question can be asked of a quarter; null: it is not asked of this measure.</summary>
    public DateOnly? AskedFrom(Quarter quarter, string split) => Stages(quarter).Where(s => s.Splits.Any(q => q.Name == split)).Select(s => (DateOnly?)s.From).FirstOrDefault();

    /// <summary>"50-64"; below 50 and from 85 on one band each, in their order as text.</summary>
    public static string AgeBand(long age) => age switch { < 50 => "0-49", < 65 => "50-64", < 75 => "65-74", < 85 => "75-84", _ => "85 and over" };

    private static bool IsByTest(QualityCase c) => c.DoneBy is "procedures" or "results" or "imaging_findings";

    private DateOnly? WindowAfterListing(QualityCase c) => c.ListedOn is { } listed ? _window.AddTo(listed) : null;

    /// <summary>Ids of the questions, as the database keeps them.</summary>
    public static class Names
    {
        /// <summary>How many there are.</summary>
        public const string Found = "";

        /// <summary>How many are withheld.</summary>
        public const string Withheld = "withheld";

        /// <inheritdoc cref="QualityIndicators.Alone"/>
        public const string Alone = "no-clinician";

        /// <inheritdoc cref="QualityIndicators.Body"/>
        public const string Body = "body";

        /// <inheritdoc cref="QualityIndicators.Early"/>
        public const string Early = "early";

        /// <inheritdoc cref="QualityIndicators.Late"/>
        public const string Late = "late";

        /// <inheritdoc cref="QualityIndicators.Left"/>
        public const string Left = "left";

        /// <inheritdoc cref="QualityIndicators.Reviewed"/>
        public const string Reviewed = "reviewed";

        /// <inheritdoc cref="QualityIndicators.Sent"/>
        public const string Sent = "sent";

        /// <inheritdoc cref="QualityIndicators.Dismissed"/>
        public const string Dismissed = "dismissed";

        /// <inheritdoc cref="QualityIndicators.Answered"/>
        public const string Answered = "answered";

        /// <inheritdoc cref="QualityIndicators.Prompt"/>
        public const string Prompt = "prompt";

        /// <inheritdoc cref="QualityIndicators.Judged"/>
        public const string Judged = "judged";

        /// <inheritdoc cref="QualityIndicators.Again"/>
        public const string Again = "again";

        /// <inheritdoc cref="QualityIndicators.ByTest"/>
        public const string ByTest = "by-test";

        /// <inheritdoc cref="QualityIndicators.LaterByTest"/>
        public const string LaterByTest = "later-by-test";

        /// <inheritdoc cref="QualityIndicators.Characterised"/>
        public const string Characterised = "characterised";

        /// <inheritdoc cref="QualityIndicators.Agreed"/>
        public const string Agreed = "agreed";

        /// <inheritdoc cref="QualityIndicators.Rechecked"/>
        public const string Rechecked = "rechecked";

        /// <inheritdoc cref="QualityIndicators.RecheckUnknown"/>
        public const string RecheckUnknown = "recheck-unknown";

        /// <inheritdoc cref="QualityIndicators.Kept"/>
        public const string Kept = "kept-on";

        /// <inheritdoc cref="QualityIndicators.KeptUnknown"/>
        public const string KeptUnknown = "kept-on-unknown";

        /// <summary>The attribute of places.</summary>
        public const string Site = "site";

        /// <summary>The attribute of who is held together in a stepped release (<see cref="QualityGroups"/>).</summary>
        public const string Release = "release";

        /// <summary>The attribute of the index exam's modality; empty: it was no exam.</summary>
        public const string Modality = "modality";

        /// <summary>The attribute of the index event's class; empty: from before it was kept.</summary>
        public const string Finding = "finding";
    }
}
