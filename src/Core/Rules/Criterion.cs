namespace Opportune.Core;

/// <summary>A named question about a patient: are there such events in that window?</summary>
public sealed record Criterion
{
    /// <summary>Its name in the measure file.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks, for people: "DXA done".</summary>
    public required string Title { get; init; }

    /// <summary>Where its thresholds come from, for people.</summary>
    public string? Source { get; init; }

    /// <summary>The events; any one of the matches.</summary>
    public required IReadOnlyList<EventMatch> AnyOf { get; init; }

    /// <summary>When.</summary>
    public WindowRule Window { get; init; } = WindowRule.Ever;

    /// <summary>
    /// A condition that is in force counts while it is, however long ago it began; with this, only by the day on which it
    /// began ("a pregnancy that was left on the problem list").
    /// </summary>
    public bool OnsetOnly { get; init; }

    /// <summary>How many events it takes.</summary>
    public int AtLeast { get; init; } = 1;

    /// <summary>With <see cref="AtLeast"/> above 1: the first and last of them are at least so far apart.</summary>
    public Period? Apart { get; init; }

    /// <summary>
    /// Only the latest of the events in the window that have a value in a unit that is asked for; one without is unknown,
    /// and hides nothing.
    /// </summary>
    public bool LatestOnly { get; init; }

    /// <summary>For drugs: the patient must be exposed on the last day of the window, not only have a row in it.</summary>
    public ExposureRule? Exposure { get; init; }

    /// <summary>The events must name sites of so many different groups ("two arterial beds"); null: it does not matter.</summary>
    public SiteGroups? Beds { get; init; }

    /// <summary>
    /// Only events at most so far from a matching index event of the episode ("high-energy cause within 7 days of this
    /// fracture").
    /// </summary>
    public Period? NearIndex { get; init; }

    /// <summary>The mention must be of a site that an index mention of the episode names too ("tumour fracture at that site").</summary>
    public bool AtIndexSite { get; init; }

    /// <summary>
    /// An event counts only while no event of this other criterion, up to the as-of date, has a later date ("no later
    /// Z94.0"); the name of that criterion.
    /// </summary>
    public string? UnlessLater { get; init; }

    /// <summary>An event counts only so soon after another criterion's ("rhabdomyolysis within 90 days after a statin").</summary>
    public AfterRule? After { get; init; }

    /// <summary>A named computation that finds the events instead of <see cref="AnyOf"/> alone; see the evaluator's list.</summary>
    public string? Derivation { get; init; }

    /// <summary>Bounds on the number that the derivation makes; null where it makes none.</summary>
    public ValueRange? Derived { get; init; }
}

/// <summary>Groups of sites, and how many of them it takes. A site that no group holds counts for nothing.</summary>
/// <param name="AtLeast">How many groups.</param>
/// <param name="Groups">Site ids by the group's name.</param>
public sealed record SiteGroups(int AtLeast, IReadOnlyDictionary<string, IReadOnlyList<string>> Groups);

/// <summary>How a drug's rows turn into days of exposure.</summary>
/// <param name="Grace">Days added to the end of a supply.</param>
/// <param name="WithoutSupply">How long a row lasts whose supply is unknown.</param>
/// <param name="OrdersUntilEnded">An active order without an end counts until it is ended.</param>
public sealed record ExposureRule(Period Grace, Period WithoutSupply, bool OrdersUntilEnded)
{
    /// <summary>
    /// Asks instead for so much exposure in all, days that overlap once, of which the last lies in the criterion's window
    /// ("at least 5 years, the last dose within 3 years"); null: only whether the last day of the window is one of exposure.
    /// </summary>
    public Period? InAll { get; init; }
}

/// <summary>
/// An event must follow one of another criterion: on its date or later, and at most <paramref name="Within"/> after it, or
/// after the end of the exposure where that criterion has an <see cref="ExposureRule"/> (its grace left out).
/// </summary>
/// <param name="Criterion">Name of the other criterion; its window does not matter here.</param>
/// <param name="Within">How soon.</param>
public sealed record AfterRule(string Criterion, Period Within);
