using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>What a list says of the queue behind it.</summary>
/// <param name="Queued">How many entries wait.</param>
/// <param name="Weeks">When nothing will.</param>
/// <param name="Release">So many come out a week and panel.</param>
/// <param name="Measure">The measure of the list; null: all.</param>
/// <param name="Slot">What a week has only so many of, for that measure; null: nothing.</param>
/// <param name="Slots">How many a week there are; null: nobody said.</param>
/// <param name="Outlook">What that leaves undone.</param>
internal sealed record QueueNews(long Queued, long Weeks, int Release, string? Measure, string? Slot, int? Slots, SlotOutlook? Outlook)
{
    // A quarter, where no queue says how long one has to look ahead.
    private const int UsualWeeks = 13;

    /// <summary>Reads it.</summary>
    public static async Task<QueueNews> Read(QueueReader reader, Workplace workplace, string? measure, int? slots, DateOnly today, CancellationToken cancel)
    {
        var standing = await reader.Read(measure, cancel);
        var (release, weeks) = (workplace.Workload.Release, standing.Weeks(workplace.Workload.Release));
        var slot = measure is null ? null : workplace.Workload.Slots.GetValueOrDefault(measure);
        var outlook = slot is null || slots is null ? null : SlotOutlook.Of(await reader.Demand(measure!, today, cancel), slots.Value, weeks > 0 ? weeks : UsualWeeks);
        return new(standing.Queued, weeks, release, measure, slot, slots, outlook);
    }

    /// <summary>"812 queued"</summary>
    public string QueuedText => $"{Amounts.Text(Queued)} queued";

    /// <summary>"clears in 23 weeks at this pace (40 a week and panel)"</summary>
    public string PaceText => $"clears in {Amounts.Of(Weeks, "week", "weeks")} at this pace ({Amounts.Text(Release)} a week and panel)";

    /// <summary>The list of those that wait.</summary>
    public string Address => $"/worklist{new ListQuery { Measure = Measure, State = EntryState.Queued }}";
}
