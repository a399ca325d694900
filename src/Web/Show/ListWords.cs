using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>A list in words: "DEXA review, tier 1, given to me, by due date".</summary>
internal sealed class ListWords(OpportuneDatabase database, Workplace workplace)
{
    private static readonly Dictionary<ListOrder, string> Orders = new()
    {
        [ListOrder.Tier] = "tier, back, due",
        [ListOrder.FirstSeen] = "newest on the list",
        [ListOrder.Due] = "due date",
        [ListOrder.Visit] = "next visit",
        [ListOrder.Name] = "name",
        [ListOrder.Found] = "as found",
    };

    /// <summary>Orders to choose from.</summary>
    public static IEnumerable<(ListOrder Order, string Name)> OrderNames => Orders.Select(o => (o.Key, o.Value));

    /// <summary>The words.</summary>
    public async Task<string> Of(ListQuery list, CancellationToken cancel)
    {
        var parts = new List<string>
        {
            list.View switch
            {
                ListQuery.Unknown => "Treatment unknown",
                ListQuery.NotHere => "Not active here",
                _ => list.Measure is { } measure ? workplace.LabelOf(measure) : "All patients",
            },
        };
        if (list.Search is { } search)
            parts.Add($"looked for '{search}'");
        if (list.State is { } state)
            parts.Add(StateWords.Of(EntryNames.Of(state)));
        if (list.Tier is { } tier)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"tier {tier}"));
        if (list.Who is { } who)
            parts.Add(who == ListQuery.Me ? "given to whoever looks" : $"given to {who}");
        if (list.Clinician is { } clinician)
            parts.Add($"patients of {await ListChoices.NameOf(database, clinician, cancel) ?? clinician}");
        if (list.Panel is { } panel)
            parts.Add($"panel {panel}");
        if (list.Site is { } site)
            parts.Add($"site {site}");
        if (list.Over)
            parts.Add("overdue");
        if (list.Since is { } since)
            parts.Add($"on the list since {Dates.Text(since)}");
        if (list.Came is { } came)
            parts.Add($"new since {Dates.Moment(came, workplace.Zone, DateOnly.MinValue)}");
        if (list.Sort is { } sort)
            parts.Add($"by {Orders[sort]}");
        return string.Join(", ", parts);
    }
}
