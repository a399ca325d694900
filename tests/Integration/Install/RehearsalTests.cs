using System.Runtime.Versioning;
using Opportune.App.Upgrade;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Sources;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Install;

/// <summary><c>upgrade rehearse</c>: two programs side by side, and what each difference is due to.</summary>
[SupportedOSPlatform("linux")]
public sealed class RehearsalTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_enters_and_leaves_is_told_by_program_and_by_the_rules_that_changed()
    {
        var (now, before) = (new TinyHospital(), new TinyHospital());
        now.AddFinding("f3", "p3", "2026-06-01", "CT", "FINDINGS: Severe coronary artery calcification.");
        before.AddFinding("f4", "p4", "2026-06-01", "CT", "FINDINGS: Severe coronary artery calcification.");
        var (input, other) = (now.WriteTo(_folder["in"]), before.WriteTo(_folder["other"]));
        // An older program that reads otherwise: to it p4's report says what p3's does to this one.
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/opportune"], $"#!/bin/sh\nexec dotnet {Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll")} $(echo \"$@\" | sed 's|{input}|{other}|')\n");
        File.SetUnixFileMode(_folder["old/opportune"], (UnixFileMode)0b111_101_101);
        ShippedJobs.CopyTo(_folder["old/jobs"]);
        // And rules by which the drug that p1 takes is a statin.
        var rules = ShippedJobs.CopyTo(_folder["rules"]);
        File.AppendAllText(Path.Combine(rules, "value-sets/statin.csv"), "RXNORM,6809,not one\n");
        var rehearsal = new Rehearsal(_folder["old"], "nightly", new(2026, 11, 14), new(input), 2);
        var changes = await rehearsal.Run(new JobsPlace(rules), null, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        // p3 would come by the program, and goes again by the rules: in the end nobody lists it.
        Assert.Equal([new("statin-review", "p1", "leaves", "value-sets"), new("statin-review", "p4", "leaves", "program")], changes);
        Assert.Equal((2, 0), (rehearsal.Before, rehearsal.After));
        Assert.Empty(rehearsal.Notes);
        var same = await new Rehearsal(_folder["old"], "nightly", new(2026, 11, 14), new(input), 2).Run(new JobsPlace(_folder["old/jobs"]), null, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        Assert.Equal([new("statin-review", "p3", "enters", "program"), new("statin-review", "p4", "leaves", "program")], same);
    }

    [Fact]
    public async Task Each_program_takes_the_source_that_the_job_names_from_where_it_is_named()
    {
        using var source = new TinySource();
        source.Schedule(source.Raw);
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/opportune"], $"#!/bin/sh\necho \"$@\" >> {_folder["asked"]}\nexec dotnet {Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll")} \"$@\" --jobs {source.Jobs}\n");
        File.SetUnixFileMode(_folder["old/opportune"], (UnixFileMode)0b111_101_101);
        await using var opened = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        // The mapping is the job's own, the database one that is named.
        var rehearsal = new Rehearsal(_folder["old"], "nightly", new(2026, 11, 14), new(null, null, source.LoadIntoSqlite("raw.db")), 2);
        Assert.Empty(await rehearsal.Run(new JobsPlace(source.Jobs), null, new Progress<StepProgress>(), TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (rehearsal.Before, rehearsal.After));
        Assert.Contains("--source-database sqlite:", Assert.Single(await File.ReadAllLinesAsync(_folder["asked"], TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_program_that_is_not_there_or_fails_is_told_in_one_line()
    {
        var hospital = new TinyHospital().WriteTo(_folder["in"]);
        Task<IReadOnlyList<RehearsedChange>> Run(string old) =>
            new Rehearsal(old, "nightly", new(2026, 11, 14), new(hospital), 1).Run(new JobsPlace(ShippedJobs.Folder), null, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        Assert.Contains("holds no program", (await Assert.ThrowsAsync<InputException>(() => Run(_folder["in"]))).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["opportune"], "#!/bin/sh\necho 'opportune: no such job' >&2\nexit 2\n");
        File.SetUnixFileMode(_folder["opportune"], (UnixFileMode)0b111_101_101);
        Assert.Equal("--old: the older program ended with exit code 2: opportune: no such job", (await Assert.ThrowsAsync<InputException>(() => Run(_folder.Path))).Message);
    }
}
