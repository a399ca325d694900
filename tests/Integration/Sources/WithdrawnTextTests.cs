using Dapper;
using Opportune.App;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Sources.Hl7;
using Opportune.Sources.Snapshots;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Sources;

/// <summary>A radiology feed of two nights: on the second, the words that an entry rests on are taken back.</summary>
public sealed class WithdrawnTextTests : IDisposable
{
    private static readonly Hl7Source Feed = new()
    {
        Id = "hl7",
        Title = "invented",
        Hash = "one",
        Zone = TimeZoneInfo.Utc,
        Patients = false,
        Accession = [new("OBR", 3, 1)],
        Modalities = [new("CT", null, [], "CT")],
        Sections = new Dictionary<string, string> { ["IMP"] = "impression" },
        Statuses = new Dictionary<string, Hl7Status> { ["F"] = Hl7Status.Final, ["C"] = Hl7Status.Corrected, ["P"] = Hl7Status.Preliminary },
    };

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_preliminary_report_lists_nobody_and_an_entry_closes_when_its_words_are_withdrawn()
    {
        var hospital = new TinyHospital();
        hospital.Remove("imaging_findings");
        hospital.WriteTo(_folder["in"]);
        Directory.CreateDirectory(_folder["feed"]);
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);

        Receive("1.hl7", Report("20261001", "P", "p1", "A1", "Moderate coronary artery calcification.", "P"), Report("20261001", "F", "p2", "A2", "No calcification.", "F"));
        Assert.Empty(await Night("2026-11-11", fresh.Database));
        Receive("2.hl7", Report("20261002", "F", "p1", "A1", "Moderate coronary artery calcification.", "F"));
        Assert.Equal(["p1 vascular new open new-finding"], await Night("2026-11-12", fresh.Database));
        Assert.Equal(["p1 vascular new open new-finding"], await Night("2026-11-13", fresh.Database));
        Receive("3.hl7", Report("20261113", "C", "p1", "A1", "Moderate coronary artery calcification.", "W"));
        Assert.Equal(["p1 vascular withdrawn gone source-corrected"], await Night("2026-11-14", fresh.Database));
    }

    private void Receive(string name, params string[] messages) => File.WriteAllText(Path.Combine(_folder["feed"], name), string.Concat(messages));

    private async Task<IReadOnlyList<string>> Night(string asOf, OpportuneDatabase database)
    {
        using (var writer = SnapshotWriter.Begin(_folder["taken"], "hl7", TimeProvider.System))
        {
            Hl7Taking.Take(Feed, _folder["feed"], writer, 1, TestContext.Current.CancellationToken);
            writer.Finish();
        }
        var findings = Path.Combine(_folder["in"], "imaging_findings");
        if (Directory.Exists(findings))
            Directory.Delete(findings, recursive: true);
        Directory.CreateDirectory(findings);
        foreach (var part in Directory.EnumerateFiles(Path.Combine(_folder["taken"], "imaging_findings")))
            File.Copy(part, Path.Combine(findings, Path.GetFileName(part)));
        var jobs = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);
        var place = new RunPlace { OutFolder = _folder["out-" + asOf], Database = database, RequestedBy = "tests" };
        await Run.Execute(jobs.Request("nightly", DateOnly.Parse(asOf), _folder["in"], threads: 1), place, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        return await database.Read<IReadOnlyList<string>>(
            c => c.Query<string>(
                "select e.patient_now || ' ' || e.pathway || ' ' || e.state || ' ' || e.finding || ' ' || (select v.cause from entry_events v where v.entry_id = e.entry_id order by v.event_id desc limit 1) from entries e order by 1").ToList(),
            TestContext.Current.CancellationToken);
    }

    private static string Report(string sent, string status, string patient, string accession, string text, string textStatus) =>
        $"MSH|^~\\&|RIS|NORTH|X|Y|{sent}||ORU^R01|1|P|2.5.1\rPID|1||{patient}\rOBR|1||{accession}|1^CT chest|||20260601|||||||||||||||{sent}||CT|{status}\rOBX|1|TX|1&IMP||{text}||||||{textStatus}\r";
}
