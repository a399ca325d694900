namespace Opportune.Core;

/// <summary>A hard exclusion.</summary>
public sealed record Exclusion
{
    /// <summary>The reason, for people: "on dialysis".</summary>
    public required string Label { get; init; }

    /// <summary>When it holds.</summary>
    public required Condition When { get; init; }

    /// <summary>Whether the gap is withheld where the feeds that could show it do not cover the patient.</summary>
    public bool MustKnow { get; init; }
}

/// <summary>What closes a gap.</summary>
public sealed record Satisfaction
{
    /// <summary>What it is, for people: "DXA done".</summary>
    public required string Label { get; init; }

    /// <summary>When it holds.</summary>
    public required Condition When { get; init; }

    /// <summary>It does not hold after all when this does ("normal spine T-score beside a degenerative spine").</summary>
    public Condition? Unless { get; init; }

    /// <summary>
    /// It is said and the gap stays open: done, and nobody has looked at the result ("only a clinician closes it").
    /// </summary>
    public bool KeepsOpen { get; init; }

    /// <summary>It is asked only where this holds.</summary>
    public Condition? Where { get; init; }

    /// <summary>The feeds without which "none found" may not be claimed.</summary>
    public IReadOnlyList<Table> Needs { get; init; } = [];

    /// <summary>The window that those feeds must cover.</summary>
    public required WindowRule Window { get; init; }

    /// <summary>What must have been seen at the site to believe "none found".</summary>
    public PositiveControl? Control { get; init; }
}

/// <summary>
/// A value set that is known to match at a site: at least <paramref name="AtLeast"/> rows in the last 365 days, and per
/// 100 patients aged 50 and over at least <paramref name="PerHundred"/>; and at least 95% of the feed's rows carry a code
/// system that the set can read.
/// </summary>
public sealed record PositiveControl(Table Table, string ValueSet, int AtLeast, double PerHundred);

/// <summary>A tier and when it applies; without a condition it is the rest.</summary>
public sealed record TierRule(int Tier, string Label, Condition? When);

/// <summary>What moves a tier: -1 raises (towards 1), +1 lowers, 0 adds its label only ("lapsed").</summary>
public sealed record TierShift(int By, string Label, Condition When);

/// <summary>An informational line.</summary>
/// <param name="Text">The line.</param>
/// <param name="When">When it is shown; null: always.</param>
public sealed record Note(string Text, Condition? When)
{
    /// <summary>It stands before the paragraph: a caution, or what holds for the whole list.</summary>
    public bool First { get; init; }

    /// <summary>It is told of a gap that the data closed, and of no other: what else there is to look at ("already treated").</summary>
    public bool OfClosed { get; init; }

    /// <summary>Ids of the clinical rules that it tells.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>A clinical rule that the measure knows and does not apply.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Why">Why not, for people.</param>
public sealed record RuleOff(string Rule, string Why);

/// <summary>What is counted of patients for a year after a drug began (<see cref="FollowUp"/>). It lists nobody.</summary>
/// <param name="Drugs">Criteria whose rows are the drug: the first after day 0 begins it, and each lasts as long as its criterion says, without grace.</param>
/// <param name="Recheck">What is to be measured again; null: nothing.</param>
public sealed record FollowRule(IReadOnlyList<string> Drugs, RecheckRule? Recheck);

/// <summary>What is to be measured again after a drug began.</summary>
/// <param name="Criterion">The criterion that names its rows.</param>
/// <param name="From">Not sooner after the beginning.</param>
/// <param name="To">Nor later.</param>
public sealed record RecheckRule(string Criterion, Period From, Period To);
