using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>Writes entries as FHIR R4 Tasks, one a line. What each element holds is told in the README.</summary>
internal sealed class FhirTaskWriter(string path, IdentifierSystems systems, Func<string, string> titleOf) : IDisposable
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    private Utf8JsonWriter? _json;

    /// <summary>An entry's state as a status of a Task (value set task-status of R4).</summary>
    public static string StatusOf(EntryState state) => state switch
    {
        EntryState.New or EntryState.Reopened => "requested",
        EntryState.InReview => "accepted",
        EntryState.Snoozed => "on-hold",
        EntryState.Waiting => "in-progress",
        EntryState.ClosedByEvidence or EntryState.ClosedByPerson => "completed",
        EntryState.Withdrawn => "cancelled",
        // Waiting for its turn: nobody was asked yet.
        _ => "draft",
    };

    /// <summary>Adds an entry.</summary>
    public void Add(EntryRow entry, IReadOnlyList<Database.EntryLine> lines, DateOnly? upTo)
    {
        _json ??= new Utf8JsonWriter(_file, Form);
        _json.Reset();
        _json.WriteStartObject();
        Text("resourceType", "Task");
        Text("id", entry.EntryId);
        _json.WriteStartArray("identifier");
        Identifier(null, systems.Entry, entry.EntryId);
        Identifier(null, systems.Seen, entry.Seen.ToString());
        _json.WriteEndArray();
        Text("status", StatusOf(EntryNames.Parse<EntryState>(entry.State)));
        Concept("businessStatus", systems.State, entry.State, entry.State.Replace('-', ' '));
        Text("intent", "proposal");
        // No entry is an emergency: what is found comes with the next run.
        Text("priority", entry.Tier == 1 ? "urgent" : "routine");
        Concept("code", systems.Measure, entry.Leader, titleOf(entry.Leader));
        Text("description", entry.Why ?? entry.FindingReason);
        if (lines.Count > 0 && Evidence.Parse(lines[0].Evidence).FirstOrDefault(e => e is { Role: "index", Outcome: "found", RowId: not null }) is { } index)
            Reference("focus", index.Table == "imaging_findings" ? "DiagnosticReport" : null, systems.Row(index.Table ?? ""), index.RowId!, Told(index));
        Reference("for", "Patient", entry.Mrn is null ? systems.PatientId : systems.RecordNumber, entry.Mrn ?? entry.PatientNow, entry.DisplayName);
        Text("authoredOn", Day(entry.FirstSeen));
        if (entry.DecidedAt is { } decided)
            Text("lastModified", decided.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        if (entry.ProviderId is { } provider)
            Reference("owner", "Practitioner", systems.Clinician, provider, entry.ProviderName);
        Concept("reasonCode", null, null, $"{entry.FindingReason}{(upTo is { } day ? $"; data up to {Day(day)}" : "")}. {Wording.Closing}");
        if (entry.DueDate is { } due)
        {
            _json.WriteStartObject("restriction");
            _json.WriteStartObject("period");
            Text("end", Day(due));
            _json.WriteEndObject();
            _json.WriteEndObject();
        }
        Inputs(lines);
        _json.WriteEndObject();
        _json.Flush();
        _file.WriteByte((byte)'\n');
    }

    /// <summary>Makes the file durable.</summary>
    public void Finish() => _file.Flush(flushToDisk: true);

    public void Dispose()
    {
        _json?.Dispose();
        _file.Dispose();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Of a report the sentence alone: the ones beside it help who judges the finding, and he has the entry's page or the report.
    private static string Told(Evidence item)
    {
        var text = item is { Excerpt: { } excerpt, ExcerptStart: { } start, Length: { } length } ? Marking.Sentence(excerpt, start, length) : item.Excerpt ?? item.Code;
        return string.Join(": ", new[] { item.Date is { } day ? Day(day) : null, text, Value(item) }.OfType<string>());
    }

    private static string? Value(Evidence item) => item.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value}{(item.Unit is { } unit ? " " + unit : "")}") : null;

    private static string Window(Evidence item) => (item.WindowFrom, item.WindowTo) switch
    {
        ({ } from, { } to) => $"{Words(item.Outcome)} from {Day(from)} to {Day(to)}",
        (null, { } to) => $"{Words(item.Outcome)} up to {Day(to)}",
        _ => Words(item.Outcome),
    };

    private static string Words(string outcome) => outcome.Replace('-', ' ');

    // A FHIR string holds no control character but tab and line ends, and is not blank.
    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return text.Any(IsForbidden) ? string.Concat(text.Select(c => IsForbidden(c) ? ' ' : c)) is var clean && string.IsNullOrWhiteSpace(clean) ? null : clean : text;

        static bool IsForbidden(char c) => char.IsControl(c) && c is not ('\t' or '\r' or '\n');
    }

    private void Inputs(IReadOnlyList<Database.EntryLine> lines)
    {
        var items = lines.SelectMany(l => Evidence.Parse(l.Evidence).Select(e => (l.Measure, Item: e))).ToList();
        if (items.Count == 0)
            return;
        _json!.WriteStartArray("input");
        foreach (var (measure, item) in items)
        {
            _json.WriteStartObject();
            Concept("type", systems.Measure, measure, $"{Words(item.Role)}: {item.Name}");
            if (item is { Outcome: "found", RowId: { } row, Table: { } table })
                Reference("valueReference", null, systems.Row(table), row, Told(item));
            else
                Text("valueString", item.Outcome == "found" && Told(item) is { Length: > 0 } told ? told : Window(item));
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void Text(string name, string? value)
    {
        if (Clean(value) is { } text)
            _json!.WriteString(name, text);
    }

    private void Identifier(string? name, string system, string value)
    {
        if (name is null)
            _json!.WriteStartObject();
        else
            _json!.WriteStartObject(name);
        Text("system", system);
        Text("value", value);
        _json.WriteEndObject();
    }

    private void Reference(string name, string? type, string system, string value, string? display)
    {
        _json!.WriteStartObject(name);
        Text("type", type);
        Identifier("identifier", system, value);
        Text("display", display);
        _json.WriteEndObject();
    }

    private void Concept(string name, string? system, string? code, string text)
    {
        _json!.WriteStartObject(name);
        if (code is not null)
        {
            _json.WriteStartArray("coding");
            _json.WriteStartObject();
            Text("system", system);
            Text("code", code);
            _json.WriteEndObject();
            _json.WriteEndArray();
        }
        Text("text", text);
        _json.WriteEndObject();
    }
}
