using System.Collections.Concurrent;
using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Runs.Ledger;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>
/// One process's view of a run whose steps several processes do, over files in a folder that all of them see. Opening it
/// plans, and reads nothing else. Units of one step may be worked on side by side, and by several threads of one process.
/// </summary>
internal sealed class SharedRun : IDisposable
{
    private readonly PlannedRun _planned;
    private readonly SharedFolder _folder;
    private readonly string _identity;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<PartitionWork> _scanning = [];
    private readonly ConcurrentBag<PartitionFileWriter> _writers = [];
    private readonly ConcurrentBag<BucketRoom> _rooms = [];
    private readonly OwnWork _own;
    private readonly CommittedFiles _committed;
    private readonly bool _isListed;

    private SharedRun(PlannedRun planned, SharedFolder folder, string plan, FrozenRun frozen, string identity, TimeProvider time)
    {
        (_planned, _folder, _identity, _time, PlanFile) = (planned, folder, identity, time, plan);
        Partitions = frozen.Cut.Units(planned, frozen.IsListed);
        _isListed = frozen.IsListed;
        _own = new(planned.Request.ExchangeMemory);
        _committed = new(planned, folder, Partitions, KeyOf, _own);
    }

    /// <summary>The file of the folder that holds what all processes must agree on.</summary>
    public string PlanFile { get; }

    /// <summary>The input files as they were when the run was planned.</summary>
    public IReadOnlyList<RunFileRow> Inputs => LedgerFiles.Inputs(_planned);

    /// <summary>The request as it was frozen.</summary>
    public RunRequest Request => _planned.Request;

    /// <summary>All units, in the order of their steps.</summary>
    public IReadOnlyList<SharedPartition> Partitions { get; }

    /// <summary>Plans a run and writes down what its processes must agree on.</summary>
    /// <param name="request">The run, with the rows that reviewers entered.</param>
    /// <param name="workFolder">The run's own folder, seen by all; made where it is not there.</param>
    /// <param name="attempt">Which attempt at planning; names the file: <c>plan.1</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cut">How to cut it, where the usual is not wanted.</param>
    /// <param name="unitWork">How much a unit takes, where the usual is not wanted.</param>
    /// <param name="isListed">Whether it publishes a list.</param>
    /// <exception cref="InputException">The input is not what it should be.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SharedRun Start(RunRequest request, string workFolder, int attempt, TimeProvider time, SharedCut? cut = null, long? unitWork = null, bool isListed = true)
    {
        var (folder, plan) = (new SharedFolder(workFolder), $"plan.{attempt}");
        folder.Create();
        using (var planned = PlannedRun.Of(request with { Cache = null }, time))
            FrozenRun.Of(planned, cut ?? SharedCut.Of(planned.Plan, unitWork), isListed).Write(folder, plan);
        return Open(request, workFolder, plan, time);
    }

    /// <summary>Opens a run that was planned, perhaps by another process.</summary>
    /// <param name="request">The run; the rows that reviewers entered are those that were frozen.</param>
    /// <param name="workFolder">The run's own folder.</param>
    /// <param name="plan">The file that holds the plan, as <see cref="PlanFile"/> named it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="OtherProgramException">This process has another program or other rules.</exception>
    /// <exception cref="InputException">The input is not what was planned.</exception>
    public static SharedRun Open(RunRequest request, string workFolder, string plan, TimeProvider time)
    {
        var folder = new SharedFolder(workFolder);
        var (frozen, identity) = FrozenRun.Read(folder, plan);
        var planned = PlannedRun.Of(frozen.ApplyTo(request), time);
        try
        {
            frozen.RefuseOtherInput(planned);
            return new(planned, folder, plan, frozen, identity, time);
        }
        catch
        {
            planned.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Carries out one unit on the calling thread and leaves its file in the folder, whole. Different units, and
    /// different attempts at one, may be worked on at the same time.
    /// </summary>
    /// <param name="unit">One of <see cref="Partitions"/>.</param>
    /// <param name="attempt">Which attempt at it; no two attempts have one number.</param>
    /// <param name="committed">The files of all units of the steps before: the unit's id, the file's name.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Stops it; no file is left.</param>
    /// <param name="list">The list that it is compared with, and the run's id; null: there is none.</param>
    /// <exception cref="StepFileException">A file of an earlier step cannot be used; it says which.</exception>
    /// <exception cref="IOException">A failed read, or no space; no file is left.</exception>
    public WorkedUnit Work(SharedPartition unit, int attempt, IReadOnlyDictionary<int, string> committed, IProgress<StepProgress> progress, CancellationToken cancel, (OpportuneDatabase Database, string RunId)? list = null)
    {
        var (name, leave) = ($"{unit.Name}.{attempt}", (Action<DbConnection>)(_ => { }));
        _folder.Write(name, KeyOf(unit, committed), to =>
        {
            switch (unit.Step)
            {
                case SharedStep.Scan:
                    Scan(unit, name, to, progress, cancel);
                    break;
                case SharedStep.Gather:
                    Read(unit, PartitionWork.Gathering(_planned, _committed.Candidates(committed)), name, to, progress, cancel);
                    break;
                case SharedStep.Count:
                    Count(unit, _committed.Exchange(committed), to, progress, cancel);
                    break;
                case SharedStep.Evaluate:
                    Evaluate(unit, _committed.Prepared(committed), name, to, progress, cancel);
                    break;
                case SharedStep.Compare:
                    Compare(list, committed, to, cancel);
                    progress.Report(new(unit.Word, unit.Rows, unit.Rows, "rows"));
                    break;
                case SharedStep.Care:
                    to.End(_committed.Listed(committed).ReadCare(SliceOf(unit), cancel).Write);
                    progress.Report(new(unit.Word, unit.Rows, unit.Rows, "rows"));
                    break;
                case SharedStep.People:
                    leave = LookUp(unit, _committed.Attributed(committed), cancel);
                    to.End(_ => { });
                    progress.Report(new(unit.Word, unit.Rows, unit.Rows, "rows"));
                    break;
                case SharedStep.Tables:
                    MakeTables([RunOutputs.OfRunAlone[unit.First]], null, unit, committed, name, to, progress, cancel);
                    break;
                default:
                    using (var lines = Compared(committed)?.Read(_planned.WorkFile)?.Compared)
                        MakeTables(Request.Worklists, lines?.Lines, unit, committed, name, to, progress, cancel);
                    break;
            }
            cancel.ThrowIfCancellationRequested();
        });
        return new(name, leave);
    }

    /// <summary>Adds up what all units gave, and publishes.</summary>
    /// <param name="committed">The files of all units, but for units of the last step that were given up.</param>
    /// <param name="givenUp">Which those are and why, in one line; null: none.</param>
    /// <param name="place">Where the run leaves what it did.</param>
    /// <param name="started">When it began.</param>
    /// <param name="earlier">How long the steps took.</param>
    /// <param name="session">The run in the ledger.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <exception cref="StepFileException">A file cannot be used; it says which.</exception>
    /// <exception cref="InputException">An input file changed since the run was planned.</exception>
    /// <exception cref="IOException">A failed read or write; what was published before stays.</exception>
    public async Task<RunReport> Finish(
        IReadOnlyDictionary<int, string> committed, string? givenUp, RunPlace place, DateTimeOffset started, IEnumerable<(string Step, TimeSpan Time)> earlier, RunSession session, IProgress<StepProgress> progress)
    {
        var run = _committed.Summed(committed);
        var evaluated = _committed.Evaluated(committed);
        return await Run.Finish(run, evaluated, LeftOutBy(committed, givenUp), Before(committed), place, started, new StepClock(_time, progress, earlier), session);
    }

    private LeftOut? LeftOutBy(IReadOnlyDictionary<int, string> committed, string? givenUp) =>
        BucketsWithout(committed) is { Count: > 0 } buckets ? new(buckets, _planned.Plan.Buckets, givenUp ?? "") : null;

    private HashSet<int> BucketsWithout(IReadOnlyDictionary<int, string> committed) =>
        [.. Partitions.Where(p => p.Step == SharedStep.Evaluate && !committed.ContainsKey(p.Id)).SelectMany(p => Enumerable.Range(p.First, p.Count))];

    /// <inheritdoc/>
    public void Dispose()
    {
        _committed.Dispose();
        _planned.Dispose();
    }

    private DoneBefore Before(IReadOnlyDictionary<int, string> committed) =>
        new(TablesOf(SharedStep.Tables, committed), TablesOf(SharedStep.Lists, committed), Compared(committed), _isListed);

    private List<MadeTables> TablesOf(SharedStep step, IReadOnlyDictionary<int, string> committed) =>
        [.. Partitions.Where(p => p.Step == step).Select(p => new MadeTables(_folder, CommittedFiles.NameOf(p, committed), KeyOf(p, committed)))];

    private ComparedFile? Compared(IReadOnlyDictionary<int, string> committed) =>
        Partitions.FirstOrDefault(p => p.Step == SharedStep.Compare) is { } unit ? new(_folder[CommittedFiles.NameOf(unit, committed)], KeyOf(unit, committed)) : null;

    // Of another plan, and of another unit, nothing is taken; nor what was made of patients who were given up since.
    private string KeyOf(SharedPartition unit, IReadOnlyDictionary<int, string> committed) =>
        $"{_identity} {unit.Name}{(unit.Step > SharedStep.Evaluate ? $" without {string.Join(' ', BucketsWithout(committed).Order())}" : "")}";

    private static SourceSlice SliceOf(SharedPartition unit) => new(unit.Table!.Value, unit.First, unit.Count, unit.Rows);

    // Nobody reads them but the database, so they go there from memory.
    private Action<DbConnection> LookUp(SharedPartition unit, PatientDirectory directory, CancellationToken cancel)
    {
        var people = ListedPeople.Rows(directory, SliceOf(unit), Request.Attribution, cancel);
        return connection =>
        {
            if (unit.First == 0)
                ClinicianTable.Write(connection, directory.Clinicians);
            PeopleTable.Write(connection, people);
        };
    }

    private void Compare((OpportuneDatabase Database, string RunId)? list, IReadOnlyDictionary<int, string> committed, StepFileWriter to, CancellationToken cancel)
    {
        var evaluated = _committed.Evaluated(committed);
        if (list is not { } published)
        {
            ComparedFile.Write(to, null, []);
            return;
        }
        var run = _committed.Summed(committed);
        var report = Run.Report(run, evaluated, LeftOutBy(committed, null), published.RunId, default, new(_time, new Progress<StepProgress>()));
        report = report with { Held = ListComparison.Guard(published.Database, report, cancel).GetAwaiter().GetResult().Held };
        using var compared = ListComparison.Compare(published.Database, run, GapsOf(evaluated), report, _planned.WorkFile, cancel).GetAwaiter().GetResult();
        ComparedFile.Write(to, compared, [.. report.Held.Select(h => h.Part)]);
    }

    private void MakeTables(
        IReadOnlyList<string> tables, EntryLines? lines, SharedPartition unit, IReadOnlyDictionary<int, string> committed, string name, StepFileWriter to, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var (gaps, done) = (GapsOf(_committed.Evaluated(committed)), 0L);
        var all = gaps.Sum(g => g.Count);
        MadeTables.Write(_folder, name, to, tables, made => RunOutputs.Make(made, gaps, lines, 1, some => progress.Report(new(unit.Word, done += some, all, "gaps")), cancel));
    }

    private static GapRun[] GapsOf(IReadOnlyList<EvaluatedBucket> evaluated) => [.. evaluated.Select(b => b.Gaps)];

    private void Scan(SharedPartition unit, string name, StepFileWriter to, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        if (!_scanning.TryTake(out var work))
            work = PartitionWork.Scanning(_planned);
        Read(unit, work, name, to, progress, cancel);
        _scanning.Add(work);
    }

    private void Read(SharedPartition unit, PartitionWork work, string name, StepFileWriter to, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        if (!_writers.TryTake(out var writer))
            writer = new(_planned.Plan, _own.TryKeep);
        writer.Open(to);
        var done = 0L;
        for (var id = unit.First; id < unit.First + unit.Count; id++)
        {
            cancel.ThrowIfCancellationRequested();
            var partition = _planned.Plan.Partitions[id];
            work.Do(partition, writer);
            progress.Report(new(unit.Word, done += partition.Rows, unit.Rows, "rows"));
        }
        _own.Keep(name, writer.End());
        _writers.Add(writer);
    }

    private void Count(SharedPartition unit, Exchange exchange, StepFileWriter to, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var controls = new SiteControls();
        var counter = new ControlCounter(_planned.Plan);
        foreach (var bucket in Buckets(unit, progress, cancel))
            controls.Add(exchange.CountControls(bucket, counter));
        to.End(controls.Write);
    }

    private void Evaluate(SharedPartition unit, PreparedRun run, string name, StepFileWriter to, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        if (!_rooms.TryTake(out var room))
            room = new();
        _own.Keep(name, EvaluatedFile.Write(to, Buckets(unit, progress, cancel).Select(bucket => EvaluatedBucket.Of(run, room, bucket, cancel)), _own.TryKeep));
        _rooms.Add(room);
    }

    private static IEnumerable<int> Buckets(SharedPartition unit, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        for (var i = 0; i < unit.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return unit.First + i;
            progress.Report(new(unit.Word, i + 1, unit.Count, "buckets"));
        }
    }
}
