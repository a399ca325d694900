using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Standings;
using Opportune.Database.Views;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>The list: one tab with one line a patient, one tab a measure that is shown here, one of those whose treatment is unknown, one of those not active here.</summary>
internal sealed class WorklistModel(WorklistReader reader, ListCounts counts, QueueReader queue, StandingTable standings, UserTable users, ViewTable views, FilterChoices choices, OpportuneDatabase database, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    private IReadOnlyList<string> _reviewers = [];
    private string? _clinician, _way;

    /// <summary>Which list is shown.</summary>
    public ListQuery Query { get; private set; } = new();

    /// <summary>The rows of this page.</summary>
    public IReadOnlyList<EntryRow> Entries { get; private set; } = [];

    /// <summary>The next page; null: this is the last.</summary>
    public ListQuery? Next { get; private set; }

    /// <summary>The lists, with how many wait in each.</summary>
    public IReadOnlyList<ListTab> Tabs { get; private set; } = [];

    /// <summary>How many rows the whole list has, as far as it was counted.</summary>
    public long Total { get; private set; }

    /// <summary>Whether there are more than were counted.</summary>
    public bool IsMore => Total > ListCounts.Most && !Query.Exact;

    /// <summary>Views that this person keeps, and those that others share.</summary>
    public IReadOnlyList<ViewRow> Views { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>What to filter by.</summary>
    public ListChoices Choices { get; private set; } = null!;

    /// <summary>What waits behind the list; null: nothing does, and there is nothing to reckon.</summary>
    public QueueNews? Queue { get; private set; }

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Name of this list.</summary>
    public string Heading => Query.View switch
    {
        ListQuery.Unknown => "Treatment unknown",
        ListQuery.NotHere => "Not active here",
        _ => Query.Measure is { } measure ? workplace.TitleOf(measure) : "All patients",
    };

    /// <summary>"50 on this page of 312 patients".</summary>
    public string Summary
    {
        get
        {
            var (one, many) = Query.IsByPatient ? ("patient", "patients") : ("entry", "entries");
            var whole = $"{TotalText} {(Total == 1 ? one : many)}";
            return Next is null && Query.After is null ? whole : string.Create(CultureInfo.InvariantCulture, $"{Entries.Count} on this page of {whole}");
        }
    }

    private string TotalText => (IsMore ? "more than " : "") + (IsMore ? ListCounts.Most : Total).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Orders to choose from.</summary>
    public IEnumerable<(string Value, string Name, bool IsChosen)> Sorts => ListWords.OrderNames.Where(o => o.Order != ListOrder.Found || Query.Search is not null).Select(o => (ListQuery.NameOf(o.Order), o.Name, Query.Order == o.Order));

    /// <summary>To whom an entry may be given: a choice of the filter.</summary>
    public IEnumerable<(string Value, string Name)> People =>
    [
        ("", "anybody or nobody"), (ListQuery.Me, "me"), (ListQuery.Nobody, "nobody"),
        .. _reviewers.Select(r => (r, r)),
        .. Query.Who is { } who && who is not (ListQuery.Me or ListQuery.Nobody) && !_reviewers.Contains(who) ? [(who, who)] : Array.Empty<(string, string)>(),
    ];

    /// <summary>Clinicians to filter by, the chosen one always among them.</summary>
    public IEnumerable<(string Value, string Name)> Clinicians =>
    [
        .. Query.Clinician is { } id && Choices.Clinicians.All(c => c.ClinicianId != id) ? [(id, _clinician ?? id)] : Array.Empty<(string, string)>(),
        .. Choices.Clinicians.Select(c => (c.ClinicianId, c.Name)),
    ];

    /// <summary>What is said where a list is empty, and why.</summary>
    public (string Title, string Text) Nothing => (Query.IsFiltered, Query.View) switch
    {
        _ when Query.After is not null => ("Nothing comes after this.", "What was here has moved meanwhile; go back to the first page."),
        (true, _) when Query.Search is not null => ("Nobody is found.", "Each word must begin a word of the name, or the record number. Only patients who are or were on a list are found."),
        (true, _) => ("Nothing matches.", "Clear the filters, or choose another status."),
        (_, ListQuery.Unknown) => ("Of nobody the treatment is unknown.", "Patients appear here when a feed does not reach far enough to say that nothing was done."),
        (_, ListQuery.NotHere) => ("Everybody who is listed is active here.", "Patients appear here when they moved or were not seen for long."),
        _ => ("Nothing to do here.", "New patients appear after the next run, of measures that are live or in pilot here; those that were put off come back on their date."),
    };

    /// <summary>Whether the person works the list, and does not only look at it.</summary>
    public bool MayDecide => Session.May(User, Permission.DecideEntries);

    /// <summary>What can be done to several at once.</summary>
    public BulkBar Bulk { get; private set; } = new("", 0, null, false, []);

    /// <summary>Shows a page of the list.</summary>
    public async Task OnGet(CancellationToken cancel)
    {
        Query = ListQuery.Of(Request.Query);
        var me = Session.NameOf(User);
        var page = await reader.List(Query.ToFilter(me), Today, PageSize, Query.After, Query.Order, cancel);
        Entries = page.Entries;
        Next = page.Next is { } next ? Query with { After = next } : null;
        var shown = await standings.Shown(reader.Sight.Scope, cancel);
        (string Label, ListQuery List)[] lists =
        [
            ("All patients", new()),
            .. workplace.Measures.Where(m => shown.Contains(m.Id)).Select(m => (m.Label, new ListQuery { Measure = m.Id })),
            ("Treatment unknown", new() { View = ListQuery.Unknown }),
            ("Not active here", new() { View = ListQuery.NotHere }),
        ];
        // The whole list is known where it is on this page.
        var isAll = Query.After is null && Next is null;
        var found = await counts.Of(reader, [.. lists.Select(l => l.List), .. isAll ? Array.Empty<ListQuery>() : [Query]], me, Today, cancel);
        Tabs = [.. lists.Zip(found, (l, count) => new ListTab(l.Label, l.List, count, Query.Whole == l.List))];
        Total = isAll ? Entries.Count : found[^1];
        Bulk = new(Query.ToString(), Entries.Count, Total > Entries.Count ? TotalText : null, Total > BulkWriter.MostEntries, [.. workplace.Dispositions.All.Where(d => BulkWriter.Offers(d, Session.RolesOf(User)))]);
        Queue = Query.View is null ? await QueueNews.Read(queue, workplace, Query.Measure, Query.Slots, Today, cancel) : null;
        Views = await views.List(Session.IdOf(User), cancel);
        Said = TempData[ViewsModel.SaidKey] as string;
        Choices = await choices.Of(reader.Sight, cancel);
        _reviewers = [.. (await users.List(cancel)).Where(u => u.DisabledAt is null).Select(u => u.DisplayName).Where(n => n != me).Distinct()];
        _clinician = Query.Clinician is { } clinician ? await ListChoices.NameOf(database, clinician, cancel) : null;
    }

    /// <summary>Where an entry is shown, with the way back to this list.</summary>
    public string AddressOf(string entryId) => $"/entries/{entryId}{_way ??= Query.ToString()}";

    /// <summary>The same list in another order, from its beginning.</summary>
    public string AddressBy(ListOrder order) => $"/worklist{Query with { Sort = order == ListOrder.Tier && Query.Search is null ? null : order, After = null }}";

    /// <summary>For programs that read the page aloud: whether the list goes by that column.</summary>
    public string? SortOf(ListOrder order) => Query.Order != order ? null : order == ListOrder.FirstSeen ? "descending" : "ascending";

    /// <summary>Name of a measure in two or three words.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);

    /// <summary>Opens the chart; null: there is no such link, or no record number.</summary>
    public string? ChartOf(EntryRow entry) => workplace.ChartOf(entry.Mrn);

    /// <summary>Why an entry is back; null: it is not back on its date.</summary>
    public string? ReturnedText(EntryRow entry) => entry.Returned(workplace.Dispositions, Today);
}

/// <summary>A list, as a tab.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Query">Which it is.</param>
/// <param name="Count">How many wait there, as far as it was counted.</param>
/// <param name="IsHere">Whether it is the one that is shown.</param>
internal sealed record ListTab(string Label, ListQuery Query, long Count, bool IsHere)
{
    /// <summary>Whether there are more than were counted.</summary>
    public bool IsMore => Count > ListCounts.Most;

    /// <summary>"312", or "10,000+".</summary>
    public string CountText => IsMore ? $"{ListCounts.Most.ToString("N0", CultureInfo.InvariantCulture)}+" : Count.ToString("N0", CultureInfo.InvariantCulture);
}
