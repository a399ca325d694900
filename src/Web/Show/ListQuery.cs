using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>Which list, how filtered, from where on: all of it in the address, so that it can be kept, shared and come back to.</summary>
internal sealed record ListQuery
{
    /// <summary>View of those whose treatment is unknown.</summary>
    public const string Unknown = "treatment-unknown";

    /// <summary>View of those not active here.</summary>
    public const string NotHere = "not-active-here";

    /// <summary>The measure; null: all.</summary>
    public string? Measure { get; init; }

    /// <summary><see cref="Unknown"/>, <see cref="NotHere"/>, or null: the list itself.</summary>
    public string? View { get; init; }

    /// <summary>A state; null: those in which there is something to do.</summary>
    public EntryState? State { get; init; }

    /// <summary>A tier; null: all.</summary>
    public int? Tier { get; init; }

    /// <summary>Whether only those given to who looks.</summary>
    public bool Mine { get; init; }

    /// <summary>Part of a name or record number; null: everybody.</summary>
    public string? Search { get; init; }

    /// <summary>How many slots a week there are, to say what stays undone; null: nobody said.</summary>
    public int? Slots { get; init; }

    /// <summary>The page begins after this place.</summary>
    public ListPosition? After { get; init; }

    /// <summary>Whether anything is left out of the list.</summary>
    public bool IsFiltered => State is not null || Tier is not null || Mine || Search is not null;

    /// <summary>The same list with nothing left out, from the beginning.</summary>
    public ListQuery Whole => new() { Measure = Measure, View = View };

    /// <summary>Reads an address. What it does not understand it leaves out: somebody typed it, or it is of an older program.</summary>
    public static ListQuery Of(IQueryCollection query) => new()
    {
        Measure = Text(query, "measure"),
        View = Text(query, "view") is Unknown or NotHere ? Text(query, "view") : null,
        State = Enum.GetValues<EntryState>().Where(s => EntryNames.Of(s) == Text(query, "state")).Cast<EntryState?>().FirstOrDefault(),
        Tier = int.TryParse(Text(query, "tier"), NumberStyles.None, CultureInfo.InvariantCulture, out var tier) ? tier : null,
        Mine = Text(query, "who") == "me",
        Search = Text(query, "q"),
        Slots = int.TryParse(Text(query, "slots"), NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots <= 100_000 ? slots : null,
        After = Place(Text(query, "after")),
    };

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
            _ => State is null && Search is null ? EntryFinding.Open : null,
        },
        States = State is { } state ? [state] : [],
        Tier = Tier,
        Assignee = Mine ? me : null,
        Search = Search,
    };

    /// <summary>As the end of an address: "?measure=..." or nothing.</summary>
    public override string ToString()
    {
        var query = new QueryBuilder();
        Add("measure", Measure);
        Add("view", View);
        Add("state", State is { } state ? EntryNames.Of(state) : null);
        Add("tier", Tier?.ToString(CultureInfo.InvariantCulture));
        Add("who", Mine ? "me" : null);
        Add("q", Search);
        Add("slots", Slots?.ToString(CultureInfo.InvariantCulture));
        Add("after", After?.ToString());
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(name, value);
        }
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { } text && !string.IsNullOrWhiteSpace(text) && FieldRules.TextRefusal(text) is null ? text : null;

    private static ListPosition? Place(string? text)
    {
        try
        {
            return text is null ? null : ListPosition.Parse(text);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
