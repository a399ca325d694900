using System.Buffers;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Fhir;

/// <summary>
/// Takes a FHIR export: a folder of files, of which each holds resources of one kind, as a bulk export has them, or is a bundle.
/// What resources say of one another is gathered first (<see cref="FhirLinks"/>); then every file is read once, a file a thread.
/// </summary>
public sealed class FhirTaking
{
    // Bytes of a file that tell whether it holds one kind.
    private const int LookedAt = 1 << 20;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly FhirKind[] Small = [FhirKind.Medication, FhirKind.PractitionerRole];
    private static readonly FhirKind[] Named = [FhirKind.ImagingStudy, FhirKind.Observation];

    private readonly FhirSource _source;
    private readonly string _folder;
    private readonly SnapshotWriter _snapshot;

    private FhirTaking(FhirSource source, string folder, SnapshotWriter snapshot) => (_source, _folder, _snapshot) = (source, folder, snapshot);

    /// <summary>Takes all files of a folder and of those in it.</summary>
    /// <param name="source">How they are read.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="snapshot">Where the rows go.</param>
    /// <param name="threads">How many files are read side by side.</param>
    /// <param name="cancel">Stops it between two resources.</param>
    /// <exception cref="InputException">There is no such file, or one is damaged, cut off, or holds kinds mixed in a way that cannot be read.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public static void Take(FhirSource source, string folder, SnapshotWriter snapshot, int threads, CancellationToken cancel) =>
        new FhirTaking(source, folder, snapshot).Run(threads, cancel);

    private void Run(int threads, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(FhirFile.IsOne).Order(StringComparer.Ordinal).Select(Look).ToList();
        if (files.Count == 0)
            throw new InputException($"{_folder}: holds no file of a FHIR export (.ndjson, .jsonl or .json, also with .gz)");
        // What a file's rows rest on beside itself: the small files, and of reports also those that they name.
        var small = string.Join('\n', files.Where(f => f.HoldsAny(Small)).Select(Identity));
        var named = string.Join('\n', files.Where(f => f.HoldsAny(Named)).Select(Identity));
        var left = files.Where(f => !_snapshot.Keep(Source(f, small, named))).ToList();
        var work = Directory.CreateTempSubdirectory("opportune-fhir-").FullName;
        try
        {
            using var links = new FhirLinks(work);
            Gather(files, left, links, cancel);
            Parallel.ForEach(left, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel }, f => Read(f, Source(f, small, named), links, cancel));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } fault)
        {
            throw fault;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private void Gather(List<ExportFile> files, List<ExportFile> left, FhirLinks links, CancellationToken cancel)
    {
        if (left.Count == 0)
            return;
        var gathering = new FhirGathering(_source, links);
        foreach (var file in files.Where(f => f.HoldsAny(Small) || (f.Holds(FhirKind.DiagnosticReport) && left.Contains(f))))
            gathering.TakeReports(file.File, cancel);
        foreach (var file in files.Where(f => links.WantsMore && f.HoldsAny(Named)))
            gathering.TakeNamed(file.File, cancel);
        links.Close();
    }

    private void Read(ExportFile file, SourceFile of, FhirLinks links, CancellationToken cancel)
    {
        using var parts = _snapshot.Open(of);
        var mapping = new FhirMapping(_source, t => parts[t], links);
        file.File.Read(
            mapping.References,
            (resource, _, place) =>
            {
                cancel.ThrowIfCancellationRequested();
                if (!file.HoldsMany && !file.Kinds.Contains(resource.Kind) && (Small.Contains(resource.Kind) || Named.Contains(resource.Kind) || resource.Kind == FhirKind.DiagnosticReport))
                    throw new InputException($"{file.File.Name}, line {place}: another kind of resource than at the file's beginning; export one kind a file, as a bulk export does");
                Write(parts, resource, place, mapping.Add(resource));
                return true;
            },
            (place, rule, json) =>
            {
                var book = parts.Book("resource");
                book.Read();
                book.Reject(rule, place, "json", Beginning(json.Span));
            });
        parts.Finish();
        foreach (var (kind, count) in mapping.UnreadAttachments)
            _snapshot.Note($"{file.File.Name}: {count} attachments of imaging reports hold no text that is read ({kind})");
    }

    private static void Write(PartSet parts, FhirResource resource, long place, FhirFate fate)
    {
        // A kind that cannot be one may say anything, and is not told.
        var kind = resource.KindSaid;
        var book = parts.Book(kind.Length <= 40 && !kind.ContainsAnyExcept(Letters) ? Encoding.UTF8.GetString(kind) : "resource");
        book.Read();
        if (fate.IsUsed)
            book.Use();
        else if (fate.IsRejected)
            book.Reject(fate.Rule!, place, fate.Column!, Encoding.UTF8.GetString(resource.Text(FhirResource.Root, Element.Id)));
        else
            book.Skip(fate.Rule!);
    }

    // The kinds at a file's beginning. A bundle may hold any.
    private ExportFile Look(string path)
    {
        var file = new FhirFile(path, Path.GetRelativePath(_folder, path).Replace('\\', '/'));
        if (!file.IsLines)
            return new(path, file, [], HoldsMany: true);
        var (kinds, bytes) = (new HashSet<FhirKind>(), 0L);
        file.Read(
            new(),
            (resource, json, _) =>
            {
                kinds.Add(resource.Kind);
                return (bytes += json.Length) < LookedAt;
            },
            (_, _, _) => { });
        return new(path, file, kinds, kinds.Count > 1);
    }

    private SourceFile Source(ExportFile file, string small, string named) =>
        SourceFile.Of(_folder, file.Path, SnapshotWriter.BasisOf(_source.Hash, small, file.Holds(FhirKind.DiagnosticReport) ? named : ""));

    private string Identity(ExportFile file) =>
        SourceFile.Of(_folder, file.Path, "") is var identity ? $"{identity.Name} {identity.Bytes} {identity.Changed:O}" : "";

    private static string Beginning(ReadOnlySpan<byte> json) => Encoding.UTF8.GetString(json[..Math.Min(json.Length, 256)]);

    private sealed record ExportFile(string Path, FhirFile File, HashSet<FhirKind> Kinds, bool HoldsMany)
    {
        public bool Holds(FhirKind kind) => HoldsMany || Kinds.Contains(kind);

        public bool HoldsAny(FhirKind[] kinds) => Array.Exists(kinds, Holds);
    }
}
