using System.Text;
using System.Text.Json;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>How a run is cut and driven; <paramref name="InFile"/> partitions of a table share a file, where it is not 0.</summary>
internal sealed record RunShape(int Threads = 1, int LeastRows = 0, int Buckets = 4, bool Spill = false, bool Backwards = false, int InFile = 0);

/// <summary>Everything that scan, gather and exchange give, in a form that can be compared.</summary>
internal sealed record EngineResult
{
    public required IReadOnlyList<PatientRecord> Patients { get; init; }
    public required SortedDictionary<Table, TableBook> Books { get; init; }
    public required IReadOnlyList<Reject> Rejects { get; init; }
    public required SiteControls Controls { get; init; }
    public required IReadOnlyList<(Table Table, string ValueSet)> Controlled { get; init; }
    public required SortedDictionary<string, long> Systems { get; init; }
    public required SortedDictionary<string, long> Unplaced { get; init; }
    public required IReadOnlyList<FeedInterval> Feeds { get; init; }
    public required long Spilled { get; init; }

    /// <summary>All of it, but where in which file a refused row stands: that depends on the files.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var patient in Patients)
            text.AppendLine(JsonSerializer.Serialize(patient));
        foreach (var (table, book) in Books)
            text.AppendLine($"{table} {JsonSerializer.Serialize(book)}");
        foreach (var reject in Rejects.Select(r => $"{r.Table} {r.Column} {r.Rule} {r.Value}").Order(StringComparer.Ordinal))
            text.AppendLine(reject);
        foreach (var site in Controls.Sites)
            text.AppendLine($"{site}: {Controls.PatientsAt(site)} {string.Join(' ', Controlled.Select(c => Controls.MatchedAt(site, c.Table, c.ValueSet)))}");
        text.AppendLine(JsonSerializer.Serialize(Systems)).AppendLine(JsonSerializer.Serialize(Unplaced)).AppendLine(JsonSerializer.Serialize(Feeds));
        return text.ToString();
    }

    public PatientRecord Patient(string id) => Patients.Single(p => p.Patient.Id == id);

    public TableBook Book(Table table) => Books[table];
}

/// <summary>Drives a whole run up to the patients of all buckets, as the orchestration does.</summary>
internal static class EngineRun
{
    public static EngineResult Of(string folder, RunShape? shape = null, Rulebook? rules = null)
    {
        using var input = InputFolder.Open(folder);
        return Of(Tables(input), shape, rules, new() { Merged = input.Links(TinyRules.AsOf).Final });
    }

    public static EngineResult Of(
        IReadOnlyList<InputTable> tables, RunShape? shape = null, Rulebook? rules = null, PlanOptions? options = null)
    {
        shape ??= new();
        using var work = Some.Folder();
        var plan = WorkPlan.Create(
            rules ?? TinyRules.Book(), TinyRules.AsOf, tables, (options ?? new()) with { LeastRows = shape.LeastRows, Buckets = shape.Buckets, FindDates = true });
        using var exchange = new Exchange(plan, shape.Spill ? 0 : long.MaxValue, () => File.OpenHandle(
            work[Path.GetRandomFileName()], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose));
        if (shape.InFile > 0)
            return OverFiles(plan, exchange, shape, work);
        var scanned = InParallel(shape, plan.ScanPartitions, () =>
        {
            var worker = new ScanWorker(plan, TinyRules.Reading());
            return p => worker.Run(p, exchange)!;
        });
        var candidates = CandidateSet.From(plan, scanned);
        var gathered = InParallel(shape, plan.GatherPartitions, () =>
        {
            var worker = new GatherWorker(plan, candidates);
            return p => worker.Run(p, exchange)!;
        });
        return Finish(plan, exchange, [.. scanned, .. gathered]);
    }

    // As processes do that see nothing of each other but files.
    private static EngineResult OverFiles(WorkPlan plan, Exchange exchange, RunShape shape, TemporaryFolder work)
    {
        var scan = new ScanWorker(plan, TinyRules.Reading());
        var scanned = Files(plan, plan.ScanPartitions, shape, work, (partition, file) => scan.Run(partition, file));
        var gather = new GatherWorker(plan, CandidateSet.From(plan, scanned));
        var all = scanned.Concat(Files(plan, plan.GatherPartitions, shape, work, (partition, file) => gather.Run(partition, file))).ToList();
        all.ForEach(exchange.Adopt);
        return Finish(plan, exchange, all.ConvertAll(f => f.OutputWithRejects()));
    }

    private static List<PartitionFile> Files(WorkPlan plan, IEnumerable<Partition> partitions, RunShape shape, TemporaryFolder work, Action<Partition, PartitionFileWriter> run)
    {
        var writer = new PartitionFileWriter(plan);
        var paths = new List<string>();
        foreach (var group in partitions.GroupBy(p => (p.Step, p.Table)).SelectMany(g => g.Chunk(shape.InFile)))
        {
            paths.Add(work[$"{group[0].Name}.1"]);
            using var stream = File.Create(paths[^1]);
            writer.Open(new(stream, paths[^1]));
            foreach (var partition in group)
                run(partition, writer);
            writer.End();
        }
        return paths.ConvertAll(path => PartitionFile.Open(path, path, plan));
    }

    public static List<InputTable> Tables(InputFolder input) => [.. input.Tables.Select(t => new InputTable(t, [.. input.Files(t).Select(f =>
        new InputPart(f.Name, f.RowGroups, f.HasColumn, f.OpenColumn, InputFile.Original))]))];

    private static EngineResult Finish(WorkPlan plan, Exchange exchange, List<PartitionOutput> outputs)
    {
        var (controls, counter) = (new SiteControls(), new ControlCounter(plan));
        var contents = new List<BucketContent>();
        for (var bucket = 0; bucket < plan.Buckets; bucket++)
        {
            controls.Add(exchange.CountControls(bucket, counter));
            contents.Add(exchange.OpenBucket(bucket).Read());
        }
        var books = new SortedDictionary<Table, TableBook>();
        foreach (var (table, book) in outputs.Select(o => (o.Partition.Table, o.Book)).Concat(contents.SelectMany(c => c.Books.Select(b => (b.Key, b.Value)))))
        {
            if (!books.TryGetValue(table, out var sum))
                books[table] = sum = new();
            sum.Add(book);
        }
        var systems = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (table, system, rows) in outputs.SelectMany(o => o.CodeSystems.Concat(o.UnknownCodeSystems).Select(s => (o.Partition.Table, s.Key, s.Value))))
            systems[$"{table} {system}"] = systems.GetValueOrDefault($"{table} {system}") + rows;
        var unplaced = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (code, rows) in outputs.SelectMany(o => o.UnplacedCodes))
            unplaced[code] = unplaced.GetValueOrDefault(code) + rows;
        var feeds = new FoundFeeds();
        foreach (var output in outputs)
            feeds.Add(output.Partition.Table, output.Dates);
        return new()
        {
            Patients = [.. contents.SelectMany(c => c.Patients).OrderBy(p => p.Patient.Id, Utf8Order.Comparer)],
            Books = books,
            Rejects = [.. outputs.SelectMany(o => o.Rejects), .. contents.SelectMany(c => c.Rejects)],
            Controls = controls,
            Controlled = plan.Controls,
            Systems = systems,
            Unplaced = unplaced,
            Feeds = feeds.Intervals,
            Spilled = exchange.SpilledBytes,
        };
    }

    private static List<PartitionOutput> InParallel(RunShape shape, IEnumerable<Partition> partitions, Func<Func<Partition, PartitionOutput>> worker)
    {
        var queue = new System.Collections.Concurrent.ConcurrentQueue<Partition>(shape.Backwards ? partitions.Reverse() : partitions);
        var done = new System.Collections.Concurrent.ConcurrentBag<PartitionOutput>();
        var threads = Enumerable.Range(0, shape.Threads).Select(_ => Task.Run(() =>
        {
            var run = worker();
            while (queue.TryDequeue(out var partition))
                done.Add(run(partition));
        })).ToArray();
        Task.WaitAll(threads);
        return [.. done];
    }
}
