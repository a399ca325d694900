namespace Opportune.Core;

/// <summary>
/// The part of every local day in which a run may start: from <paramref name="From"/>, inclusive, to <paramref name="To"/>,
/// exclusive. Where <paramref name="From"/> is the later of the two, it crosses midnight.
/// </summary>
/// <param name="From">First minute of it, on the clock of the schedule's zone.</param>
/// <param name="To">First minute after it; never equal to <paramref name="From"/>.</param>
public sealed record TimeWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>Whether a run may start when the clock shows that time.</summary>
    public bool Contains(TimeOnly time) => time.IsBetween(From, To);

    /// <inheritdoc/>
    public override string ToString() => $"{From:HH\\:mm}-{To:HH\\:mm}";
}
