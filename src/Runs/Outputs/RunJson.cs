using System.Text.Encodings.Web;
using System.Text.Json;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Runs;

/// <summary>
/// run.json: run, versions, inputs, result, outputs, timings. Counts and versions only, no identifier and no cell. The
/// part <c>result</c> is byte-identical for the same inputs, rules and as-of date.
/// </summary>
public static class RunJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the whole of it.</summary>
    public static void Write(Stream to, RunReport report)
    {
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        WriteRun(json, report);
        WriteInputs(json, report);
        WriteResult(json, report);
        WritePublication(json, report);
        WriteOutputs(json, report);
        if (report.Cache is { } cache)
            Write(json, cache);
        json.WriteStartObject("timings");
        foreach (var (step, time) in report.Timings)
            json.WriteNumber($"{step}_ms", Math.Round(time.TotalMilliseconds, 1));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("run");
        json.WriteString("id", report.RunId);
        json.WriteString("job", report.Request.Job);
        json.WriteString("as_of", Date(report.Request.AsOf));
        json.WriteString("started_at", report.Started.ToString("yyyy-MM-ddTHH:mm:ssK"));
        json.WriteNumber("threads", report.Request.Threads);
        json.WriteEndObject();

        json.WriteStartObject("versions");
        json.WriteString("program", report.Request.Program);
        json.WriteString("lexicon", report.Request.Lexicon.Hash);
        json.WriteString("rules", report.Request.RulesHash);
        json.WriteStartObject("measures");
        foreach (var measure in report.Request.Rules.Measures)
            json.WriteNumber(measure.Id, measure.Version);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("inputs");
        foreach (var file in report.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("table", file.Table);
            json.WriteString("file", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteNumber("rows", file.Rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("result");
        if (report.Taken is { } taken)
            Write(json, taken);
        json.WriteStartObject("tables");
        foreach (var (table, book) in report.Tables.OrderBy(t => t.Key))
        {
            json.WriteStartObject(CanonicalTable.Of(table).Name);
            json.WriteNumber("read", book.Read);
            json.WriteNumber("used", book.Used);
            WriteCounts(json, "skipped", book.Skipped);
            WriteCounts(json, "rejected", book.Rejected);
            json.WriteNumber("text_repaired", book.RepairedText);
            json.WriteNumber("values_forgotten", book.ForgottenValues);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("measures");
        foreach (var book in report.Measures)
            Write(json, book);
        json.WriteEndObject();
        WriteCounts(json, "unknown_code_systems", report.UnknownCodeSystems);
        WriteCounts(json, "unplaced_codes", report.UnplacedCodes);
        WriteTexts(json, "positive_controls", report.Controls);
        WriteTexts(json, "notes", report.Notes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TakenSource taken)
    {
        json.WriteStartObject("taken");
        json.WriteString("source", taken.Source);
        json.WriteStartObject("tables");
        foreach (var book in taken.Books)
        {
            json.WriteStartObject(book.Table);
            json.WriteNumber("read", book.Read);
            json.WriteNumber("used", book.Used);
            WriteCounts(json, "skipped", book.Skipped);
            WriteCounts(json, "rejected", book.Rejected);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        WriteTexts(json, "notes", taken.Notes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeasureBook book)
    {
        json.WriteStartObject(book.Measure.Id);
        json.WriteNumber("version", book.Measure.Version);
        json.WriteNumber("patients", book.Patients);
        WriteCounts(json, "left_at", book.LeftAt);
        json.WriteNumber("with_index_event", book.WithIndex);
        json.WriteStartObject("status");
        foreach (var status in Enum.GetValues<GapStatus>())
            json.WriteNumber(Words.Of(status), book.Status[(int)status]);
        json.WriteEndObject();
        json.WriteNumber("episodes", book.Episodes);
        WriteCounts(json, "open_by_tier", book.OpenByTier.ToDictionary(t => $"{t.Key}", t => t.Value));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CacheReport cache)
    {
        json.WriteStartObject("cache");
        json.WriteNumber("row_groups", cache.RowGroups);
        json.WriteNumber("reused", cache.Reused);
        json.WriteNumber("damaged", cache.Damaged);
        json.WriteNumber("bytes_read", cache.BytesRead);
        json.WriteNumber("bytes_written", cache.BytesWritten);
        json.WriteNumber("bytes_hashed", cache.BytesHashed);
        json.WriteNumber("candidates", cache.Candidates);
        json.WriteNumber("known", cache.Known);
        json.WriteNumber("people", cache.People);
        json.WriteNumber("called", cache.Called);
        json.WriteEndObject();
    }

    // Beside the result, because it depends on what was published before.
    private static void WritePublication(Utf8JsonWriter json, RunReport report)
    {
        if (report.Changes is null)
            return;
        json.WriteStartObject("publication");
        json.WriteString("state", report.State);
        json.WriteStartArray("held");
        foreach (var held in report.Held)
        {
            json.WriteStartObject();
            json.WriteString("measure", held.Part.Measure);
            json.WriteString("site", held.Part.Site);
            json.WriteString("guard", held.Guard);
            json.WriteString("detail", held.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("changes");
        foreach (var change in report.Changes)
        {
            json.WriteStartObject();
            json.WriteString("pathway", change.Pathway);
            json.WriteString("site", change.Site);
            json.WriteString("change", change.Change);
            json.WriteString("cause", change.Cause);
            json.WriteNumber("amount", change.Amount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("outputs");
        foreach (var file in report.Outputs)
        {
            json.WriteStartObject(file.Name);
            json.WriteNumber("rows", file.Rows);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, long>> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
            json.WriteNumber(key, count);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd");
}
