using System.Text;
using Dapper;
using Opportune.App;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Serving;

/// <summary>What is measured arrives at a collector, and nothing that is measured, logged or told knows a patient.</summary>
public sealed class TelemetryTests
{
    // Marks that occur nowhere else: whoever finds one has found a patient.
    private static readonly string[] Marks = ["MARKED-PATIENT-7319", "MARKED-FINDING-7319", "MARKED-NAME-7319", "MARKED-MRN-7319", "MARKED-TEXT-7319"];

    [Fact]
    public async Task A_run_is_measured_and_no_patient_is_in_what_is_sent_logged_or_answered()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var folder = Some.Folder();
        await using var collector = new HttpCatcher();
        await using var web = new HttpCatcher();
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        var request = LoadedJobs.Load(null, null).Request("nightly", new(2026, 11, 14), Hospital(folder["in"]), threads: 2);
        var hasRun = false;
        served.Settings = served.Settings with
        {
            Telemetry = new(new(collector.Url), TimeSpan.FromMilliseconds(200)),
            Alarms = served.Settings.Alarms with { Channels = [new() { Name = "team", Webhook = new(new(web.Url, null, null), null, null) }] },
        };
        served.Work = served.Work with
        {
            TakeWork = async stop =>
            {
                if (!hasRun)
                {
                    hasRun = true;
                    await Run.Execute(request, new() { OutFolder = folder["out"], Database = database.Database, RequestedBy = "test" }, TimeProvider.System, new Progress<StepProgress>(), stop);
                    // And one that fails over a file of which a line is about nobody but the marked patient.
                    await File.WriteAllTextAsync(Path.Combine(folder["in"], "patients.csv"), $"patient_id,birth_date\n{Marks[0]},x\n", stop);
                    await Run.Execute(request with { AsOf = new(2026, 11, 15) }, new() { OutFolder = folder["out"], Database = database.Database, RequestedBy = "test" }, TimeProvider.System, new Progress<StepProgress>(), stop);
                }
            },
        };
        await served.Start();
        await Soon.Until(() => Task.FromResult(web.All.Any(c => c.Text.Contains("run-failed", StringComparison.Ordinal))), () => string.Join('\n', served.Log.Lines));
        string[] expected = ["opportune.step.duration", "opportune.rows.read", "opportune.partitions.done", "opportune.runs.ended", "opportune.runs", "opportune.queue.depth",
            "opportune.heartbeat.age", "opportune.entries", "opportune.alarms", "imaging_findings", "nightly", "succeeded", "failed", "partition", "scan", "evaluate"];
        await Soon.Until(() => Task.FromResult(expected.All(e => Sent(collector).Contains(e, StringComparison.Ordinal))), () => string.Join(
            '\n', [.. expected.Where(e => !Sent(collector).Contains(e, StringComparison.Ordinal)), $"{collector.All.Count} were sent", .. served.Log.Lines]));
        var page = await served.Http.GetStringAsync("/", cancel) + await (await served.Http.GetAsync("/health/ready", cancel)).Content.ReadAsStringAsync(cancel);
        await served.Stop();
        Assert.Contains(collector.All, c => c.Path == "/v1/traces");
        Assert.Contains(collector.All, c => c.Path == "/v1/metrics");
        // The marks are where they belong, so that their absence elsewhere says something.
        Assert.Contains(Marks[0], await Patients(database), StringComparison.Ordinal);
        foreach (var mark in Marks)
        {
            Assert.DoesNotContain(mark, Sent(collector), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(mark, string.Join('\n', web.All.Select(c => c.Text)), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(mark, string.Join('\n', served.Log.Lines), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(mark, page, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string Sent(HttpCatcher collector) => string.Join('\n', collector.All.Select(c => Encoding.Latin1.GetString(c.Body)));

    private static async Task<string> Patients(FreshDatabase database)
    {
        await using var connection = await database.Connect();
        return string.Join('\n', connection.Query<string>("select patient_id from entries"));
    }

    private static string Hospital(string folder)
    {
        var hospital = new TinyHospital();
        hospital.Remove("patients");
        hospital.Add("patients", "patient_id,birth_date,sex,display_name,mrn");
        hospital.Add("patients", $"{Marks[0]},1950-01-14,M,{Marks[2]},{Marks[3]}");
        for (var i = 2; i <= 200; i++)
            hospital.Add("patients", FormattableString.Invariant($"p{i},1955-01-01,F,,"));
        hospital.Replace("encounters", "p1,", $"{Marks[0]},");
        hospital.Replace("medications", "m1,p1,", $"m1,{Marks[0]},");
        hospital.Replace("procedures", "x1,p1,", $"x1,{Marks[0]},");
        hospital.Replace("conditions", "c1,p1,", $"c1,{Marks[0]},");
        hospital.AddFinding(Marks[1], Marks[0], "2026-06-03", "CT", $"FINDINGS: Moderate coronary artery calcification {Marks[4]}.");
        return hospital.WriteTo(folder);
    }
}
