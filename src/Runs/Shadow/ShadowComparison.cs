using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Rules;

namespace Opportune.Runs;

/// <summary>Holds two lists side by side, row by row in their common order; holds no list in memory.</summary>
internal static class ShadowComparison
{
    /// <summary>The rows that differ: of those that either lists, what comes, goes, changes its tier or its texts.</summary>
    public static IEnumerable<ShadowDifference> Rows(IEnumerable<PublishedGap> before, IEnumerable<PublishedGap> after, Func<string, PersonRow?> personOf, Func<string, string> causeOf)
    {
        foreach (var (old, now) in Side(before, after, Order))
        {
            if (Change(old, now) is not { } change)
                continue;
            var row = now ?? old!;
            var person = personOf(row.PatientId);
            // Of whom nothing is known is shown to those alone who may see restricted records.
            yield return new(
                row.PatientId, row.Measure, row.Site, person?.Panel, person?.Restricted ?? 1, change, causeOf(row.Measure), Text(old), Text(now),
                IsListed(old) ? old!.Tier : null, IsListed(now) ? now!.Tier : null);
        }
    }

    /// <summary>How many entries there are, come and go.</summary>
    public static ShadowEntries Count(IEnumerable<PublishedEntry> before, IEnumerable<PublishedEntry> after, DateOnly recent)
    {
        var count = default(ShadowEntries);
        foreach (var (old, now) in Side(before, after, Order))
        {
            var (was, @is) = (old?.IsOpen ?? false, now?.IsOpen ?? false);
            count = new(
                count.Before + One(was), count.After + One(@is), count.Entering + One(@is && !was), count.Leaving + One(was && !@is), count.Queued + One(@is && !was && now!.IsInQueue),
                count.RecentBefore + One(was && old!.IndexDate > recent), count.RecentAfter + One(@is && now!.IndexDate > recent));
        }
        return count;
    }

    private static long One(bool isSo) => isSo ? 1 : 0;

    private static string? Change(PublishedGap? old, PublishedGap? now) => (IsListed(old), IsListed(now)) switch
    {
        (false, true) => ShadowChanges.Enters,
        (true, false) => ShadowChanges.Leaves,
        (true, true) when old!.Tier != now!.Tier => ShadowChanges.Tier,
        (true, true) when old!.ContentHash != now!.ContentHash || old.Priority != now.Priority || old.DueDate != now.DueDate => ShadowChanges.Wording,
        _ => null,
    };

    private static bool IsListed(PublishedGap? gap) => gap?.Status == GapStatus.Open;

    private static string Text(PublishedGap? gap) => gap switch
    {
        null => "no finding that counts",
        { Status: GapStatus.Open } => string.Create(CultureInfo.InvariantCulture, $"listed, tier {gap.Tier} ({gap.Priority})"),
        { StatusReason.Length: > 0 } => $"{EntryNames.Of(gap.Status)}: {gap.StatusReason}",
        _ => EntryNames.Of(gap.Status),
    };

    private static int Order(PublishedGap a, PublishedGap b) => Utf8Order.Compare(a.PatientId, b.PatientId) is var patient and not 0 ? patient : Utf8Order.Compare(a.Measure, b.Measure);

    private static int Order(PublishedEntry a, PublishedEntry b) =>
        Utf8Order.Compare(a.PatientId, b.PatientId) is var patient and not 0 ? patient
        : Utf8Order.Compare(a.Pathway, b.Pathway) is var pathway and not 0 ? pathway
        : a.Number.CompareTo(b.Number);

    // Both are in the order that is asked by.
    private static IEnumerable<(T? Old, T? Now)> Side<T>(IEnumerable<T> before, IEnumerable<T> after, Comparison<T> order) where T : class
    {
        using var left = before.GetEnumerator();
        using var right = after.GetEnumerator();
        var (old, now) = (Next(left), Next(right));
        while (old is not null || now is not null)
        {
            var which = old is null ? 1 : now is null ? -1 : order(old, now);
            yield return (which <= 0 ? old : null, which >= 0 ? now : null);
            (old, now) = (which <= 0 ? Next(left) : old, which >= 0 ? Next(right) : now);
        }
    }

    private static T? Next<T>(IEnumerator<T> rows) where T : class => rows.MoveNext() ? rows.Current : null;
}
