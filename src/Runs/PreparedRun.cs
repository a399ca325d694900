using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Sources;
using Opportune.Sources.Fhir;

namespace Opportune.Runs;

/// <summary>
/// A run up to the point where everything about each candidate lies together: planned, scanned, gathered, and the positive
/// controls counted. From here rules are applied (<see cref="Run"/>), or one patient is looked at (explain).
/// </summary>
public sealed class PreparedRun : IDisposable
{
    private const int MostRejects = 500_000;
    private const string ManyRejects = "rejects.parquet holds 500,000 rows and no more; the counts are complete";

    private readonly PlannedRun _planned;
    private readonly Dictionary<Table, TableBook> _books = [];
    private readonly SortedDictionary<string, long> _unknownSystems = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _unplaced = new(StringComparer.Ordinal);
    private readonly List<Reject> _rejects = [];
    private readonly List<string> _notes = [];

    /// <summary>Sums what the partitions counted. The run is closed with it.</summary>
    /// <param name="planned">The run.</param>
    /// <param name="exchange">Where the partitions' records are.</param>
    /// <param name="outputs">What scan and gather found, in the order of the plan.</param>
    /// <param name="controls">What was counted over the patients of all buckets.</param>
    /// <param name="census">Where those are of whom the exchange holds nothing; null: nowhere.</param>
    internal PreparedRun(PlannedRun planned, Exchange exchange, IEnumerable<PartitionOutput> outputs, SiteControls controls, CensusNight? census = null)
    {
        (_planned, Exchange, Controls, Census) = (planned, exchange, controls, census);
        if (planned.Links is { } links)
        {
            Book(Table.PatientLinks).Add(links.Book);
            Keep(links.Rejects);
        }
        var found = new FoundFeeds();
        var systems = new Dictionary<(Table, string System), long>();
        foreach (var output in outputs)
        {
            var table = output.Partition.Table;
            Book(table).Add(output.Book);
            Keep(output.Rejects);
            found.Add(table, output.Dates);
            foreach (var (code, rows) in output.UnplacedCodes)
                _unplaced[code] = _unplaced.GetValueOrDefault(code) + rows;
            foreach (var (system, rows) in output.CodeSystems)
                systems[(table, system)] = systems.GetValueOrDefault((table, system)) + rows;
            foreach (var (system, rows) in output.UnknownCodeSystems)
            {
                var (unknown, name) = ((table, SiteControls.Unreadable(system)), SystemNames.Of(table, system));
                systems[unknown] = systems.GetValueOrDefault(unknown) + rows;
                _unknownSystems[name] = _unknownSystems.GetValueOrDefault(name) + rows;
            }
        }
        CountSystems(systems);
        Coverage = new(Folder.Feeds ?? found.Intervals, Folder.Tables.ToHashSet()) { ObservedSites = controls.Observed };
        Evaluator = new(Request.Rules, Coverage, Controls, Request.AsOf);
        Note();
    }

    /// <summary>The request.</summary>
    public RunRequest Request => _planned.Request;

    /// <summary>The files, as they were when the run was planned.</summary>
    public IReadOnlyList<InputFile> Inputs => _planned.Inputs;

    /// <summary>As of the run's date: from each merged patient to the one that stands for both.</summary>
    public IReadOnlyDictionary<string, string> MergedPatients => _planned.MergedPatients;

    /// <summary>Applies the rules to a patient.</summary>
    public MeasureEvaluator Evaluator { get; }

    /// <summary>What the feeds cover.</summary>
    public Coverage Coverage { get; }

    /// <summary>What was seen at each site.</summary>
    public SiteControls Controls { get; }

    /// <summary>How much came from what was kept; null without a cache.</summary>
    internal CacheReport? CacheReport => _planned.Cache?.Report;

    internal PlannedRun Planned => _planned;

    internal WorkPlan Plan => _planned.Plan;

    internal InputFolder Folder => _planned.Folder;

    internal Exchange Exchange { get; }

    internal CensusNight? Census { get; }

    /// <summary>Whom the scan found; empty where others did that.</summary>
    internal CandidateSet Candidates { get; private init; } = CandidateSet.Empty;

    internal IReadOnlyDictionary<Table, TableBook> Books => _books;

    internal IReadOnlyDictionary<string, long> UnknownSystems => _unknownSystems;

    internal IReadOnlyDictionary<string, long> UnplacedCodes => _unplaced;

    internal IReadOnlyList<string> Notes => _notes;

    internal IReadOnlyList<Reject> Rejects => _rejects;

    /// <summary>Reads the input and brings each candidate's events together.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="clock">Times the steps.</param>
    /// <param name="planned">Hears of the plan before anything is read.</param>
    /// <param name="read">Hears of each partition that is done.</param>
    /// <param name="isWhole">Whether everybody is brought together, and not only those of whom a census does not know enough.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">The input is not what it should be; nothing was written.</exception>
    /// <exception cref="IOException">A failed read, or no space in the work folder.</exception>
    /// <exception cref="InvalidDataException">What was kept is damaged where it was not looked at before.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static PreparedRun Prepare(RunRequest request, StepClock clock, Action<PlannedRun> planned, Action<Partition> read, bool isWhole, CancellationToken cancel)
    {
        var run = PlannedRun.Of(request, clock.Provider);
        var exchange = new Exchange(run.Plan, request.ExchangeMemory, () => run.WorkFile("exchange"));
        var reading = new PartitionReading(run, exchange, clock, read, cancel);
        try
        {
            planned(run);
            var scanned = reading.Scan(isWhole);
            var census = reading.Census;
            var candidates = CandidateSet.From(run.Plan, scanned, census?.Candidates ?? []);
            var gathered = reading.Gather(candidates);
            Keep(run, clock);
            var outputs = scanned.Concat(gathered).Concat(census?.Outputs() ?? []).OrderBy(o => o.Partition.Id);
            return new(run, exchange, outputs, Count(run, exchange, census, clock, cancel), census) { Candidates = candidates };
        }
        catch
        {
            reading.Census?.Dispose();
            exchange.Dispose();
            run.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Prepare(RunRequest, StepClock, Action{PlannedRun}, Action{Partition}, bool, CancellationToken)"/>
    public static PreparedRun Prepare(RunRequest request, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel) =>
        Prepare(request, new StepClock(time, progress), _ => { }, _ => { }, isWhole: true, cancel);

    /// <summary>
    /// The patient's events; null where nothing was found that any rule could start from. Of a merged patient, those of the
    /// one that stands for both.
    /// </summary>
    public PatientRecord? Find(string patientId)
    {
        var id = MergedPatients.GetValueOrDefault(patientId, patientId);
        using var records = Exchange.OpenBucketOf(id);
        return records.Read().Patients.FirstOrDefault(p => p.Patient.Id == id);
    }

    /// <inheritdoc cref="PlannedRun.RefuseChangedInput"/>
    internal void RefuseChangedInput() => _planned.RefuseChangedInput();

    internal SafeFileHandle WorkFile(string name) => _planned.WorkFile(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Census?.Dispose();
        Exchange.Dispose();
        _planned.Dispose();
    }

    private static void Keep(PlannedRun run, StepClock clock)
    {
        if (run.Cache is not { } cache)
            return;
        run.RefuseChangedInput();
        clock.Time("keep", run.Plan.Partitions.Count, "partitions", done =>
        {
            cache.Commit();
            done(run.Plan.Partitions.Count);
            return 0;
        });
    }

    // The positive controls must be known at every site before any patient is judged.
    private static SiteControls Count(PlannedRun run, Exchange exchange, CensusNight? census, StepClock clock, CancellationToken cancel)
    {
        var buckets = Enumerable.Range(0, run.Plan.Buckets).ToList();
        var controls = new SiteControls();
        foreach (var counted in clock.Time("count", buckets.Count, "buckets", done =>
            Workers.Run(buckets, run.Request.Threads, () => new ControlCounter(run.Plan), (counter, bucket) =>
            {
                var counted = exchange.CountControls(bucket, counter, census);
                done(1);
                return counted;
            }, cancel)))
        {
            controls.Add(counted);
        }
        return controls;
    }

    // Each site is held to the code systems of its own rows. They were counted for the table as a whole; where that leaves a doubt about a site they are counted by site.
    private void CountSystems(Dictionary<(Table Table, string System), long> systems)
    {
        var doubtful = new Dictionary<Table, List<(PositiveControl Control, ValueSet Set)>>();
        foreach (var rows in systems.GroupBy(s => s.Key.Table, s => (s.Key.System, Rows: s.Value)))
        {
            var controls = Request.Rules.Measures.SelectMany(m => m.SatisfiedBy).Select(s => s.Control).OfType<PositiveControl>()
                .Where(c => c.Table == rows.Key).Select(c => (Control: c, Set: Request.Rules.ValueSets[c.ValueSet])).Distinct().ToList();
            if (Controls.Sites.Count > 1 && !controls.TrueForAll(c => Controls.IsReadable(c.Control, c.Set, rows.Where(s => !c.Set.Systems.Contains(s.System)).Sum(s => s.Rows))))
            {
                doubtful.Add(rows.Key, controls);
                continue;
            }
            foreach (var site in Controls.Sites)
            {
                foreach (var (system, number) in rows)
                    Controls.CountRows(site, rows.Key, system, number);
            }
        }
        if (doubtful.Count > 0)
            Controls.Add(_planned.SystemsBySite(doubtful.Keys, Exchange, Census, (table, sample, every) => doubtful[table].TrueForAll(c => Controls.IsCertain(c.Control, c.Set, sample, every))));
    }

    private void Note()
    {
        if (Folder.Feeds is null)
            _notes.Add($"no feeds table: each table is taken to cover its first to its last date, at every site{Folder.NearlyNamed(Table.Feeds)}");
        if (Folder.Taken?.Asides.FirstOrDefault(b => b.Table == FhirTaking.TextsBook) is { } texts && FhirTaking.UnreadTexts(texts) is { } unread)
            _notes.Add(unread);
        foreach (var table in Folder.Tables)
        {
            var columns = CanonicalTable.Of(table).Columns;
            var recorded = columns.Select((c, i) => (c, i)).FirstOrDefault(c => c.c.Name == "recorded_at");
            if (recorded.c is not null && !Folder.Files(table).All(f => f.HasColumn(recorded.i)))
                _notes.Add($"{CanonicalTable.Of(table).Name}: as-happened (no recorded_at, so later knowledge of earlier days is used)");
        }
        if (_planned.Cache?.Unkept is > 0 and var unkept)
            _notes.Add($"the cache has no room: {Amounts.Of(unkept, "partition")} of {Plan.Partitions.Count} could not be kept, and the next run reads their rows again");
        if (Request.Reported.Count + Request.ReportedDeaths.Count > 0)
            _notes.Add($"entered by reviewers, beside the source's rows: {Amounts.Of(Request.Reported.Count, "row")}, {Amounts.Of(Request.ReportedDeaths.Count, "death")}");
        foreach (var missing in CanonicalTable.All.Where(t => !Folder.Tables.Contains(t.Table) && t.Table is Table.Conditions or Table.Medications or Table.Procedures or Table.Results or Table.Encounters))
            _notes.Add($"no {missing.Name} table: what rests on it is not checked or withheld{Folder.NearlyNamed(missing.Table)}");
    }

    /// <summary>Keeps refused rows for rejects.parquet, up to a bound: a column mapped wrongly refuses every row, and the books count them all.</summary>
    internal void Keep(IEnumerable<Reject> rejects)
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
