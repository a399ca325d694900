using System.Buffers;
using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Fhir;

/// <summary>
/// Takes a FHIR export: a folder of files, of which each holds resources of one kind, as a bulk export has them, or is a bundle.
/// What resources say of one another is gathered first (<see cref="FhirLinks"/>); then every file is read once, a file a thread; a long one of
/// plain lines in parts, of which several may be read side by side.
/// </summary>
public sealed class FhirTaking
{
    /// <summary>The book of imaging reports by whether text of theirs was read: passed over are those that have none, or have it only in a form that is not read.</summary>
    public const string TextsBook = "text of imaging reports";

    /// <summary>The book of attachments to imaging reports; passed over are those that hold no text that is read, by their kind.</summary>
    public const string AttachmentsBook = "attachment of imaging reports";

    // Bytes of plain NDJSON that are one thread's work; the same whatever the threads, so that a snapshot is.
    private const long PartBytes = 128L << 20;

    // Bytes of a file that tell whether it holds one kind.
    private const int LookedAt = 1 << 20;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly FhirKind[] Small = [FhirKind.Medication, FhirKind.PractitionerRole];
    private static readonly FhirKind[] Named = [FhirKind.ImagingStudy, FhirKind.Observation];

    private readonly FhirSource _source;
    private readonly string _folder;
    private readonly SnapshotWriter _snapshot;

    private readonly long _partBytes;

    private FhirTaking(FhirSource source, string folder, SnapshotWriter snapshot, long partBytes) => (_source, _folder, _snapshot, _partBytes) = (source, folder, snapshot, partBytes);

    /// <summary>Takes all files of a folder and of those in it.</summary>
    /// <param name="source">How they are read.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="snapshot">Where the rows go.</param>
    /// <param name="threads">How many files, or parts of one, are read side by side.</param>
    /// <param name="cancel">Stops it between two resources.</param>
    /// <param name="partBytes">Bytes of a part, where the usual is not wanted.</param>
    /// <exception cref="InputException">There is no such file, or one is damaged, cut off, or holds kinds mixed in a way that cannot be read.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public static void Take(FhirSource source, string folder, SnapshotWriter snapshot, int threads, CancellationToken cancel, long partBytes = PartBytes) =>
        new FhirTaking(source, folder, snapshot, partBytes).Run(threads, cancel);

    /// <summary>Which share of imaging reports has text that nobody reads here, for people; null where none has.</summary>
    /// <param name="texts">The book of that name (<see cref="TextsBook"/>).</param>
    public static string? UnreadTexts(TakenRows texts)
    {
        var unread = texts.Skipped.Where(s => s.Key != FhirMapping.NoText).Sum(s => s.Value);
        return unread == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"{unread} of {texts.Read} imaging reports ({100.0 * unread / texts.Read:0.#}%) have their text only in a form that is not read: what it says is not found");
    }

    private void Run(int threads, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(FhirFile.IsOne).Order(StringComparer.Ordinal).Select(Look).ToList();
        if (files.Count == 0)
            throw new InputException($"{_folder}: holds no file of a FHIR export (.ndjson, .jsonl or .json, also with .gz)");
        // What a file's rows rest on beside itself: the small files, and of reports also those that they name.
        var small = string.Join('\n', files.Where(f => f.HoldsAny(Small)).Select(Identity));
        var named = string.Join('\n', files.Where(f => f.HoldsAny(Named)).Select(Identity));
        var left = files.SelectMany(f => Cut(f, Source(f, small, named))).Where(p => !_snapshot.Keep(p.Of)).ToList();
        var work = Directory.CreateTempSubdirectory("opportune-fhir-").FullName;
        try
        {
            using var links = new FhirLinks(work);
            Gather(files, left, links, cancel);
            Parallel.ForEach(left, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel }, p => Read(p, links, cancel));
            NoteUnread();
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

    // A long file is cut at ends of lines, at bytes that do not depend on what lies in it.
    private IEnumerable<ExportPart> Cut(ExportFile file, SourceFile of)
    {
        if (!file.File.CanBeCut || of.Bytes <= _partBytes)
            return [new(file, of, 0, long.MaxValue)];
        return Enumerable.Range(0, (int)((of.Bytes + _partBytes - 1) / _partBytes)).Select(i =>
        {
            var (from, to) = (i * _partBytes, Math.Min(of.Bytes, (i + 1) * _partBytes));
            var name = string.Create(CultureInfo.InvariantCulture, $"{of.Name}, part {i + 1:D4}");
            return new ExportPart(file, of with { Name = name, Bytes = to - from, Basis = SnapshotWriter.BasisOf(of.Basis, of.Bytes.ToString(CultureInfo.InvariantCulture)) }, from, to);
        });
    }

    // Of all files, those that were not read again among them.
    private void NoteUnread()
    {
        if (_snapshot.Aside(TextsBook) is { } texts && UnreadTexts(texts) is { } unread)
            _snapshot.Note(unread);
        if (_snapshot.Aside(AttachmentsBook) is { Skipped.Count: > 0 } attachments)
            _snapshot.Note(string.Create(CultureInfo.InvariantCulture, $"{attachments.Skipped.Values.Sum()} of {attachments.Read} attachments of imaging reports hold no text that is read ({string.Join(", ", attachments.Skipped.Select(s => $"{s.Key}: {s.Value}"))})"));
    }

    private void Gather(List<ExportFile> files, List<ExportPart> left, FhirLinks links, CancellationToken cancel)
    {
        if (left.Count == 0)
            return;
        var gathering = new FhirGathering(_source, links);
        foreach (var file in files.Where(f => f.HoldsAny(Small) || (f.Holds(FhirKind.DiagnosticReport) && left.Exists(p => p.File == f))))
            gathering.TakeReports(file.File, cancel);
        foreach (var file in files.Where(f => links.WantsMore && f.HoldsAny(Named)))
            gathering.TakeNamed(file.File, cancel);
        links.Close();
    }

    private void Read(ExportPart part, FhirLinks links, CancellationToken cancel)
    {
        var (file, of, from, to) = part;
        var lines = new FhirFile(file.Path, file.File.Name, from, to);
        using var parts = _snapshot.Open(of);
        var mapping = new FhirMapping(_source, t => parts[t], links);
        lines.Read(
            mapping.References,
            (resource, _, place) =>
            {
                cancel.ThrowIfCancellationRequested();
                if (!file.HoldsMany && !file.Kinds.Contains(resource.Kind) && (Small.Contains(resource.Kind) || Named.Contains(resource.Kind) || resource.Kind == FhirKind.DiagnosticReport))
                    throw new InputException($"{file.File.Name}, line {lines.LineOf(place)}: another kind of resource than at the file's beginning; export one kind a file, as a bulk export does");
                Write(parts, resource, lines, place, mapping.Add(resource));
                Write(parts, mapping);
                return true;
            },
            (place, rule, json) =>
            {
                var book = parts.Book("resource");
                book.Read();
                book.Reject(rule, lines.LineOf(place), "json", Beginning(json.Span));
            });
        parts.Finish();
    }

    // Beside the resource: what came of the text of an imaging report.
    private static void Write(PartSet parts, FhirMapping mapping)
    {
        if (mapping.ReportText is not { } text)
            return;
        Count(parts.Aside(TextsBook), text);
        foreach (var kind in mapping.Attachments)
            Count(parts.Aside(AttachmentsBook), kind);

        static void Count(SourceBook book, string unread)
        {
            book.Read();
            if (unread.Length == 0)
                book.Use();
            else
                book.Skip(unread);
        }
    }

    private static void Write(PartSet parts, FhirResource resource, FhirFile lines, long place, FhirFate fate)
    {
        // A kind that cannot be one may say anything, and is not told.
        var kind = resource.KindSaid;
        var book = parts.Book(kind.Length <= 40 && !kind.ContainsAnyExcept(Letters) ? Encoding.UTF8.GetString(kind) : "resource");
        book.Read();
        if (fate.IsUsed)
            book.Use();
        else if (fate.IsRejected)
            book.Reject(fate.Rule!, lines.LineOf(place), fate.Column!, Encoding.UTF8.GetString(resource.Text(FhirResource.Root, Element.Id)));
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

    // What one thread reads: a file, or lines of one.
    private sealed record ExportPart(ExportFile File, SourceFile Of, long From, long To);

    private sealed record ExportFile(string Path, FhirFile File, HashSet<FhirKind> Kinds, bool HoldsMany)
    {
        public bool Holds(FhirKind kind) => HoldsMany || Kinds.Contains(kind);

        public bool HoldsAny(FhirKind[] kinds) => Array.Exists(kinds, Holds);
    }
}
