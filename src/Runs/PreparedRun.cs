using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Reading;
using Opportune.Sources;

namespace Opportune.Runs;

/// <summary>
/// A run up to the point where everything about each candidate lies together: planned, scanned, gathered, and the positive
/// controls counted. From here rules are applied (<see cref="Run"/>), or one patient is looked at (explain).
/// </summary>
public sealed class PreparedRun : IDisposable
{
    private const int MostRejects = 500_000;
    private const string ManyRejects = "rejects.parquet holds 500,000 rows and no more; the counts are complete";

    private readonly InputFolder _folder;
    private readonly WorkFolder _work = new();
    private readonly List<(InputPart Part, Sources.InputFile File)> _parts = [];
    private readonly RunCache? _cache;
    private readonly Dictionary<Table, TableBook> _books = [];
    private readonly SortedDictionary<string, long> _unknownSystems = new(StringComparer.Ordinal);
    private readonly List<Reject> _rejects = [];
    private readonly List<string> _notes = [];
    private Action<Partition> _read = _ => { };
    private readonly Dictionary<string, (long Length, DateTime Written)> _frozen = [];

    private PreparedRun(RunRequest request, TimeProvider time)
    {
        Request = request;
        _folder = InputFolder.Open(request.Input);
        Inputs = [.. _folder.Tables.SelectMany(_folder.Files).Select(f => new InputFile(f.Table.Name, f.Name, f.Length, f.Rows))];
        foreach (var file in Inputs)
            _frozen[file.Name] = Stamp(file);
        var tables = _folder.Tables.Where(t => t is not (Table.Feeds or Table.Providers or Table.Appointments or Table.PatientLinks))
            .Union(request.Reported.Select(r => r.Table)).Order();
        MergedPatients = TakeLinks();
        Plan = WorkPlan.Create(
            request.Rules, request.AsOf, [.. tables.Select(Input)],
            new() { Buckets = request.Buckets ?? 0, FindDates = _folder.Feeds is null, Merged = MergedPatients, Deaths = request.ReportedDeaths });
        Exchange = new(Plan, request.ExchangeMemory, _work.Create);
        if (request.Cache is { } cache)
            _cache = new(cache, Plan, request.Lexicon.Hash, _parts, time);
    }

    /// <summary>The request.</summary>
    public RunRequest Request { get; }

    /// <summary>The files, as they were when the run was planned.</summary>
    public IReadOnlyList<InputFile> Inputs { get; }

    /// <summary>As of the run's date: from each merged patient to the one that stands for both.</summary>
    public IReadOnlyDictionary<string, string> MergedPatients { get; }

    /// <summary>Applies the rules to a patient.</summary>
    public MeasureEvaluator Evaluator { get; private set; } = null!;

    /// <summary>What the feeds cover.</summary>
    public Coverage Coverage { get; private set; } = null!;

    /// <summary>What was seen at each site.</summary>
    public SiteControls Controls { get; private set; } = null!;

    /// <summary>How much came from what was kept; null without a cache.</summary>
    internal CacheReport? CacheReport => _cache?.Report;

    internal WorkPlan Plan { get; }

    internal Exchange Exchange { get; }

    internal IReadOnlyDictionary<Table, TableBook> Books => _books;

    internal IReadOnlyDictionary<string, long> UnknownSystems => _unknownSystems;

    internal IReadOnlyList<string> Notes => _notes;

    internal IReadOnlyList<Reject> Rejects => _rejects;

    /// <summary>Reads the input and brings each candidate's events together.</summary>
    /// <exception cref="InputException">The input is not what it should be; nothing was written.</exception>
    /// <exception cref="IOException">A failed read, or no space in the work folder.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static PreparedRun Prepare(RunRequest request, StepClock clock, Action<PreparedRun> planned, Action<Partition> read, CancellationToken cancel)
    {
        var run = new PreparedRun(request, clock.Provider) { _read = read };
        try
        {
            planned(run);
            var scanned = run.Scan(clock, cancel);
            var gathered = run.Gather(CandidateSet.From(run.Plan, scanned), clock, cancel);
            run.Keep(clock);
            run.Count([.. scanned, .. gathered], clock, cancel);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Prepare(RunRequest, StepClock, Action{PreparedRun}, Action{Partition}, CancellationToken)"/>
    public static PreparedRun Prepare(RunRequest request, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel) =>
        Prepare(request, new StepClock(time, progress), _ => { }, _ => { }, cancel);

    /// <summary>
    /// The patient's events; null where nothing was found that any rule could start from. Of a merged patient, those of the
    /// one that stands for both.
    /// </summary>
    public PatientRecord? Find(string patientId)
    {
        var id = MergedPatients.GetValueOrDefault(patientId, patientId);
        return Exchange.OpenBucketOf(id).Read().Patients.FirstOrDefault(p => p.Patient.Id == id);
    }

    /// <summary>Refuses to go on when an input file changed since the run was planned: the result would be of no one moment.</summary>
    /// <exception cref="InputException">One did.</exception>
    internal void RefuseChangedInput()
    {
        foreach (var file in Inputs)
        {
            if (Stamp(file) != _frozen[file.Name])
                throw new InputException($"{file.Name} changed while it was read; run again when it is complete");
        }
    }

    internal InputFolder Folder => _folder;

    internal SafeFileHandle WorkFile(string name) => _work.Create(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache?.Dispose();
        Exchange.Dispose();
        _folder.Dispose();
        _work.Dispose();
    }

    private (long, DateTime) Stamp(InputFile file)
    {
        var info = new FileInfo(Path.Combine(Request.Input, file.Name));
        return (info.Exists ? info.Length : -1, info.LastWriteTimeUtc);
    }

    private IReadOnlyDictionary<string, string> TakeLinks()
    {
        if (!_folder.Tables.Contains(Table.PatientLinks))
            return new Dictionary<string, string>();
        var links = _folder.Links(Request.AsOf);
        Book(Table.PatientLinks).Add(links.Book);
        Keep(links.Rejects);
        return links.Final;
    }

    // Reviewers' rows come last, so that of a source's rows none changes its place.
    private InputTable Input(Table table) => new(table,
    [
        .. _folder.Files(table).Select(Part),
        .. Reported.Of(table, Request.Reported) is { } reported ? new[] { reported } : [],
    ]);

    private InputPart Part(Sources.InputFile file)
    {
        var part = new InputPart(file.Name, file.RowGroups, file.HasColumn, file.OpenColumn, Sources.InputFile.Original);
        _parts.Add((part, file));
        return part;
    }

    // From what was kept where there is such, else by reading.
    private PartitionOutput Take(Partition partition, ReplayWorker replay, Func<HarvestWriter?, PartitionOutput?> read) =>
        _cache is null ? read(null)! : _cache.Take(partition, Exchange, replay, keep => read(keep)!);

    private PartitionOutput[] Scan(StepClock clock, CancellationToken cancel)
    {
        var partitions = Plan.ScanPartitions.ToList();
        return clock.Time("scan", partitions.Sum(p => p.Rows), "rows", done =>
            Workers.Run(partitions, Request.Threads, () => (Read: new ScanWorker(Plan, Reader()), Replay: new ReplayWorker(Plan, null)), (worker, partition) =>
            {
                var output = Take(partition, worker.Replay, keep => worker.Read.Run(partition, Exchange, keep: keep));
                _read(partition);
                done(partition.Rows);
                return output;
            }, cancel));
    }

    private PartitionOutput[] Gather(CandidateSet candidates, StepClock clock, CancellationToken cancel)
    {
        var partitions = Plan.GatherPartitions.ToList();
        return clock.Time("gather", partitions.Sum(p => p.Rows), "rows", done =>
            Workers.Run(partitions, Request.Threads, () => (Read: new GatherWorker(Plan, candidates), Replay: new ReplayWorker(Plan, candidates)), (worker, partition) =>
            {
                var output = Take(partition, worker.Replay, keep => worker.Read.Run(partition, Exchange, keep: keep));
                _read(partition);
                done(partition.Rows);
                return output;
            }, cancel));
    }

    private void Keep(StepClock clock)
    {
        if (_cache is not { } cache)
            return;
        RefuseChangedInput();
        clock.Time("keep", Plan.Partitions.Count, "partitions", done =>
        {
            cache.Commit();
            done(Plan.Partitions.Count);
            return 0;
        });
    }

    private ReportReading Reader()
    {
        var reader = new ReportReader(Request.Lexicon);
        return new(reader.FindRows, reader.Read, reader.ReadLines);
    }

    // The barrier after gather: sums what the partitions counted, and counts the positive controls over all patients.
    private void Count(IReadOnlyList<PartitionOutput> outputs, StepClock clock, CancellationToken cancel)
    {
        var found = new FoundFeeds();
        foreach (var output in outputs)
        {
            var table = output.Partition.Table;
            Book(table).Add(output.Book);
            Keep(output.Rejects);
            found.Add(table, output.Dates);
            foreach (var (system, rows) in output.UnknownCodeSystems)
            {
                var key = SystemNames.Of(table, system);
                _unknownSystems[key] = _unknownSystems.GetValueOrDefault(key) + rows;
            }
        }
        var buckets = Enumerable.Range(0, Plan.Buckets).ToList();
        var controls = new SiteControls();
        foreach (var bucket in clock.Time("count", buckets.Count, "buckets", done =>
            Workers.Run(buckets, Request.Threads, () => 0, (_, bucket) =>
            {
                var counted = Exchange.OpenBucket(bucket).CountControls();
                done(1);
                return counted;
            }, cancel)))
        {
            controls.Add(bucket);
        }
        CountSystems(controls, outputs);
        Controls = controls;
        Coverage = new(_folder.Feeds ?? found.Intervals, _folder.Tables.ToHashSet());
        Evaluator = new(Request.Rules, Coverage, Controls, Request.AsOf);
        Note();
    }

    // Which code systems a feed's rows carry is known for the table only, so each site is held to the table's share.
    private static void CountSystems(SiteControls controls, IReadOnlyList<PartitionOutput> outputs)
    {
        foreach (var site in controls.Sites)
        {
            foreach (var output in outputs)
            {
                foreach (var (system, rows) in output.CodeSystems)
                    controls.CountRows(site, output.Partition.Table, system, rows);
                foreach (var (system, rows) in output.UnknownCodeSystems)
                    controls.CountRows(site, output.Partition.Table, $"unknown: {system}", rows);
            }
        }
    }

    private void Note()
    {
        if (_folder.Feeds is null)
            _notes.Add("no feeds table: each table is taken to cover its first to its last date, at every site");
        foreach (var table in _folder.Tables)
        {
            var columns = CanonicalTable.Of(table).Columns;
            var recorded = columns.Select((c, i) => (c, i)).FirstOrDefault(c => c.c.Name == "recorded_at");
            if (recorded.c is not null && !_folder.Files(table).All(f => f.HasColumn(recorded.i)))
                _notes.Add($"{CanonicalTable.Of(table).Name}: as-happened (no recorded_at, so later knowledge of earlier days is used)");
        }
        if (Request.Reported.Count + Request.ReportedDeaths.Count > 0)
            _notes.Add($"entered by reviewers, beside the source's rows: {Request.Reported.Count} rows, {Request.ReportedDeaths.Count} deaths");
        foreach (var missing in CanonicalTable.All.Where(t => !_folder.Tables.Contains(t.Table) && t.Table is Table.Conditions or Table.Medications or Table.Procedures or Table.Results or Table.Encounters))
            _notes.Add($"no {missing.Name} table: what rests on it is not checked or withheld");
    }

    /// <summary>Keeps refused rows for rejects.parquet, up to a bound: a column mapped wrongly refuses every row, and the books count them all.</summary>
    internal void Keep(IReadOnlyList<Reject> rejects)
    {
        _rejects.AddRange(rejects.Take(MostRejects - _rejects.Count));
        if (_rejects.Count == MostRejects && !_notes.Contains(ManyRejects))
            _notes.Add(ManyRejects);
    }

    internal TableBook Book(Table table)
    {
        if (!_books.TryGetValue(table, out var book))
            _books[table] = book = new();
        return book;
    }
}
