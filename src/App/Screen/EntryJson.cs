using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Screen;

/// <summary>Entries as JSON on standard output: every column, the text of a return, and what to hand back with the next action.</summary>
internal static class EntryJson
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    // What follows from the columns beside it, or only orders the list.
    private static readonly string[] Inner = ["seen", "counters", "last", "at_hand", "back", "due_key"];

    public static void Write(EntryPage page, IReadOnlyList<StateCount> counts, Dispositions dispositions, DateOnly today) => Write(new JsonObject
    {
        ["entries"] = Entries(page.Entries, dispositions, today),
        ["next"] = page.Next?.ToString(),
        ["counts"] = JsonSerializer.SerializeToNode(counts, Form),
        ["closing"] = Wording.Closing,
    });

    public static void Write(EntryView view, Dispositions dispositions, DateOnly today) => Write(new JsonObject
    {
        ["entry"] = Entry(view.Entry, dispositions, today),
        ["lines"] = new JsonArray([.. view.Lines.Select(Line)]),
        ["reported"] = JsonSerializer.SerializeToNode(view.Reported, Form),
        ["others"] = Entries(view.Others, dispositions, today),
        ["last_contact"] = view.LastContact is { } contact ? Event(contact) : null,
        ["history"] = Events(view.History),
        ["closing"] = Wording.Closing,
    });

    public static void Write(ActionResult result, Dispositions dispositions, DateOnly today) => Write(new JsonObject
    {
        ["outcome"] = EntryNames.Of(result.Outcome),
        ["message"] = result.Message,
        ["entry"] = result.Entry is { } entry ? Entry(entry, dispositions, today) : null,
        ["meanwhile"] = Events(result.Meanwhile),
        ["also_changed"] = Entries(result.AlsoChanged, dispositions, today),
        ["left_open"] = Entries(result.LeftOpen, dispositions, today),
        ["reported"] = JsonSerializer.SerializeToNode(result.Reported, Form),
    });

    private static void Write(JsonObject json) => Console.Out.WriteLine(json.ToJsonString(Form));

    private static JsonArray Entries(IEnumerable<EntryRow> rows, Dispositions dispositions, DateOnly today) => new([.. rows.Select(r => Entry(r, dispositions, today))]);

    private static JsonObject Entry(EntryRow row, Dispositions dispositions, DateOnly today)
    {
        var json = JsonSerializer.SerializeToNode(row, Form)!.AsObject();
        foreach (var name in Inner)
            json.Remove(name);
        json["returned"] = row.Returned(dispositions, today);
        json["revision_seen"] = row.Seen.ToString();
        return json;
    }

    private static JsonObject Line(EntryLine line)
    {
        var json = JsonSerializer.SerializeToNode(line, Form)!.AsObject();
        json["evidence"] = line.Evidence is { } evidence ? JsonNode.Parse(evidence) : null;
        return json;
    }

    private static JsonArray Events(IEnumerable<EventRow> events) => new([.. events.Select(Event)]);

    private static JsonObject Event(EventRow row)
    {
        var json = JsonSerializer.SerializeToNode(row, Form)!.AsObject();
        json["detail"] = row.Detail is { } detail ? JsonNode.Parse(detail) : null;
        json.Remove("is_revision");
        return json;
    }
}
