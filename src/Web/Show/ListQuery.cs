using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>Which list, how filtered and sorted, from where on: all of it in the address, so that it can be kept, shared and come back to.</summary>
internal sealed record ListQuery
{
    /// <summary>View of those whose treatment is unknown.</summary>
    public const string Unknown = "treatment-unknown";

    /// <summary>View of those not active here.</summary>
    public const string NotHere = "not-active-here";

    /// <summary>Given to who looks; nobody: given to nobody.</summary>
    public const string Me = "me", Nobody = "nobody";

    /// <summary>No name, role or record number is longer; a field in which one is looked for takes no more.</summary>
    public const int LongestSearch = 100;

    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private static readonly Dictionary<ListOrder, string> Orders = new()
    {
        [ListOrder.Tier] = "tier",
        [ListOrder.FirstSeen] = "first-seen",
        [ListOrder.Due] = "due",
        [ListOrder.Visit] = "next-visit",
        [ListOrder.Name] = "name",
        [ListOrder.Found] = "found",
    };

    /// <summary>The measure; null: all, one line a patient.</summary>
    public string? Measure { get; init; }

    /// <summary><see cref="Unknown"/>, <see cref="NotHere"/>, or null: the list itself.</summary>
    public string? View { get; init; }

    /// <summary>A state; null: those in which there is something to do.</summary>
    public EntryState? State { get; init; }

    /// <summary>A tier; null: all.</summary>
    public int? Tier { get; init; }

    /// <summary><see cref="Me"/>, <see cref="Nobody"/> or somebody's name: to whom it is given; null: to anybody or nobody.</summary>
    public string? Who { get; init; }

    /// <summary>Id of the responsible clinician; null: all.</summary>
    public string? Clinician { get; init; }

    /// <summary>The panel; null: all.</summary>
    public string? Panel { get; init; }

    /// <summary>The site; null: all.</summary>
    public string? Site { get; init; }

    /// <summary>Whether only those whose due date is over.</summary>
    public bool Over { get; init; }

    /// <summary>Only those first listed on that day or later.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Only those that came to people after that instant, found open.</summary>
    public DateTimeOffset? Came { get; init; }

    /// <summary>Words of a name or a record number; null: everybody.</summary>
    public string? Search { get; init; }

    /// <summary>How many slots a week there are, to say what stays undone; null: nobody said.</summary>
    public int? Slots { get; init; }

    /// <summary>The order that was asked for; null: the usual one.</summary>
    public ListOrder? Sort { get; init; }

    /// <summary>Whether it is counted to the end, however long it is.</summary>
    public bool Exact { get; init; }

    /// <summary>The page begins after this place.</summary>
    public ListPosition? After { get; init; }

    /// <summary>The order: by tier; when patients are looked for, as they are found.</summary>
    public ListOrder Order => Sort ?? (Search is null ? ListOrder.Tier : ListOrder.Found);

    /// <summary>Whether a patient with several lines is one row.</summary>
    public bool IsByPatient => Measure is null && View is null && State is null && Search is null && Came is null;

    /// <summary>Whether anything is left out of the list.</summary>
    public bool IsFiltered => Filters > 0;

    /// <summary>How many filters are used that stand under "More".</summary>
    public int MoreFilters => Count(Clinician is not null, Panel is not null, Site is not null, Over, Since is not null, Came is not null);

    /// <summary>The same list with nothing left out, from the beginning.</summary>
    public ListQuery Whole => new() { Measure = Measure, View = View };

    /// <summary>What can be kept as a view: no place in the list, and no patient who was looked for.</summary>
    public ListQuery Kept => this with { After = null, Search = null, Exact = false, Slots = null };

    private int Filters => MoreFilters + Count(State is not null, Tier is not null, Who is not null, Search is not null);

    /// <summary>Reads an address. What it does not understand it leaves out: somebody typed it, or it is of an older program.</summary>
    public static ListQuery Of(IQueryCollection query)
    {
        var list = new ListQuery
        {
            Measure = Text(query, "measure"),
            View = Text(query, "view") is Unknown or NotHere ? Text(query, "view") : null,
            State = Enum.GetValues<EntryState>().Where(s => EntryNames.Of(s) == Text(query, "state")).Cast<EntryState?>().FirstOrDefault(),
            Tier = int.TryParse(Text(query, "tier"), NumberStyles.None, CultureInfo.InvariantCulture, out var tier) ? tier : null,
            Who = Text(query, "who"),
            Clinician = Text(query, "clinician"),
            Panel = Text(query, "panel"),
            Site = Text(query, "site"),
            Over = Text(query, "due") == "over",
            Since = DateOnly.TryParseExact(Text(query, "since"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since) ? since : null,
            Came = DateTimeOffset.TryParseExact(Text(query, "came"), InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var came) ? came : null,
            Search = Text(query, "q"),
            Slots = int.TryParse(Text(query, "slots"), NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots <= 100_000 ? slots : null,
            Sort = Orders.Where(o => o.Value == Text(query, "sort")).Select(o => (ListOrder?)o.Key).FirstOrDefault(),
            Exact = Text(query, "count") == "exact",
        };
        return list with { After = Place(Text(query, "after"), list.Order) };
    }

    /// <summary>Reads the end of an address, as <see cref="ToString"/> writes it.</summary>
    public static ListQuery Parse(string? text) => Of(new QueryCollection(QueryHelpers.ParseQuery(text ?? "")));

    /// <summary>Name of an order in an address.</summary>
    public static string NameOf(ListOrder order) => Orders[order];

    /// <summary>The question to the database.</summary>
    /// <param name="me">Name of who looks.</param>
    public WorklistFilter ToFilter(string me) => new()
    {
        Measure = Measure,
        // Whoever looks for a patient wants the patient, wherever the entry is; a state asked for is enough of a choice.
        Finding = View switch
        {
            Unknown => EntryFinding.TreatmentUnknown,
            NotHere => EntryFinding.NotActiveHere,
            _ => Came is not null || (State is null && Search is null) ? EntryFinding.Open : null,
        },
        OnePerPatient = IsByPatient,
        States = State is { } state ? [state] : [],
        Tier = Tier,
        Assignee = Who switch { Me => me, Nobody => null, var name => name },
        Nobody = Who == Nobody,
        Clinician = Clinician,
        Panel = Panel,
        Site = Site,
        OverDue = Over,
        Since = Since,
        Came = Came,
        Search = Search,
    };

    /// <summary>As the end of an address: "?measure=..." or nothing.</summary>
    public override string ToString()
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in Parts)
            query.Add(name, value);
        if (After is not null)
            query.Add("after", After.ToString());
        return query.ToString();
    }

    /// <summary>The same for the record of exports: that a patient was looked for, and not whom.</summary>
    public string WithoutSearch => (this with { Search = Search is null ? null : "(not kept)" }).ToString();

    /// <summary>What stands in the address, but for the place in the list.</summary>
    public IEnumerable<(string Name, string Value)> Parts
    {
        get
        {
            (string, string?)[] all =
            [
                ("measure", Measure),
                ("view", View),
                ("state", State is { } state ? EntryNames.Of(state) : null),
                ("tier", Tier?.ToString(CultureInfo.InvariantCulture)),
                ("who", Who),
                ("clinician", Clinician),
                ("panel", Panel),
                ("site", Site),
                ("due", Over ? "over" : null),
                ("since", Since is { } since ? Dates.Iso(since) : null),
                ("came", Came?.ToString(InstantForm, CultureInfo.InvariantCulture)),
                ("q", Search),
                ("slots", Slots?.ToString(CultureInfo.InvariantCulture)),
                ("sort", Sort is { } sort ? Orders[sort] : null),
                ("count", Exact ? "exact" : null),
            ];
            foreach (var (name, value) in all)
            {
                if (value is not null)
                    yield return (name, value);
            }
        }
    }

    private static int Count(params ReadOnlySpan<bool> used)
    {
        var count = 0;
        foreach (var one in used)
            count += one ? 1 : 0;
        return count;
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { } text && !string.IsNullOrWhiteSpace(text) && FieldRules.TextRefusal(text) is null ? text : null;

    private static ListPosition? Place(string? text, ListOrder order)
    {
        try
        {
            return text is null ? null : ListPosition.Parse(text, order);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
