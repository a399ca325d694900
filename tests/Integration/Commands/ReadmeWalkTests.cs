using System.Globalization;
using Opportune.App.Commands;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Integration.Cluster;
using Opportune.Tests.Integration.Install;
using Opportune.Tests.Integration.Rules;
using Opportune.Tests.Integration.Serving;
using Opportune.Tests.Integration.Sources;
using Opportune.Tests.Integration.Standings;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Integration.Commands;

/// <summary>README.md from its first command to its last, typed over an invented hospital.</summary>
public sealed class ReadmeWalkTests : IDisposable
{
    // What goes on until it is stopped, needs a machine of its own, or something that went wrong before, is done where that is there.
    private static readonly (string Command, Type Tests)[] Elsewhere =
    [
        ("serve", typeof(ServeTests)),
        ("worker", typeof(WorkerTests)),
        ("alarms acknowledge", typeof(AlarmTests)),
        ("runs release", typeof(GuardTests)),
        ("sources take", typeof(OmopTests)),
        ("run nightly --as-of 2026-11-14 --source", typeof(ScheduledSourceTests)),
        ("check --source", typeof(SourceReportTests)),
        ("site add", typeof(SiteAddTests)),
        ("doctor --install", typeof(InstallationDoctorTests)),
        ("upgrade rehearse", typeof(RehearsalTests)),
        // The walk's small hospital has one panel at that site.
        ("standing set statin-review --site North --to pilot", typeof(StandingTests)),
        ("rules take", typeof(SiteRulesTests)),
        ("rules site", typeof(SiteRulesTests)),
        ("rules seen", typeof(SiteRulesTests)),
    ];

    // README was written then; what is older than a few days is not handed out.
    private static readonly DateTime Now = TimeProvider.System.GetLocalNow().DateTime;
    private static readonly string Today = Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = Some.Folder();
    private string _entry = "", _patient = "";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_does_what_it_says()
    {
        await SetUp();
        var (done, failed) = (0, new List<string>());
        foreach (var line in ReadmeTests.Commands)
        {
            if (Elsewhere.Any(e => string.Join(' ', line).StartsWith(e.Command, StringComparison.Ordinal)))
                continue;
            await Before(line);
            var words = Fill(line);
            var result = await Cli.Run(words);
            done++;
            if (result.ExitCode != 0)
                failed.Add($"{string.Join(' ', words)}: {result.ExitCode} {result.Error}");
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.True(done > 45, $"{done} were done");
    }

    private async Task SetUp()
    {
        ShippedJobs.CopyAllTo(_folder["jobs"]);
        ReadmeMeasure.WriteTo(_folder["jobs"]);
        var nightly = Path.Combine(_folder["jobs"], "nightly.yaml");
        await File.WriteAllTextAsync(nightly, (await File.ReadAllTextAsync(nightly)).Replace("# input: data/nightly", $"input: {_folder["in"]}", StringComparison.Ordinal).Replace("# out: out/nightly", $"out: {_folder["out"]}", StringComparison.Ordinal));
        await Done("synth", "-q", "--patients", "400", "--seed", "1", "--as-of", Today, "--out", _folder["in"]);
        var database = $"sqlite:{_folder["state.db"]}";
        await using (var open = await OpportuneDatabase.Open(DatabaseUrl.Parse(database), TimeProvider.System, TestContext.Current.CancellationToken))
            await new StandingTable(open).DeclareInvented("tests", TestContext.Current.CancellationToken);
        await Done("run", "nightly", "-q", "--as-of", Today, "--input", _folder["in"], "--out", _folder["published"], "--database", database, "--jobs", _folder["jobs"]);
        await Done("user", "add", "cora", "--role", "clinician", "--database", database);
        await Done("user", "add", "lea", "--role", "clinical-lead", "--database", database);
        await File.WriteAllTextAsync(_folder["reports.tsv"], "id\ttext\n1\tDense coronary calcification.\n");
        Directory.CreateDirectory(_folder["labelled"]);
        await File.WriteAllTextAsync(_folder["labelled/chest_ct_findings.tsv"], "id\ttext\tcoronary_calc\tvascular_calc_any\na\tDense coronary calcification.\t1\t1\n");
        await File.WriteAllTextAsync(_folder["opportune.yaml"], "database: " + database + "\n");
        // One of the bone pathway, on which README's decisions may be taken.
        var card = (await Done("entries", "list", "--database", database, "--pathway", "bone", "--jobs", _folder["jobs"])).Output.Split('\n').First(l => l.Contains(" · patient ", StringComparison.Ordinal)).Split(' ');
        (_entry, _patient) = (card[0], card[3]);
    }

    // What somebody would have done between two commands.
    private async Task Before(string[] line)
    {
        switch (line)
        {
            case ["entries", "dispose", .., "--as", "dxa-done-elsewhere", _, _, _, _, _, _, _, _]:
                await Done("entries", "take-back", _entry, "--by", "A. Nurse", "--database", $"sqlite:{_folder["state.db"]}", "--jobs", _folder["jobs"]);
                break;
            case ["entries", "take-tasks", ..]:
                File.Copy(_folder["tasks.ndjson"], _folder["tasks-back.ndjson"]);
                break;
            case ["rules", "propose", ..]:
                var measure = _folder["rules/measures/statin-review.yaml"];
                await File.WriteAllTextAsync(measure, (await File.ReadAllTextAsync(measure)).Replace("label: Statin review", "label: Statins, sooner", StringComparison.Ordinal));
                break;
        }
    }

    private static async Task<CliResult> Done(params string[] words)
    {
        var result = await Cli.Run(words);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', words)}: {result.ExitCode} {result.Error}");
        return result;
    }

    private string[] Fill(string[] line)
    {
        List<string> words = [.. line.Select((word, i) => Fill(line, word, i == 0 ? "" : line[i - 1]))];
        if (line is ["demo"])
            words.AddRange(["--no-web", "--patients", "400", "--out", _folder["demo"]]);
        // The tests' program has two measures beside it.
        var parsed = OpportuneCommands.Create().Parse(words);
        if (parsed.CommandResult.Command.Options.Any(o => o.Name == "--jobs"))
            words.AddRange(["--jobs", _folder["jobs"]]);
        return [.. words];
    }

    private string Fill(string[] line, string word, string option) => (word, option) switch
    {
        ("North", "--site") => "NORTHGATE",
        ("Panel A", "--panel") => "NORTHGATE panel 1",
        ("2026-11-14", _) => Today,
        ("2026-12-27T06:00Z", _) => $"{Now.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T06:00Z",
        ("DIR", _) => line[0] == "synth" ? _folder[$"synth-{line.Length}"] : _folder["in"],
        ("OUT", _) => _folder["out"],
        ("URL" or "sqlite:state.db", _) => $"sqlite:{_folder["state.db"]}",
        ("sqlite:copy.db", _) => $"sqlite:{_folder["copy.db"]}",
        ("FOLDER", _) => _folder["rules"],
        ("OUT/runs/RUN/gaps.parquet", _) => Directory.GetFiles(_folder["published"], "gaps.parquet", SearchOption.AllDirectories).Single(),
        ("FILE", _) => Directory.GetFiles(_folder["published"], "worklist.parquet", SearchOption.AllDirectories).Single(),
        ("FILE.csv", _) => _folder["file.csv"],
        ("ENTRY", _) => _entry,
        ("ID", "--patient") => _patient,
        ("NAME", _) => "A. Nurse",
        ("TEXT", _) => "as README says",
        // Smaller, and no other.
        ("1000000", "--findings") => "2000",
        ("20000", "--patients") => "200",
        (_, "--out" or "--to" or "--from" or "--input" or "--output" or "--settings" or "--data") when Path.HasExtension(word) || word == "labelled" => _folder[word],
        ("tasks-back.ndjson", _) => _folder[word],
        _ => word,
    };
}
