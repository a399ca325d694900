using Opportune.Core;
using Opportune.Sources.Files;

namespace Opportune.Sources.Fhir;

/// <summary>
/// One file of an export, plain or gzip: NDJSON, a resource a line, or one JSON text. A text that is a bundle is its entries.
/// Resources come one at a time, in the order of the file, and hold until the next.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="name">Its name, as people are told it.</param>
/// <param name="from">Of plain NDJSON, the lines that begin at that byte or later ...</param>
/// <param name="to">... and before that one.</param>
internal sealed class FhirFile(string path, string name, long from = 0, long to = long.MaxValue)
{
    /// <summary>Bytes of the longest file that is one JSON text. It lies in memory, NDJSON does not.</summary>
    public const int MostWhole = 512 << 20;

    private static readonly JsonPlan Bundle = JsonPlan.Of("resourceType entry{fullUrl resource}");

    private readonly FhirResource _bundle = new();
    private long? _before;
    private readonly FhirResource _resource = new();

    /// <summary>The file's name, as people are told it.</summary>
    public string Name => name;

    /// <summary>Whether it is NDJSON by its name.</summary>
    public bool IsLines => Ending(path) is ".ndjson" or ".jsonl";

    /// <summary>Whether lines of it can be read without those before: NDJSON that is not packed.</summary>
    public bool CanBeCut => IsLines && !IsPacked;

    private bool IsPacked => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Which line of the whole file a line is. It is counted only where somebody must be told.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public long LineOf(long place) => from == 0 ? place : place + (_before ??= CountLines(from - 1));

    /// <summary>Whether a file is of an export, by its name.</summary>
    public static bool IsOne(string path) => Ending(path) is ".ndjson" or ".jsonl" or ".json";

    /// <summary>Reads the file.</summary>
    /// <param name="references">Learns the names that a bundle gives its resources, before they are handed out.</param>
    /// <param name="take">
    /// Gets each resource, its JSON, and its place: line of NDJSON (see <see cref="LineOf"/>), entry of a bundle, from 1. Where it gives false, the rest stays unread.
    /// </param>
    /// <param name="refuse">Gets the place of what is no resource, the rule, and how it begins.</param>
    /// <exception cref="InputException">The file cannot be read, is damaged, or was cut off.</exception>
    public void Read(FhirReferences references, Func<FhirResource, ReadOnlyMemory<byte>, long, bool> take, Action<long, string, ReadOnlyMemory<byte>> refuse)
    {
        try
        {
            if (IsLines)
                ReadLines(references, take, refuse);
            else
                ReadWhole(references, take, refuse);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{name}: is no gzip file, is damaged, or was cut off; fetch it again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read; look at its permissions", e);
        }
    }

    private void ReadLines(FhirReferences references, Func<FhirResource, ReadOnlyMemory<byte>, long, bool> take, Action<long, string, ReadOnlyMemory<byte>> refuse)
    {
        using var lines = new TextLines(Open());
        // What ends at the first byte, or after it, began before.
        if (from > 0)
            lines.Next();
        var length = to - Math.Max(0, from - 1);
        while (lines.Next() && lines.Start < length)
        {
            var line = lines.Line;
            if (lines.IsTooLong)
            {
                refuse(lines.Number, "line-too-long", default);
            }
            else if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                if (Text(line, lines.Number, references, take, refuse) is not { } goesOn)
                {
                    // What breaks off with the file is not one bad line: how much is missing, nobody can say.
                    if (lines.EndsFile)
                        throw new InputException($"{name}, line {LineOf(lines.Number)}: the file ends within a resource, so it was cut off; export or fetch it again");
                    refuse(lines.Number, "broken-json", line);
                }
                else if (!goesOn)
                {
                    return;
                }
            }
        }
    }

    private void ReadWhole(FhirReferences references, Func<FhirResource, ReadOnlyMemory<byte>, long, bool> take, Action<long, string, ReadOnlyMemory<byte>> refuse)
    {
        using var content = new MemoryStream();
        using (var file = Open())
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MostWhole)
                    throw new InputException($"{name}: one JSON text of more than {MostWhole >> 20} MB; export NDJSON, which is read a line at a time");
            }
        }
        var text = content.GetBuffer().AsMemory(0, (int)content.Length);
        if (text.Span.StartsWith("\uFEFF"u8))
            text = text[3..];
        if (Text(text, 1, references, take, refuse) is null)
            throw new InputException($"{name}: is no JSON, or was cut off; a .json file is one JSON text, a resource a line is .ndjson");
    }

    // Null where it is no JSON object, else whether to go on.
    private bool? Text(
        ReadOnlyMemory<byte> json, long place, FhirReferences references, Func<FhirResource, ReadOnlyMemory<byte>, long, bool> take, Action<long, string, ReadOnlyMemory<byte>> refuse)
    {
        if (!_resource.Read(json))
            return null;
        if (_resource.KindSaid.IsEmpty)
        {
            refuse(place, "no-resource-type", json);
            return true;
        }
        return _resource.KindSaid.SequenceEqual("Bundle"u8) ? Entries(json, references, take, refuse) : take(_resource, json, place);
    }

    private bool? Entries(ReadOnlyMemory<byte> json, FhirReferences references, Func<FhirResource, ReadOnlyMemory<byte>, long, bool> take, Action<long, string, ReadOnlyMemory<byte>> refuse)
    {
        if (!_bundle.Read(json, Bundle))
            return null;
        references.Clear();
        foreach (var entry in _bundle.Items(FhirResource.Root, Element.Entry))
        {
            var named = _bundle.Text(entry, Element.FullUrl);
            if (named.StartsWith("urn:"u8) && _bundle.At(entry, Element.Resource) is var of and >= 0 && _resource.Read(_bundle.Json(of)))
                references.Learn(named, _resource.KindSaid, _resource.Text(FhirResource.Root, Element.Id));
        }
        var place = 0;
        foreach (var entry in _bundle.Items(FhirResource.Root, Element.Entry))
        {
            place++;
            var at = _bundle.At(entry, Element.Resource);
            if (at < 0 || !_resource.Read(_bundle.Json(at)) || _resource.KindSaid.IsEmpty)
                refuse(place, "no-resource-type", at < 0 ? default : _bundle.Json(at));
            else if (!take(_resource, _bundle.Json(at), place))
                return false;
        }
        return true;
    }

    private Stream Open()
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (from > 0)
            file.Position = from - 1;
        return IsPacked ? new WholeGzip(file) : file;
    }

    private long CountLines(long upTo)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            var (buffer, lines) = (new byte[1 << 20], 0L);
            for (var left = upTo; left > 0 && file.Read(buffer, 0, (int)Math.Min(buffer.Length, left)) is > 0 and var read; left -= read)
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            return lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read; look at its permissions", e);
        }
    }

    private static string Ending(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant();
}
