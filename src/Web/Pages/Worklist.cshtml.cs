using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>The list: one tab a measure, one over all, one of those whose treatment is unknown, one of those not active here.</summary>
internal sealed class WorklistModel(WorklistReader reader, QueueReader queue, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Which list is shown.</summary>
    public ListQuery Query { get; private set; } = new();

    /// <summary>The rows of this page.</summary>
    public IReadOnlyList<EntryRow> Entries { get; private set; } = [];

    /// <summary>The next page; null: this is the last.</summary>
    public ListQuery? Next { get; private set; }

    /// <summary>The lists, with how many wait in each.</summary>
    public IReadOnlyList<ListTab> Tabs { get; private set; } = [];

    /// <summary>What waits behind the list; null: nothing does, and there is nothing to reckon.</summary>
    public QueueNews? Queue { get; private set; }

    /// <summary>"12 patients", "50 on this page".</summary>
    public string Summary { get; private set; } = "";

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>Name of this list.</summary>
    public string Heading => Query.View switch
    {
        ListQuery.Unknown => "Treatment unknown",
        ListQuery.NotHere => "Not active here",
        _ => Query.Measure is { } measure ? workplace.TitleOf(measure) : "All patients",
    };

    /// <summary>What is said where a list is empty, and why.</summary>
    public (string Title, string Text) Nothing => (Query.IsFiltered, Query.View) switch
    {
        (true, _) => ("Nothing matches.", "Clear the filters, or choose another status."),
        (_, ListQuery.Unknown) => ("Of nobody the treatment is unknown.", "Patients appear here when a feed does not reach far enough to say that nothing was done."),
        (_, ListQuery.NotHere) => ("Everybody who is listed is active here.", "Patients appear here when they moved or were not seen for long."),
        _ => ("Nothing to do here.", "New patients appear after the next run; those that were put off come back on their date."),
    };

    /// <summary>Shows a page of the list.</summary>
    public async Task OnGet(CancellationToken cancel)
    {
        Query = ListQuery.Of(Request.Query);
        var page = await reader.List(Query.ToFilter(Session.NameOf(User)), Today, PageSize, Query.After, cancel);
        Entries = page.Entries;
        Next = page.Next is { } next ? Query with { After = next } : null;
        Summary = string.Create(CultureInfo.InvariantCulture, $"{Entries.Count} {(Entries.Count == 1 ? "entry" : "entries")}{(Next is null && Query.After is null ? "" : " on this page")}");
        var states = Query.ToFilter(Session.NameOf(User)).StatesOfList.Select(EntryNames.Of).ToHashSet();
        var matching = (await reader.Count(Query.ToFilter(Session.NameOf(User)), Today, cancel)).Where(c => states.Contains(c.State)).Sum(c => c.Entries);
        Bulk = new(Query.ToString(), Entries.Count, matching > Entries.Count ? matching.ToString("N0", CultureInfo.InvariantCulture) : null,
            [.. workplace.Dispositions.All.Where(d => BulkWriter.Offers(d, Session.RoleOf(User)))]);
        Queue = Query.View is null ? await QueueNews.Read(queue, workplace, Query.Measure, Query.Slots, Today, cancel) : null;
        Tabs =
        [
            await Tab("All", new(), cancel),
            .. await Task.WhenAll(workplace.Measures.Select(m => Tab(m.Label, new() { Measure = m.Id }, cancel))),
            await Tab("Treatment unknown", new() { View = ListQuery.Unknown }, cancel),
            await Tab("Not active here", new() { View = ListQuery.NotHere }, cancel),
        ];
    }

    /// <summary>What can be done to several at once.</summary>
    public BulkBar Bulk { get; private set; } = new("", 0, null, []);

    /// <summary>Where an entry is shown, with the way back to this list.</summary>
    public string AddressOf(EntryRow entry) => $"/entries/{entry.EntryId}{Query}";

    /// <summary>Name of the measure that leads an entry.</summary>
    public string LabelOf(EntryRow entry) => workplace.LabelOf(entry.Leader);

    /// <summary>Why an entry is back; null: it is not back on its date.</summary>
    public string? ReturnedText(EntryRow entry) => entry.Returned(workplace.Dispositions, Today);

    private async Task<ListTab> Tab(string label, ListQuery list, CancellationToken cancel)
    {
        var counts = await reader.Count(list.ToFilter(""), Today, cancel);
        var toDo = counts.Where(c => EntryNames.Parse<EntryState>(c.State) is EntryState.New or EntryState.InReview or EntryState.Reopened).Sum(c => c.Entries);
        return new(label, list, toDo.ToString("N0", CultureInfo.InvariantCulture), Query.Whole == list);
    }
}

/// <summary>A list, as a tab.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Query">Which it is.</param>
/// <param name="Count">How many wait there.</param>
/// <param name="IsHere">Whether it is the one that is shown.</param>
internal sealed record ListTab(string Label, ListQuery Query, string Count, bool IsHere);
