using System.IO.Compression;
using System.Text.Json;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.App.Screen;
using Opportune.App.Support;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Install;

/// <summary><c>support bundle</c>: what helps is in it, and nobody of the invented hospital.</summary>
public sealed class SupportBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_identifier_of_the_hospital_and_no_secret_is_in_it()
    {
        var asOf = new DateOnly(2026, 11, 14);
        await SynthCommand.Write(SynthCommand.Options(300, 5, asOf), _folder["in"], quiet: true);
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Run.Execute(LoadedJobs.Load(ShippedJobs.All, null).Request("nightly", asOf, _folder["in"], 2), new() { OutFolder = _folder["out"], Database = fresh.Database, RequestedBy = "tests" }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        var people = TableRows.Read(_folder["in/patients.parquet"], "patient_id", "mrn", "display_name", "phone").SelectMany(r => r).OfType<string>().Where(v => v.Length > 3).ToHashSet();
        var findings = TableRows.Read(_folder["in/imaging_findings.parquet"], "finding_id", "accession").SelectMany(r => r).OfType<string>();
        await using var connection = await fresh.Connect();
        var entries = (await Dapper.SqlMapper.QueryAsync<string>(connection, "select entry_id from entries")).ToList();
        Assert.True(people.Count > 500 && entries.Count > 10, $"{people.Count} {entries.Count}");
        var person = people.First(p => p.Any(char.IsAsciiDigit));
        File.WriteAllLines(_folder["log"],
        [
            $"{{\"Timestamp\":\"2026-11-14T02:00:01.123Z\",\"EventId\":5,\"LogLevel\":\"Warning\",\"Category\":\"Opportune.Serving\",\"Message\":\"the work failed: row of '{people.First(p => p.Contains(' '))}' and {person}\"}}",
            $"some other program met {person}",
            "2026-11-14T02:00:05.000Z worker w-1 takes work, 2 threads",
        ]);
        File.WriteAllText(_folder["opportune.yaml"], $"environment: test\nout: {_folder["out"]}\ndatabase: {fresh.Url}\nthreads: 2\nlisten: http://127.0.0.1:0\ndead-man: {{url: \"https://ping.example.org/secret-4711\"}}\n");
        using var zip = new MemoryStream();
        var settings = App.Serve.InstalledSettings.Read(_folder["opportune.yaml"]) with { Jobs = ShippedJobs.All };
        var parts = await new SupportBundle(settings, _folder["opportune.yaml"], TimeProvider.System).Write(zip, _folder["log"], TestContext.Current.CancellationToken);
        Assert.Equal(["versions.json", "settings.txt", "doctor.txt", "runs.json", "counts.json", "tables.txt", "alarms.txt", "log.txt"], parts.SkipLast(1));
        var text = await Text(zip);
        var sites = TableRows.Read(_folder["in/patients.parquet"], "site").SelectMany(r => r).OfType<string>().Distinct().ToList();
        Assert.True(sites.Count > 1);
        Assert.All(people.Concat(findings).Concat(entries).Concat(sites).Concat(["secret-4711", "ping.example.org", _folder.Path, Path.GetFileName(_folder.Path), "127.0.0.1", Environment.MachineName]), id => Assert.DoesNotContain(id, text, StringComparison.Ordinal));
        Assert.Contains("\"state\": \"succeeded\"", text, StringComparison.Ordinal);
        // By site in tens, and a few as fewer than eleven.
        using var again = new ZipArchive(new MemoryStream(zip.ToArray()), ZipArchiveMode.Read);
        using var counts = JsonDocument.Parse(again.GetEntry("counts.json")!.Open());
        var amounts = counts.RootElement.EnumerateObject().SelectMany(r => r.Value.EnumerateArray()).Select(c => (Subject: c.GetProperty("subject").GetString()!, Amount: c.GetProperty("amount").GetString()!)).ToList();
        var bySite = amounts.Where(a => a.Subject.Contains("site ", StringComparison.Ordinal)).ToList();
        Assert.True(bySite.Count > 20);
        Assert.All(bySite, a => Assert.Matches(@"^(<11|about \d*0)$", a.Amount));
        Assert.All(amounts, a => Assert.DoesNotMatch("^([1-9]|10)$", a.Amount));
        Assert.Contains("threads: 2", text, StringComparison.Ordinal);
        Assert.Contains("dead-man.url: (said)", text, StringComparison.Ordinal);
        Assert.Contains("1 line of others was left out", text, StringComparison.Ordinal);
        Assert.Contains("the work failed: row of '...' and #", text, StringComparison.Ordinal);
        Assert.Contains("worker w-1 takes work", text, StringComparison.Ordinal);
        Assert.Contains($"entries: {entries.Count}\n", text, StringComparison.Ordinal);
    }

    private static async Task<string> Text(MemoryStream zip)
    {
        using var archive = new ZipArchive(zip, ZipArchiveMode.Read);
        var text = "";
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text += await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        return text;
    }
}
