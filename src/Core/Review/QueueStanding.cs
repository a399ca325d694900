namespace Opportune.Core;

/// <summary>What waits in the queue of a panel in a tier.</summary>
/// <param name="Panel">The panel.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Queued">How many entries.</param>
public sealed record QueuePart(string Panel, long Tier, long Queued);

/// <summary>What waits in the queue, and when nothing will.</summary>
/// <param name="Parts">Panel by panel, tier by tier.</param>
public sealed record QueueStanding(IReadOnlyList<QueuePart> Parts)
{
    /// <summary>How many entries wait.</summary>
    public long Queued => Parts.Sum(p => p.Queued);

    /// <summary>Whole weeks until nothing waits, with so many a week and panel: the longest of the panels.</summary>
    public long Weeks(int release) =>
        Parts.GroupBy(p => p.Panel, StringComparer.Ordinal).Select(panel => (panel.Sum(p => p.Queued) + release - 1) / release).DefaultIfEmpty().Max();
}

/// <summary>Entries of a tier that ask for a slot.</summary>
/// <param name="Tier">1 is first.</param>
/// <param name="Waiting">Shown or queued now.</param>
/// <param name="ArrivalsPerWeek">New ones that come each week.</param>
public sealed record TierDemand(int Tier, long Waiting, double ArrivalsPerWeek);

/// <summary>What becomes of a tier's entries in some weeks.</summary>
/// <param name="Tier">1 is first.</param>
/// <param name="Asking">How many ask for a slot, those included that will have come by then.</param>
/// <param name="Undone">How many get none.</param>
public sealed record TierOutlook(int Tier, long Asking, long Undone);

/// <summary>What so many slots a week leave undone: the lower tiers, since slots go to the higher ones first.</summary>
/// <param name="Weeks">Over so many weeks.</param>
/// <param name="Tiers">Tier by tier.</param>
public sealed record SlotOutlook(long Weeks, IReadOnlyList<TierOutlook> Tiers)
{
    /// <summary>How many ask for a slot.</summary>
    public long Asking => Tiers.Sum(t => t.Asking);

    /// <summary>How many get none.</summary>
    public long Undone => Tiers.Sum(t => t.Undone);

    /// <summary>Reckons it: as if every entry took one slot, and none were closed otherwise. So it is the most that can stay undone.</summary>
    /// <param name="demand">What asks for slots.</param>
    /// <param name="slots">Slots a week.</param>
    /// <param name="weeks">Over so many weeks.</param>
    public static SlotOutlook Of(IEnumerable<TierDemand> demand, int slots, long weeks)
    {
        var (left, tiers) = (slots * weeks, new List<TierOutlook>());
        foreach (var tier in demand.OrderBy(d => d.Tier))
        {
            var asking = tier.Waiting + (long)Math.Ceiling(tier.ArrivalsPerWeek * weeks);
            var served = Math.Min(left, asking);
            left -= served;
            tiers.Add(new(tier.Tier, asking, asking - served));
        }
        return new(weeks, tiers);
    }
}
