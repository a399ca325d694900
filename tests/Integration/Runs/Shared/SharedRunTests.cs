using Opportune.Core;
using Opportune.Engine;
using Opportune.Runs;

namespace Opportune.Tests.Integration.Runs.Shared;

/// <summary>A run whose units are done by several processes, over files, gives what the run in one process gives.</summary>
public sealed class SharedRunTests(SharedHospital hospital) : IClassFixture<SharedHospital>
{
    private static readonly SharedCut Small = new(Work: 1, Counted: 2, Evaluated: 1);
    private static readonly Progress<StepProgress> Nobody = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 60_000, 3, 2)]
    [InlineData(3, long.MaxValue, 4, 4)]
    public async Task Units_in_any_order_by_any_process_with_any_attempts_give_the_same_bytes(int seed, long work, int counted, int evaluated)
    {
        var random = new Random(seed);
        var folder = hospital[$"work-{seed}"];
        using var first = SharedRun.Start(hospital.Request, folder, 1, TimeProvider.System, new(work, counted, evaluated));
        using var second = SharedRun.Open(hospital.Asked, folder, first.PlanFile, TimeProvider.System);
        using var third = SharedRun.Open(hospital.Asked, folder, first.PlanFile, TimeProvider.System);
        SharedRun[] processes = [first, second, third];
        var committed = new Dictionary<int, string>();
        var late = new List<(SharedPartition Unit, int Attempt)>();
        foreach (var step in Enum.GetValues<SharedStep>())
        {
            var units = first.Partitions.Where(p => p.Step == step).ToArray();
            random.Shuffle(units);
            var done = new Dictionary<int, string>();
            foreach (var unit in units)
            {
                var named = random.Next(1, 4);
                for (var attempt = 1; attempt <= 3; attempt++)
                {
                    if (attempt == named)
                        done[unit.Id] = Any().Work(unit, attempt, committed, Nobody, Cancel).File;
                    else if (random.Next(3) == 0)
                        late.Add((unit, attempt));
                    else if (random.Next(3) == 0)
                        File.Delete(Path.Combine(folder, Any().Work(unit, attempt, committed, Nobody, Cancel).File));
                }
            }
            foreach (var (id, name) in done)
                committed[id] = name;
            // Attempts that were given up and go on all the same are over when others are on the next step.
            foreach (var (unit, attempt) in late.Where(_ => random.Next(2) == 0))
                Any().Work(unit, attempt, committed, Nobody, Cancel);
        }
        hospital.AssertAsExpected(await hospital.Finish(Any(), committed, $"out-{seed}"));

        SharedRun Any() => processes[random.Next(processes.Length)];
    }

    [Fact]
    public async Task Threads_of_one_process_may_work_side_by_side()
    {
        using var run = Start("side-by-side", Small);
        var committed = new Dictionary<int, string>();
        foreach (var units in run.Partitions.GroupBy(p => p.Step))
        {
            var names = await Task.WhenAll(units.Select(unit => Task.Run(() => (unit.Id, Name: run.Work(unit, 1, committed, Nobody, Cancel).File), Cancel)));
            foreach (var (id, name) in names)
                committed[id] = name;
        }
        hospital.AssertAsExpected(await hospital.Finish(run, committed, "out-side-by-side"));
    }

    [Fact]
    public void A_second_process_has_the_same_plan()
    {
        using var first = Start("same-plan", Small);
        using var second = SharedRun.Open(hospital.Asked, hospital["same-plan"], first.PlanFile, TimeProvider.System);
        Assert.Equal(first.Partitions, second.Partitions);
        Assert.Equal(first.Inputs, second.Inputs);
        Assert.Equal(Enumerable.Range(0, first.Partitions.Count), first.Partitions.Select(p => p.Id));
        Assert.Equal(first.Partitions.Count, first.Partitions.Select(p => p.Name).Distinct().Count());
        Assert.Equal((40, 1), (second.Request.Reported.Count, second.Request.ReportedDeaths.Count));
        Assert.All(Enum.GetValues<SharedStep>().Except([SharedStep.Compare, SharedStep.Lists]), step => Assert.True(first.Partitions.Count(p => p.Step == step) > 1, $"{step} has one unit"));
    }

    [Fact]
    public void What_lies_between_the_steps_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var run = Start("owner", Small);
        run.Work(run.Partitions[0], 1, new Dictionary<int, string>(), Nobody, Cancel);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(hospital["owner"]));
        Assert.Equal(2, Directory.GetFiles(hospital["owner"]).Length);
        foreach (var file in Directory.GetFiles(hospital["owner"]))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_process_with_other_rules_or_another_day_refuses()
    {
        using var run = Start("other-rules", Small);
        Assert.Equal(
            "the run was planned with other rules than this worker has; give all workers the same jobs folder",
            Assert.Throws<OtherProgramException>(() => Open(hospital.Asked with { RulesHash = "other" })).Message);
        Assert.Equal(
            "the run was planned for nightly as of 2026-11-14, not for nightly as of 2026-11-13",
            Assert.Throws<OtherProgramException>(() => Open(hospital.Asked with { AsOf = new(2026, 11, 13) })).Message);

        SharedRun Open(RunRequest request) => SharedRun.Open(request, hospital["other-rules"], run.PlanFile, TimeProvider.System);
    }

    [Fact]
    public void An_input_that_changed_since_is_refused()
    {
        SplitTables.Into(hospital["whole"], hospital["changing"], 1, ".parquet");
        var request = hospital.Asked with { Input = hospital["changing"] };
        using var run = SharedRun.Start(request, hospital["work-changing"], 1, TimeProvider.System);
        var file = Path.Combine("conditions", "part-000.parquet");
        File.SetLastWriteTimeUtc(Path.Combine(request.Input, file), new(2026, 11, 14, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(
            $"{file} is not as it was when the run was planned; run again when it is complete",
            Assert.Throws<InputException>(() => SharedRun.Open(request, hospital["work-changing"], run.PlanFile, TimeProvider.System)).Message);
    }

    [Fact]
    public void A_folder_without_the_plan_is_refused() =>
        Assert.Equal(
            $"{Path.Combine(hospital["nowhere"], "plan.1")} is not there: the folder that all workers share must be the same for each, and stay until the run's end",
            Assert.Throws<InputException>(() => SharedRun.Open(hospital.Asked, hospital["nowhere"], "plan.1", TimeProvider.System)).Message);

    [Fact]
    public void A_unit_that_is_stopped_half_way_leaves_nothing()
    {
        using var run = Start("stopped", new(Work: long.MaxValue, Counted: 4, Evaluated: 4));
        var committed = new Dictionary<int, string>();
        foreach (var unit in run.Partitions)
        {
            using var stop = new CancellationTokenSource();
            var before = Directory.GetFileSystemEntries(hospital["stopped"]);
            Assert.ThrowsAny<OperationCanceledException>(() => run.Work(unit, 1, committed, new AtOnce(_ => stop.Cancel()), stop.Token));
            Assert.Equal(before.Order(), Directory.GetFileSystemEntries(hospital["stopped"]).Order());
            committed[unit.Id] = run.Work(unit, 2, committed, Nobody, Cancel).File;
        }
    }

    [Fact]
    public void A_full_disk_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var run = Start("full", new(Work: long.MaxValue, Counted: 4, Evaluated: 4));
        var committed = new Dictionary<int, string>();
        foreach (var unit in run.Partitions)
        {
            var before = Directory.GetFileSystemEntries(hospital["full"]);
            File.CreateSymbolicLink(Path.Combine(hospital["full"], SharedFolder.Unfinished($"{unit.Name}.1")), "/dev/full");
            Assert.Throws<IOException>(() => run.Work(unit, 1, committed, Nobody, Cancel));
            Assert.Equal(before.Order(), Directory.GetFileSystemEntries(hospital["full"]).Order());
            committed[unit.Id] = run.Work(unit, 2, committed, Nobody, Cancel).File;
        }
    }

    [Fact]
    public async Task A_file_that_is_not_whole_or_not_the_units_own_is_refused_and_can_be_made_again()
    {
        using var run = Start("damaged", new(Work: long.MaxValue, Counted: 4, Evaluated: 4));
        var committed = new Dictionary<int, string>();
        foreach (var unit in run.Partitions)
            committed[unit.Id] = run.Work(unit, 1, committed, Nobody, Cancel).File;
        // Patients are read to be counted; rows are read first where they are brought together.
        AssertRefused(run.Partitions.First(p => p is { Step: SharedStep.Scan, Table: Table.Patients }), () => run.Work(run.Partitions.First(p => p.Step == SharedStep.Count), 2, committed, Nobody, Cancel), committed);
        foreach (var (unit, next) in new[] { (SharedStep.Scan, SharedStep.Evaluate), (SharedStep.Gather, SharedStep.Evaluate), (SharedStep.Count, SharedStep.Evaluate), (SharedStep.Evaluate, SharedStep.Care), (SharedStep.Care, SharedStep.People), (SharedStep.Evaluate, SharedStep.Tables), (SharedStep.Evaluate, SharedStep.Compare), (SharedStep.Compare, SharedStep.Lists) }
            .Select(s => (run.Partitions.First(p => p.Step == s.Item1), run.Partitions.First(p => p.Step == s.Item2))))
        {
            AssertRefused(unit, () => run.Work(next, 2, committed, Nobody, Cancel), committed);
        }
        foreach (var step in new[] { SharedStep.Tables, SharedStep.Lists })
        {
            var unit = run.Partitions.Last(p => p.Step == step);
            AssertRefused(unit, () => hospital.Finish(run, committed, "out-damaged-not").GetAwaiter().GetResult(), committed);
            AssertTablesMissed(unit, () => hospital.Finish(run, committed, "out-damaged-not").GetAwaiter().GetResult(), committed);
        }
        hospital.AssertAsExpected(await hospital.Finish(run, committed, "out-damaged"));
    }

    // An output beside the unit's file is cut off, and gone; afterwards it is as it was.
    private void AssertTablesMissed(SharedPartition unit, Action use, Dictionary<int, string> committed)
    {
        var paths = Directory.GetFiles(hospital["damaged"]).Where(path => Path.GetFileName(path).StartsWith($"{committed[unit.Id]}.", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            var bytes = File.ReadAllBytes(path);
            foreach (var spoil in new Action[] { () => File.WriteAllBytes(path, bytes[..^1]), () => File.Delete(path) })
            {
                spoil();
                var refused = Assert.Throws<StepFileException>(use);
                var output = Path.GetFileName(path)[(committed[unit.Id].Length + 1)..];
                Assert.Equal((committed[unit.Id], $"{committed[unit.Id]} lacks {output} as it was made; the work behind it must be done again"), (refused.File, refused.Message));
            }
            File.WriteAllBytes(path, bytes);
        }
    }

    // In turn it is cut off, foreign, of another unit, changed in the middle, and gone; afterwards it is named as it was.
    private void AssertRefused(SharedPartition unit, Action use, Dictionary<int, string> committed)
    {
        var good = committed[unit.Id];
        var bytes = File.ReadAllBytes(Path.Combine(hospital["damaged"], good));
        var other = committed.First(c => c.Key != unit.Id).Value;
        var (changed, half) = (bytes.ToArray(), bytes.Length / 2);
        changed[half] ^= 0x10;
        var attempt = 10;
        foreach (var (content, fault) in new (byte[]?, string)[]
        {
            (bytes[..half], "is truncated"),
            ([], "is truncated"),
            ("PAR1 this is something else"u8.ToArray(), "is not a file of a run, or of another version of the program"),
            (File.ReadAllBytes(Path.Combine(hospital["damaged"], other)), "is of other work"),
            (changed, "is damaged"),
            (null, "is not there"),
        })
        {
            committed[unit.Id] = $"{unit.Name}.{attempt++}";
            if (content is not null)
                File.WriteAllBytes(Path.Combine(hospital["damaged"], committed[unit.Id]), content);
            var refused = Assert.Throws<StepFileException>(use);
            Assert.Equal((committed[unit.Id], $"{committed[unit.Id]} {fault}; the work behind it must be done again"), (refused.File, refused.Message));
        }
        committed[unit.Id] = good;
    }

    [Fact]
    public void A_unit_whose_predecessors_are_not_done_is_refused()
    {
        using var run = Start("too-early", Small);
        foreach (var step in Enum.GetValues<SharedStep>().Skip(1))
            Assert.Throws<InvalidOperationException>(() => run.Work(run.Partitions.First(p => p.Step == step), 1, new Dictionary<int, string>(), Nobody, Cancel));
    }

    private SharedRun Start(string folder, SharedCut cut) => SharedRun.Start(hospital.Request, hospital[folder], 1, TimeProvider.System, cut);

    // Progress<T> tells later, on another thread.
    private sealed class AtOnce(Action<StepProgress> heard) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => heard(value);
    }
}
