using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;

namespace Opportune.Tests.Integration.Exports;

/// <summary>FHIR R4 Tasks: what goes out is what R4 asks for, and what comes back becomes decisions, once, or is told why not.</summary>
public sealed partial class FhirTests
{
    // From the R4 definitions of Task, by hand: the elements that we use, each with what it is made of, and the value sets that bind.
    private static readonly Dictionary<string, string> Elements = new()
    {
        ["resourceType"] = "code",
        ["id"] = "id",
        ["identifier"] = "Identifier*",
        ["status"] = "code",
        ["businessStatus"] = "CodeableConcept",
        ["intent"] = "code",
        ["priority"] = "code",
        ["code"] = "CodeableConcept",
        ["description"] = "string",
        ["focus"] = "Reference",
        ["for"] = "Reference",
        ["authoredOn"] = "dateTime",
        ["lastModified"] = "dateTime",
        ["owner"] = "Reference",
        ["reasonCode"] = "CodeableConcept",
        ["restriction"] = "Restriction",
        ["input"] = "Input*",
    };

    private static readonly Dictionary<string, Dictionary<string, string>> Types = new()
    {
        ["Identifier"] = new() { ["system"] = "uri", ["value"] = "string" },
        ["CodeableConcept"] = new() { ["coding"] = "Coding*", ["text"] = "string" },
        ["Coding"] = new() { ["system"] = "uri", ["code"] = "code" },
        ["Reference"] = new() { ["type"] = "uri", ["identifier"] = "Identifier", ["display"] = "string" },
        ["Restriction"] = new() { ["period"] = "Period" },
        ["Period"] = new() { ["start"] = "dateTime", ["end"] = "dateTime" },
        ["Input"] = new() { ["type"] = "CodeableConcept", ["valueReference"] = "Reference", ["valueString"] = "string" },
    };

    private static readonly string[] Statuses = ["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed", "entered-in-error"];
    private static readonly string[] Intents = ["unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"];
    private static readonly string[] Priorities = ["routine", "urgent", "asap", "stat"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Every_task_is_what_R4_says_a_Task_is(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        await shelf.Add("a", "Doe, \"Jane\" <b>\u0001</b> שלום", tier: 1);
        await shelf.Add("b", why: " \u0007 ");
        await shelf.Add("c");
        await shelf.Add("d");
        await shelf.Add("e");
        await shelf.Ward.Decide("snooze", "b");
        await shelf.Ward.Decide("in-review", "c");
        await shelf.Ward.Decide("sent-to-clinician", "d", new() { Recipient = "Dr. Who" });
        await shelf.Ward.Decide("not-indicated", "e", new() { Text = "seen" });
        var done = await shelf.Make(ExportFormat.Fhir, shelf.Folder["w.ndjson"], filter: new() { States = Enum.GetValues<EntryState>() });
        Assert.Equal(5, done.Row!.RowsWritten);
        var lines = await File.ReadAllLinesAsync(shelf.Folder["w.ndjson"], Cancel);
        var tasks = lines.Select(l => JsonNode.Parse(l)!.AsObject()).OrderBy(t => (string)t["id"]!).ToList();
        Assert.All(tasks, Check);
        Assert.Equal(["requested", "on-hold", "accepted", "in-progress", "completed"], tasks.Select(t => (string)t["status"]!));
        var first = tasks[0];
        Assert.Equal(("urgent", "Ma", "urn:oid:2.16.840.1.113883.19.5", "Title of dexa-review"),
            ((string)first["priority"]!, (string)first["for"]!["identifier"]!["value"]!, (string)first["for"]!["identifier"]!["system"]!, (string)first["code"]!["text"]!));
        Assert.Equal("DiagnosticReport f1", $"{first["focus"]!["type"]} {first["focus"]!["identifier"]!["value"]}");
        Assert.Contains("none found from 2024-10-15 to 2026-11-12", lines[0]);
        Assert.Equal("2026-10-15: Wedge fracture of T12.", (string)first["focus"]!["display"]!);
        Assert.DoesNotContain("Jane Roe", lines[0]);
        Assert.Contains(Wording.Closing, (string)first["reasonCode"]!["text"]!);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_comes_back_is_decided_once_and_each_line_that_cannot_be_says_why(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        foreach (var id in new[] { "a", "b", "c", "d", "e", "f" })
            await shelf.Add(id);
        await shelf.Make(ExportFormat.Fhir, shelf.Folder["w.ndjson"]);
        var tasks = (await File.ReadAllLinesAsync(shelf.Folder["w.ndjson"], Cancel)).Select(l => JsonNode.Parse(l)!.AsObject()).ToDictionary(t => (string)t["id"]!);
        Decide(tasks["a"], "completed", "not-indicated", "seen in clinic");
        tasks["b"]["status"] = "accepted";
        Decide(tasks["c"], "completed", "dxa-done-elsewhere", null);
        tasks["c"]["output"] = new JsonArray(
            new JsonObject { ["type"] = new JsonObject { ["text"] = "date" }, ["valueDate"] = "2026-10-02" },
            new JsonObject { ["type"] = new JsonObject { ["text"] = "t-score" }, ["valueDecimal"] = -2.7m },
            new JsonObject { ["type"] = new JsonObject { ["text"] = "t-score-site" }, ["valueString"] = "total-hip" });
        tasks["d"]["status"] = "completed";
        Decide(tasks["e"], "rejected", "not-indicated", "changed since");
        await shelf.Ward.Decide("in-review", "e", by: shelf.Ward.By("ben"));
        var stranger = tasks["f"].DeepClone().AsObject();
        stranger["identifier"]![0]!["value"] = "nobody";
        Decide(stranger, "completed", "not-indicated", "x");
        var refused = tasks["f"].DeepClone().AsObject();
        Decide(refused, "completed", "not-indicated", null);
        var unknown = tasks["f"].DeepClone().AsObject();
        Decide(unknown, "completed", "no-such-disposition", null);
        var path = shelf.Folder["back.ndjson"];
        await File.WriteAllLinesAsync(path, [.. new[] { tasks["a"], tasks["b"], tasks["c"], tasks["d"], tasks["e"], stranger, refused, unknown, tasks["f"] }.Select(t => t.ToJsonString()), "{not json", "{}", "", new string('x', TaskReturn.LongestLine + 1)], Cancel);
        var told = await Take(shelf, path);
        Assert.Equal(
            ["1 a done", "2 b done", "3 c done", "4  refused", "5 e changed", "6 nobody unknown", "7 f refused", "8  refused", "9 f nothing", "10  refused", "11  refused", "13  refused"],
            told.Select(t => $"{t.Line} {t.EntryId} {EntryNames.Of(t.Outcome)}"));
        Assert.Contains("businessStatus", told[3].Message);
        Assert.Contains("ben: In review", told[4].Message);
        Assert.Equal(("closed-by-person", "in-review", "closed-by-person", "new"),
            ((await shelf.Ward.Entry("a")).State, (await shelf.Ward.Entry("b")).State, (await shelf.Ward.Entry("c")).State, (await shelf.Ward.Entry("f")).State));
        var measured = Assert.Single((await shelf.Ward.Reader.Show("c", Ward.Today, Cancel))!.Reported, r => r.Value is not null);
        Assert.Equal((-2.7, new DateOnly(2026, 10, 2)), (measured.Value, measured.EventDate));
        // Once more: nothing is done twice, and the file is in the book twice.
        Assert.Equal(["done", "done", "done"], (await Take(shelf, path)).Take(3).Select(t => EntryNames.Of(t.Outcome)));
        Assert.Single(await shelf.Ward.History("a"));
        var book = (await shelf.Book.List(10, Cancel)).Where(r => r.Direction == ExportRow.Back).ToList();
        Assert.Equal(["nothing 1, changed 1, unknown 1, refused 6", "nothing 1, changed 1, unknown 1, refused 6"], book.Select(r => r.LeftOut));
        Assert.All(book, r => Assert.Equal(3, r.RowsWritten));
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_file_keeps_nothing_as_sent_and_closes_neither_what_is_closed_one_by_one_nor_more_than_many_at_once_may(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        string[] many = [.. Enumerable.Range(0, BulkWriter.MostClosed + 1).Select(i => $"m{i:00}")];
        await shelf.Add("first", tier: 1);
        await shelf.Add("neck");
        await shelf.Ward.Run(c => c.Execute("update entries set pathway = 'neck' where entry_id = 'neck'"));
        await shelf.Add("sent");
        foreach (var id in many)
            await shelf.Add(id);
        await shelf.Make(ExportFormat.Fhir, shelf.Folder["w.ndjson"]);
        var tasks = (await File.ReadAllLinesAsync(shelf.Folder["w.ndjson"], Cancel)).Select(l => JsonNode.Parse(l)!.AsObject()).ToDictionary(t => (string)t["id"]!);
        foreach (var (id, task) in tasks)
            Decide(task, id == "sent" ? "in-progress" : "completed", id == "sent" ? "sent-to-clinician" : "not-indicated", "seen in clinic");
        tasks["sent"]["owner"] = new JsonObject { ["display"] = "Dr. Who" };
        var path = shelf.Folder["back.ndjson"];
        await File.WriteAllLinesAsync(path, new[] { "first", "neck", "sent" }.Concat(many).Select(id => tasks[id].ToJsonString()), Cancel);
        var told = await Take(shelf, path);
        Assert.Equal(
            ["tier 1 is closed one by one", "a neck finding is closed one by one", "'Sent to the clinician' is kept from the entry's page, when the message is sent", "a file closes 50 entries at most; close this one on its page"],
            told.Where(t => t.Outcome == ReturnedLine.Refused).Select(t => t.Message));
        Assert.Equal(many[..BulkWriter.MostClosed], told.Where(t => t.Outcome == ReturnedLine.Done).Select(t => t.EntryId));
        Assert.Equal(("new", "new"), ((await shelf.Ward.Entry("sent")).State, (await shelf.Ward.Entry(many[^1])).State));
        // Once more: what was done before counts, so that no more is closed.
        Assert.Equal(BulkWriter.MostClosed, (await Take(shelf, path)).Count(t => t.Outcome == ReturnedLine.Done));
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_was_decided_before_it_was_stopped_is_in_the_book(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        await shelf.Add("a");
        await shelf.Add("b");
        await shelf.Make(ExportFormat.Fhir, shelf.Folder["w.ndjson"]);
        var text = (await File.ReadAllTextAsync(shelf.Folder["w.ndjson"], Cancel)).Replace("\"status\":\"requested\"", "\"status\":\"accepted\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(shelf.Folder["back.ndjson"], text, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shelf.Return.Take(shelf.Folder["back.ndjson"], "Dr. Who", Role.Clinician, Ward.Today, _ => stop.Cancel(), cancel: stop.Token));
        var kept = Assert.Single(await shelf.Book.List(10, Cancel), r => r.Direction == ExportRow.Back);
        Assert.Equal((1L, "stopped at line 2", "Dr. Who"), (kept.RowsWritten, kept.LeftOut, kept.MadeBy));
        Assert.Single(new[] { (await shelf.Ward.Entry("a")).State, (await shelf.Ward.Entry("b")).State }, "in-review");
    }

    private static async Task<List<ReturnedLineResult>> Take(Shelf shelf, string path)
    {
        var told = new List<ReturnedLineResult>();
        await shelf.Return.Take(path, "Dr. Who", Role.Clinician, Ward.Today, told.Add, cancel: Cancel);
        return told;
    }

    private static void Decide(JsonObject task, string status, string disposition, string? reason)
    {
        task["status"] = status;
        task["businessStatus"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Shelf.Systems.Disposition, ["code"] = disposition }) };
        if (reason is not null)
            task["statusReason"] = new JsonObject { ["text"] = reason };
    }

    private static void Check(JsonObject task)
    {
        Assert.Equal("Task", (string)task["resourceType"]!);
        // R4: status and intent are required, and so is the type of an input, with exactly one value.
        Assert.Contains((string)task["status"]!, Statuses);
        Assert.Contains((string)task["intent"]!, Intents);
        Assert.Contains((string)task["priority"]!, Priorities);
        foreach (var (name, value) in task)
            CheckValue(value!, Elements[name], name);
        foreach (var input in task["input"]!.AsArray())
        {
            Assert.NotNull(input!["type"]);
            Assert.Single(input.AsObject(), p => p.Key.StartsWith("value", StringComparison.Ordinal));
        }
    }

    private static void CheckValue(JsonNode value, string type, string place)
    {
        if (type.EndsWith('*'))
        {
            Assert.NotEmpty(value.AsArray());
            Assert.All(value.AsArray(), v => CheckValue(v!, type[..^1], place));
        }
        else if (Types.TryGetValue(type, out var parts))
        {
            Assert.NotEmpty(value.AsObject());
            foreach (var (name, part) in value.AsObject())
                CheckValue(part!, parts[name], $"{place}.{name}");
        }
        else
        {
            var text = value.GetValue<string>();
            Assert.True(type switch
            {
                "id" => Id().IsMatch(text),
                "code" => Code().IsMatch(text),
                "uri" => text.Length > 0 && !text.Any(char.IsWhiteSpace),
                "dateTime" => DateTime().IsMatch(text),
                _ => text.Trim().Length > 0 && !text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')),
            }, $"{place}: '{text}' is no {type}");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[^\s]+(\s[^\s]+)*$")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?$")]
    private static partial Regex DateTime();
}
