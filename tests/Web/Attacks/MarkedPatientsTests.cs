using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Dapper;
using Opportune.Core;
using Opportune.Database.Audit;
using Opportune.Schedules;
using Opportune.Tests.Integration.Serving;

namespace Opportune.Tests.Web.Attacks;

/// <summary>
/// Every name, record number, id, phone and sentence of an invented hospital is a mark. A run, a failed run and a day's work are done, and all that is
/// told, noted and written is looked through: the marks lie only where SECURITY.md says that patients' data lies.
/// </summary>
public sealed class MarkedPatientsTests
{
    // What SECURITY.md calls "the database": entries, history, notes, names and record numbers of listed people, evidence with its sentences.
    private static readonly HashSet<string> Places = ["people", "people_words", "entries", "entry_events", "gaps", "reported_rows", "hand_offs", "bulk_items", "quality_cases", "validation_cases", "verdicts", "shadow_rows", "regression_sentences", "disputes",
        // Names of files of tasks, as people called them.
        "exports"];

    [Fact]
    public async Task What_is_told_of_a_day_holds_no_patient()
    {
        using var told = new Told();
        using var log = new LogCatcher();
        await using var site = await Site.Open(log: log);
        var marks = await Marks(site);
        Assert.InRange(marks.Count, 200, int.MaxValue);
        told.Marks = marks;

        // A night that succeeds, and one whose input is broken within a patient's row.
        var input = await site.Deliver();
        var desk = site.Part<ScheduleDesk>();
        var (run, _) = await desk.Trigger("nightly", "ada", null, Token);
        await site.Work(run.RunId!);
        var patients = Path.Combine(input, "patients.parquet");
        File.WriteAllText(Path.Combine(input, "encounters.csv"), $"patient_id,encounter_id\n{marks.First()},\"{marks.Last()}\n");
        File.WriteAllBytes(patients, [.. File.ReadAllBytes(patients).Take(2000), .. Encoding.UTF8.GetBytes(string.Join('\n', marks.Take(50)))]);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var (broken, _) = await desk.Trigger("nightly", "ada", null, Token);
        await Record.ExceptionAsync(() => site.Work(broken.RunId!));

        // A day's work of a reviewer, slips included.
        using var anna = new Caller(site);
        await anna.SignIn("anna");
        foreach (var (name, mrn) in await site.Sql(c => c.Query<(string, string)>("select display_name, mrn from people where mrn is not null limit 5").ToList()))
        {
            await anna.Get($"/worklist?q={Uri.EscapeDataString(name)}");
            await anna.Get($"/worklist?q={mrn}&tier={Uri.EscapeDataString(name)}&after={Uri.EscapeDataString(mrn)}");
            await anna.Get($"/entries/{mrn}");
            await anna.Get($"/{Uri.EscapeDataString(name)}");
            await anna.Get($"/worklist?{Uri.EscapeDataString(name)}={mrn}");
            await anna.TryPassword(name, mrn);
        }
        foreach (var id in await site.Sql(c => c.Query<string>("select entry_id from entries where finding = 'open' limit 5").ToList()))
        {
            foreach (var path in new[] { $"/entries/{id}", $"/entries/{id}/print", $"/entries/{id}/hand-off" })
                await anna.Get(path);
            var note = $"spoke with {marks.First()}, {marks.Last()}";
            await anna.Fill($"/entries/{id}", $"/entries/{id}/note", [new("note", note)]);
            await anna.Fill($"/entries/{id}", $"/entries/{id}/decide", [new("as", "referred"), new("referred.recipient", note), new("comment", note)]);
            await anna.Fill($"/entries/{id}", $"/entries/{id}/decide", [new("as", note), new("comment", note), new("referred.date", note)]);
        }
        foreach (var format in new[] { "csv", "fhir-task", "parquet" })
            await anna.Post($"/worklist/export?format={format}", [new("format", format), new("confirmed", "true")], "/worklist/export");
        using var content = new MultipartFormDataContent
        {
            { new StringContent(Caller.TokenIn(await anna.Read("/exports"))), "__RequestVerificationToken" },
            { new StringContent($"{{\"resourceType\":\"Task\",\"description\":\"{marks.First()}\"\n{marks.Last()}\n"), "file", $"{marks.First()}.ndjson" },
        };
        await anna.Send(new(HttpMethod.Post, "/exports") { Content = content });
        using var ada = new Caller(site);
        await ada.SignIn("ada", Role.Administrator);
        foreach (var id in new[] { run.RunId, broken.RunId })
            told.Add("page of a run", await ada.Read($"/runs/{id}"));
        // The database fails in the middle of a page.
        await site.Sql(c => c.Execute("alter table claims rename to lost"));
        await anna.Get($"/worklist?q={Uri.EscapeDataString(marks.First())}");
        await anna.Get($"/entries/{await site.Sql(c => c.QueryFirst<string>("select entry_id from entries where finding = 'open'"))}");
        await site.Sql(c => c.Execute("alter table lost rename to claims"));

        await site.Part<AuditTrail>().Write(new("tests", "", "end", "", "", ""));
        var done = (await AuditTable.Find(site.Database, new() { Limit = 1000 }, Token)).Select(r => r.Action).ToHashSet();
        Assert.Superset(new HashSet<string> { "list-viewed", "entry-viewed", "entry-printed", "entry-changed", "list-exported", "tasks-taken-in", "run-viewed", "signed-in" }, done);
        Assert.InRange(await site.Sql(c => c.ExecuteScalar<long>("select count(*) from entries where note like 'spoke with%'")), 5, 5);
        Assert.InRange(await site.Sql(c => c.ExecuteScalar<long>("select count(*) from entry_events where actor = 'anna' and kind = 'decided'")), 5, 5);
        Assert.Equal(["failed", "succeeded"], await site.Sql(c => c.Query<string>("select distinct state from runs where run_id in @ids order by state", new { ids = new[] { run.RunId, broken.RunId } }).ToList()));
        foreach (var line in log.Lines)
            told.Add("log", line);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(site.Folder, "state.db.audit")).Concat(Directory.EnumerateFiles(Path.Combine(site.Folder, "keys"))))
            told.Add(Path.GetFileName(file), await File.ReadAllTextAsync(file, Token));
        var found = await site.Sql(connection => Tables(connection).Where(t => Holds(marks, t.Text)).Select(t => t.Name).ToHashSet());
        // The marks are marks: where they may be, they are.
        Assert.Superset(new HashSet<string> { "people", "entries", "gaps" }, found);
        Assert.Empty(found.Except(Places));
        Assert.True(told.Looked > 100, $"{told.Looked}");
        Assert.Empty(told.Found);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool Holds(IEnumerable<string> marks, string text) => marks.Any(m => text.Contains(m, StringComparison.OrdinalIgnoreCase));

    private static async Task<IReadOnlyCollection<string>> Marks(Site site) => await site.Sql(c =>
    {
        var marks = c.Query<string>("select patient_id from people union select mrn from people union select display_name from people union select phone from people").Where(m => m is { Length: >= 6 }).ToHashSet();
        foreach (var evidence in c.Query<string>("select evidence from gaps where evidence is not null"))
        {
            using var document = JsonDocument.Parse(evidence);
            marks.UnionWith(document.RootElement.EnumerateArray().SelectMany(item => item.EnumerateObject()).Where(p => p.Value.ValueKind == JsonValueKind.String && p.Name.Contains("sentence", StringComparison.Ordinal)).Select(p => p.Value.GetString()!).Where(t => t.Length >= 20));
        }
        // A patient may be called like a clinician.
        marks.ExceptWith(c.Query<string>("select name from clinicians"));
        return marks;
    });

    private static IEnumerable<(string Name, string Text)> Tables(System.Data.Common.DbConnection connection) =>
        connection.Query<string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").ToList().Select(table =>
            (table, string.Join('\n', connection.Query($"select * from {table}").Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)))));

    /// <summary>Hears what leaves a process beside its pages: traces and metrics as they are exported, and what exceptions say.</summary>
    private sealed class Told : IDisposable
    {
        private readonly ActivityListener _activities;
        private readonly MeterListener _meters = new();
        private int _looked;

        public Told()
        {
            _activities = new()
            {
                ShouldListenTo = source => source.Name.StartsWith("Opportune", StringComparison.Ordinal),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Add("trace", $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name} {t}")))}"),
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Opportune", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add("metric", $"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
            _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add("metric", $"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
            _meters.Start();
            AppDomain.CurrentDomain.FirstChanceException += Thrown;
        }

        public IReadOnlyCollection<string>? Marks { get; set; }

        public ConcurrentQueue<string> Found { get; } = new();

        public int Looked => _looked;

        public void Add(string where, string text)
        {
            Interlocked.Increment(ref _looked);
            if (Marks is { } marks && Holds(marks, text))
                Found.Enqueue($"{where}: {text[..Math.Min(text.Length, 300)]}");
        }

        public void Dispose()
        {
            AppDomain.CurrentDomain.FirstChanceException -= Thrown;
            _activities.Dispose();
            _meters.Dispose();
        }

        private void Thrown(object? sender, FirstChanceExceptionEventArgs e)
        {
            if (e.Exception is InputException or IOException or System.Data.Common.DbException)
                Add("exception", e.Exception.Message);
        }
    }
}
