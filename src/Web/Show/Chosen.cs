using System.Globalization;
using Opportune.Database;
using Opportune.Web.Pages;

namespace Opportune.Web.Show;

/// <summary>The entries of a list that something is to be done to, and how they were chosen.</summary>
/// <param name="Entries">They, each with what was seen of it.</param>
/// <param name="By">"3 ticked", "all 50 on a page", "all 312 matching (All patients, tier 1)".</param>
/// <param name="Problem">Why there are none; null: there are.</param>
internal sealed record Chosen(IReadOnlyList<BulkChoice> Entries, string By, string? Problem = null)
{
    /// <summary>Nothing yet.</summary>
    public static Chosen None { get; } = new([], "");

    /// <summary>They, as a field of a form holds them.</summary>
    public string Text => string.Join(' ', Entries.Select(TextOf));

    /// <summary>An entry as a check box holds it.</summary>
    public static string TextOf(EntryRow entry) => TextOf(new BulkChoice(entry.EntryId, entry.Seen));

    /// <summary>Reads what a form holds.</summary>
    public static Chosen Parse(string? text, string? by) => new(Parse((text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)), by ?? "");

    /// <summary>Chooses as the form below a list says: the ticked ones, the page, or all that match.</summary>
    public static async Task<Chosen> Of(string? scope, IEnumerable<string?> ticked, ListQuery list, ListWords words, WorklistReader reader, string me, DateOnly today, CancellationToken cancel)
    {
        switch (scope)
        {
            case "matching":
                var all = await reader.List(list.ToFilter(me), today, BulkWriter.MostEntries, null, list.Order, cancel);
                var which = await words.Of(list, cancel);
                return all.Next is null
                    ? new(Seen(all.Entries), string.Create(CultureInfo.InvariantCulture, $"all {all.Entries.Count} matching ({which})"))
                    : None with { Problem = string.Create(CultureInfo.InvariantCulture, $"more than {BulkWriter.MostEntries:N0} match; that is too many to change at once. Narrow the filter") };
            case "page":
                var page = Seen((await reader.List(list.ToFilter(me), today, WorklistModel.PageSize, list.After, list.Order, cancel)).Entries);
                return new(page, string.Create(CultureInfo.InvariantCulture, $"all {page.Count} on a page"));
            default:
                var read = Parse(ticked);
                return new(read, string.Create(CultureInfo.InvariantCulture, $"{read.Count} ticked"),
                    read.Count == 0 ? "no row is ticked; go back and tick some, or choose all on the page or all that match" : null);
        }
    }

    private static string TextOf(BulkChoice choice) => $"{choice.EntryId}:{choice.Seen}";

    private static List<BulkChoice> Seen(IReadOnlyList<EntryRow> rows) => [.. rows.Select(r => new BulkChoice(r.EntryId, r.Seen))];

    // What was not written by us names no entry.
    private static List<BulkChoice> Parse(IEnumerable<string?> texts) =>
    [
        .. texts.Select(t => (t ?? "").Split(':') is [var id, var seen] && EntrySeen.TryParse(seen) is { } saw ? new BulkChoice(id, saw) : default)
            .Where(c => c.EntryId is not null).DistinctBy(c => c.EntryId),
    ];
}
