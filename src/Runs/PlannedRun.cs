using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Runs.Guards;
using Opportune.Sources;

namespace Opportune.Runs;

/// <summary>A run that has been planned and has not read anything yet but footers and links: the same plan wherever it is made of the same request and files.</summary>
internal sealed class PlannedRun : IDisposable
{
    private static readonly int[] SampleRows = [1 << 16, 1 << 20];

    private readonly WorkFolder _work = new();
    private readonly List<(InputPart Part, Sources.InputFile File)> _parts = [];
    private readonly Dictionary<string, DateTime> _written = [];
    private readonly Dictionary<Table, SiteControls> _systems = [];

    private PlannedRun(RunRequest request, TimeProvider time)
    {
        Request = request;
        Folder = InputFolder.Open(request.Input);
        Inputs = [.. Folder.Tables.SelectMany(Folder.Files).Select(f => new InputFile(f.Table.Name, f.Name, f.Length, f.Rows))];
        foreach (var file in Inputs)
            _written[file.Name] = Info(file).LastWriteTimeUtc;
        var tables = Folder.Tables.Where(RunCounts.IsCounted)
            .Union(request.Reported.Select(r => r.Table)).Order();
        Links = Folder.Tables.Contains(Table.PatientLinks) ? Folder.Links(request.AsOf) : null;
        MergedPatients = Links?.Final ?? new Dictionary<string, string>();
        Plan = WorkPlan.Create(
            request.Rules, request.AsOf, [.. tables.Select(Input)],
            new() { Buckets = request.Buckets ?? 0, FindDates = Folder.Feeds is null, Merged = MergedPatients, Deaths = request.ReportedDeaths });
        if (request.Cache is { } cache)
            Cache = new(cache, Plan, $"{request.Lexicon.Hash} {request.Excerpt}", _parts, time);
    }

    /// <summary>The request.</summary>
    public RunRequest Request { get; }

    /// <summary>The input.</summary>
    public InputFolder Folder { get; }

    /// <summary>The files, as they were when the run was planned.</summary>
    public IReadOnlyList<InputFile> Inputs { get; }

    /// <summary>Who was merged into whom as the source says; null where it says nothing.</summary>
    public PatientLinks? Links { get; }

    /// <summary>As of the run's date: from each merged patient to the one that stands for both.</summary>
    public IReadOnlyDictionary<string, string> MergedPatients { get; }

    /// <summary>What is read, and how it is cut.</summary>
    public WorkPlan Plan { get; }

    /// <summary>What is kept from run to run; null: nothing.</summary>
    public RunCache? Cache { get; }

    /// <summary>Plans.</summary>
    /// <exception cref="InputException">The input is not what it should be.</exception>
    public static PlannedRun Of(RunRequest request, TimeProvider time) => new(request, time);

    /// <summary>When a file was last changed, as the run was planned; UTC.</summary>
    public DateTime WrittenAt(InputFile file) => _written[file.Name];

    /// <summary>Refuses to go on when an input file changed since the run was planned: the result would be of no one moment.</summary>
    /// <exception cref="InputException">One did.</exception>
    public void RefuseChangedInput()
    {
        foreach (var file in Inputs)
        {
            if (Info(file) is not { Exists: true } now || now.Length != file.Bytes || now.LastWriteTimeUtc != _written[file.Name])
                throw new InputException($"{file.Name} changed while it was read; run again when it is complete");
        }
    }

    /// <summary>A file of this process's own work folder, gone when it is closed.</summary>
    public SafeFileHandle WorkFile(string name) => _work.Create(name);

    /// <summary>Rows of tables by site and code system; read when they are first asked for. Not by several threads at once.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="exchange">Where the patients are.</param>
    /// <param name="census">Where those are who are not there.</param>
    /// <param name="isEnough">Whether a sample of a table is, of which each row stands for so many.</param>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public SiteControls SystemsBySite(IReadOnlyCollection<Table> tables, Exchange exchange, CensusNight? census, Func<Table, SiteControls, int, bool> isEnough)
    {
        var systems = new SiteSystems(Plan, exchange, census, Request.Threads);
        // Mostly few rows tell.
        foreach (var rows in SampleRows)
        {
            var left = Left();
            foreach (var (table, (sample, every)) in left.Zip(left.Count > 0 ? systems.Sample(left, rows) : []))
            {
                if (every == 1 || isEnough(table, sample, every))
                    _systems[table] = sample;
            }
        }
        foreach (var table in Left())
            _systems[table] = systems.Count(table);
        var counts = new SiteControls();
        foreach (var table in tables)
            counts.Add(_systems[table]);
        return counts;

        List<Table> Left() => [.. tables.Where(t => !_systems.ContainsKey(t))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cache?.Dispose();
        Folder.Dispose();
        _work.Dispose();
    }

    private FileInfo Info(InputFile file) => new(Path.Combine(Request.Input, file.Name));

    // Reviewers' rows come last, so that of a source's rows none changes its place.
    private InputTable Input(Table table) => new(table,
    [
        .. Folder.Files(table).Select(Part),
        .. Reported.Of(table, Request.Reported) is { } reported ? new[] { reported } : [],
    ]);

    private InputPart Part(Sources.InputFile file)
    {
        var part = new InputPart(file.Name, file.RowGroups, file.HasColumn, file.OpenColumn, Sources.InputFile.Original);
        _parts.Add((part, file));
        return part;
    }
}
