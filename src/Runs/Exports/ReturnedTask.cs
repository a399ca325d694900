using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>A Task that came back: which entry it is of, what was seen of it, and what it says was decided.</summary>
internal sealed record ReturnedTask
{
    /// <summary>The entry.</summary>
    public required string EntryId { get; init; }

    /// <summary>What was seen of it when the file was made.</summary>
    public required EntrySeen Seen { get; init; }

    /// <summary>The disposition; null: nothing was decided yet.</summary>
    public required Disposition? Decided { get; init; }

    /// <summary>What came with it.</summary>
    public required DispositionFields Fields { get; init; }

    /// <summary>Names the line by its content: taken in twice, it is done once.</summary>
    public required string RequestId { get; init; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InputException">It is no Task that can be understood; the message says why, without what stands in it.</exception>
    public static ReturnedTask Read(string line, IdentifierSystems systems, Dispositions dispositions)
    {
        using var document = Parse(line);
        var task = document.RootElement;
        if (task.ValueKind != JsonValueKind.Object || Text(task, "resourceType") != "Task")
            throw new InputException("this is no FHIR Task");
        var entry = Identifier(task, systems.Entry) ?? throw new InputException($"it has no identifier of the system {systems.Entry}");
        var seen = EntrySeen.TryParse(Identifier(task, systems.Seen) ?? "") ?? throw new InputException($"it has no identifier of the system {systems.Seen} as it was written, so that nobody could tell whether the entry was changed since");
        var decided = Decision(task, systems, dispositions);
        return new()
        {
            EntryId = entry,
            Seen = seen,
            Decided = decided,
            Fields = decided is null ? new() : FieldsOf(task, decided),
            RequestId = "task:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)))[..32],
        };
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line, new() { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            throw new InputException("this is no JSON");
        }
    }

    // What was decided stands in businessStatus; a status alone says enough only of what is not yet settled.
    private static Disposition? Decision(JsonElement task, IdentifierSystems systems, Dispositions dispositions)
    {
        var status = Text(task, "status") ?? throw new InputException("it has no status");
        if (Code(task, "businessStatus", systems.Disposition) is { } code)
            return dispositions.Find(code) ?? throw new InputException($"its businessStatus names a disposition that there is not; known: {string.Join(", ", dispositions.All.Select(d => d.Id))}");
        return status switch
        {
            "draft" or "requested" or "ready" => null,
            "received" or "accepted" or "in-progress" => dispositions.All.FirstOrDefault(d => d.Effect == DispositionEffect.Review),
            "on-hold" => dispositions.All.FirstOrDefault(d => d.Effect == DispositionEffect.Snooze),
            "completed" or "rejected" or "cancelled" or "failed" or "entered-in-error" =>
                throw new InputException($"its status is {status}, but not what was decided: give businessStatus a coding of the system {systems.Disposition}"),
            _ => throw new InputException("its status is none of R4's"),
        };
    }

    private static DispositionFields FieldsOf(JsonElement task, Disposition decided)
    {
        bool Takes(DispositionField field) => decided.Required.Contains(field) || decided.Asked.Contains(field);
        return new()
        {
            Text = Element(task, "statusReason") is { } reason ? Text(reason, "text") : Items(task, "note").Select(n => Text(n, "text")).FirstOrDefault(),
            Date = Takes(DispositionField.Date) ? Day(Output(task, "date") ?? Text(Element(task, "executionPeriod"), "end")) : null,
            Until = Takes(DispositionField.Until) ? Day(Output(task, "until")) : null,
            Appointment = Takes(DispositionField.Appointment) ? Day(Output(task, "appointment")) : null,
            Recipient = Takes(DispositionField.Recipient) ? Output(task, "recipient") ?? Text(Element(task, "owner"), "display") : null,
            TScore = Takes(DispositionField.TScore) && Output(task, "t-score") is { } score
                ? double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InputException("its output t-score is no number")
                : null,
            TScoreSite = Takes(DispositionField.TScoreSite) ? Output(task, "t-score-site") : null,
            Drug = Takes(DispositionField.Drug) ? Output(task, "drug") : null,
            Criterion = Takes(DispositionField.Criterion) ? Output(task, "criterion") : null,
        };
    }

    private static DateOnly? Day(string? text) => text switch
    {
        null => null,
        { Length: >= 10 } when DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ => throw new InputException("one of its dates cannot be read; a whole date is needed, such as 2026-11-14"),
    };

    // An output names the field of the disposition that it fills in, and holds it as a text, a date or a number.
    private static string? Output(JsonElement task, string field)
    {
        var output = Items(task, "output").FirstOrDefault(o => Text(Element(o, "type"), "text") == field);
        if (output.ValueKind != JsonValueKind.Object)
            return null;
        var value = output.EnumerateObject().FirstOrDefault(p => p.Name.StartsWith("value", StringComparison.Ordinal)).Value;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    private static string? Identifier(JsonElement task, string system) => Items(task, "identifier").Where(i => Text(i, "system") == system).Select(i => Text(i, "value")).FirstOrDefault();

    private static string? Code(JsonElement task, string concept, string system) =>
        Element(task, concept) is { } found ? Items(found, "coding").Where(c => Text(c, "system") == system).Select(c => Text(c, "code")).FirstOrDefault() : null;

    private static JsonElement? Element(JsonElement? from, string name) =>
        from is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    private static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Array
            ? found.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement? from, string name) =>
        from is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
