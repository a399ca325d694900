using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Jobs.Sources;
using Opportune.Runs;
using Opportune.Sources.Databases;
using Opportune.Sources.Fhir;
using Opportune.Sources.Hl7;
using Opportune.Sources.Mapped;
using Opportune.Sources.Snapshots;

namespace Opportune.App.Commands;

/// <summary>Takes a source, as a mapping under <c>jobs/sources/</c> describes it, into a snapshot.</summary>
/// <param name="Jobs">What holds <c>sources/</c>.</param>
/// <param name="Source">Id of the mapping.</param>
/// <param name="Input">The folder with the source's files; null where a database is named.</param>
/// <param name="Database">The URL of the source's database, before that of the mapping; null where a folder is named.</param>
internal sealed record SourceTaking(JobsPlace Jobs, string Source, string? Input, string? Database)
{
    /// <summary>A source as the ledger names it.</summary>
    /// <param name="jobs">What holds <c>sources/</c>.</param>
    /// <param name="source">Id of the mapping.</param>
    /// <param name="from">See <see cref="RunSource.From"/>.</param>
    public static SourceTaking From(JobsPlace jobs, string source, string? from) =>
        RunSource.FolderOf(from) is { } folder ? new(jobs, source, folder, null) : new(jobs, source, null, from);

    /// <summary>A run's source, taken into a folder.</summary>
    public RunSource Into(string folder, int threads) =>
        new(Source, Input is { } input ? Path.GetFullPath(input) : Database, (progress, cancel) => Take(folder, threads, progress, cancel));

    /// <summary>The mappings that a jobs folder holds, by id.</summary>
    public static IReadOnlyList<string> In(JobsPlace jobs) => [.. jobs.Files("sources", "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f))];

    /// <summary>Reads every mapping, for what is wrong in it.</summary>
    public static void Lint(JobsPlace jobs, Problems problems)
    {
        foreach (var path in In(jobs).Select(s => PathOf(jobs, s)))
        {
            switch (SourceMappingReader.KindOf(path, new Problems()))
            {
                case "fhir":
                    FhirSourceReader.Read(path, problems);
                    break;
                case "hl7":
                    Hl7SourceReader.Read(path, problems);
                    break;
                default:
                    SourceMappingReader.Read(path, problems);
                    break;
            }
        }
    }

    /// <summary>Takes it. The snapshot's folder is nobody else's until the result is disposed of.</summary>
    /// <exception cref="InputException">There is no such mapping, or the source is not what it says; nothing is taken.</exception>
    /// <exception cref="IOException">A failed read, a lost connection, no space, or somebody else takes into the folder; nothing is taken.</exception>
    public TakenFolder Take(string folder, int threads, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var writer = SnapshotWriter.Begin(folder, Source, TimeProvider.System);
        try
        {
            TakeInto(writer, threads, progress, cancel);
            return new(writer.Finish(), writer, null);
        }
        catch (DbException e)
        {
            writer.Dispose();
            throw SourceFault.Tell(e);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Takes it into a folder of its own, which is gone when the result is disposed of.</summary>
    /// <inheritdoc cref="Take"/>
    public TakenFolder TakeAside(int threads, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-taken-");
        try
        {
            var taken = Take(Path.Combine(folder.FullName, Source), threads, progress, cancel);
            return taken with { Aside = folder };
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private void TakeInto(SnapshotWriter writer, int threads, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        switch (SourceMappingReader.KindOf(PathOf(), new Problems()))
        {
            case "fhir":
                FhirTaking.Take(Read(FhirSourceReader.Read), Files(), writer, threads, cancel);
                return;
            case "hl7":
                Hl7Taking.Take(Read(Hl7SourceReader.Read), Files(), writer, threads, cancel);
                return;
        }
        var mapping = Read(SourceMappingReader.Read);
        if (Input is not null && Database is not null)
            throw new InputException("--input and --source-database: name one of them, the source's files or its database");
        using var connections = Input is null ? SourceConnections.Open((mapping.Database ?? new()) with { Url = Database ?? mapping.Database?.Url }, TimeProvider.System) : null;
        using var source = connections is null
            ? MappedSource.OfFolder(mapping, Input!)
            : MappedSource.OfDatabase(mapping, Reading(mapping, connections), TimeProvider.System);
        long rows = 0;
        source.Take(writer, threads, done =>
        {
            var now = Interlocked.Add(ref rows, done);
            progress.Report(new("take", now, now, "rows"));
        }, cancel);
    }

    private static DatabaseReading Reading(TableMapping mapping, SourceConnections connections)
    {
        var settings = mapping.Database ?? new();
        return new()
        {
            Command = text =>
            {
                var (command, giveBack) = connections.Borrow(text);
                return new(command, giveBack);
            },
            CatalogQuery = connections.CatalogQuery,
            State = connections.State,
            IsLost = fault => connections.SharesState && SourceFault.IsLost(fault),
            Connections = connections.Count,
            HasRanges = connections.SharesState,
            IsServer = connections.IsServer,
            AsOfClause = connections.AsOfClause,
            Settings = settings,
            Pace = new(settings.Hours, mapping.Zone ?? TimeZoneInfo.Local, settings.RowsPerSecond, TimeProvider.System),
        };
    }

    private static string PathOf(JobsPlace jobs, string source) => jobs.Find($"sources/{source}.yaml");

    private string PathOf() => PathOf(Jobs, Source) is var path && File.Exists(path) ? path : throw new InputException(Problems.Unknown("source", Source, In(Jobs)));

    private T Read<T>(Func<string, Problems, T?> read) where T : class
    {
        var (path, problems) = (PathOf(), new Problems());
        var mapping = read(path, problems);
        LoadedJobs.Tell(problems, path);
        return mapping!;
    }

    // Resources and messages lie in files.
    private string Files() =>
        Input is null || Database is not null ? throw new InputException($"{Source} is read from files; name their folder with --input")
        : Directory.Exists(Input) ? Input : throw new InputException($"the input folder '{Input}' does not exist");
}

/// <summary>A snapshot in use.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Writer">Keeps others from taking into its folder.</param>
/// <param name="Aside">A folder that goes away with it; null where it stays.</param>
internal sealed record TakenFolder(Snapshot Snapshot, SnapshotWriter Writer, DirectoryInfo? Aside) : IDisposable
{
    public void Dispose()
    {
        Writer.Dispose();
        Aside?.Delete(recursive: true);
    }
}
