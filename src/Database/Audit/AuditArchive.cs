using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;

namespace Opportune.Database.Audit;

/// <summary>A line of an archive; one of its members is there.</summary>
internal sealed record ArchiveLine
{
    /// <summary>The first line.</summary>
    public ArchiveHead? Archive { get; init; }

    /// <summary>The records of this chain follow.</summary>
    public ArchivedChain? Chain { get; init; }

    /// <summary>A record, as it was kept.</summary>
    public AuditRow? Record { get; init; }

    /// <summary>The last line.</summary>
    public ArchiveEnd? End { get; init; }
}

/// <summary>What an archive is.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Previous">The seal of the archive before it.</param>
/// <param name="Before">Its records are older than this.</param>
/// <param name="MadeAt">When it was made.</param>
internal sealed record ArchiveHead(long Number, string Previous, DateTimeOffset Before, DateTimeOffset MadeAt);

/// <summary>Part of a chain.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="StartedAt">When its process began.</param>
/// <param name="Process">What ran, on which machine.</param>
/// <param name="KeyId">Names the key.</param>
/// <param name="After">The record before the first one here.</param>
/// <param name="Seal">That record's seal; empty where there is none.</param>
internal sealed record ArchivedChain(string ChainId, DateTimeOffset StartedAt, string Process, string KeyId, long After, string Seal);

/// <summary>How an archive ends.</summary>
/// <param name="Records">How many records it holds.</param>
/// <param name="Seal">HMAC over the seal before it, its number and the SHA-256 of the lines before this one.</param>
internal sealed record ArchiveEnd(long Records, string Seal);

/// <summary>
/// A file of audit records that left the database: JSON lines, packed by gzip, for its owner only. Each record bears its seal, and each archive is sealed together with
/// the one before it, so that the chains go on through them.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="number">Its number.</param>
internal sealed class AuditArchive(string path, long number)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Where it lies.</summary>
    public string Path => path;

    /// <summary>Its number, from 1.</summary>
    public long Number => number;

    /// <summary>The archives of a folder, in their order.</summary>
    public static IReadOnlyList<AuditArchive> In(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder, "audit-*.jsonl.gz")
            .Select(file => long.TryParse(System.IO.Path.GetFileName(file)["audit-".Length..^".jsonl.gz".Length], out var number) ? new AuditArchive(file, number) : null)
            .OfType<AuditArchive>().OrderBy(a => a.Number),
    ];

    /// <summary>The archive of that number in a folder.</summary>
    public static AuditArchive Of(string folder, long number) => new(System.IO.Path.Combine(folder, FormattableString.Invariant($"audit-{number:000000}.jsonl.gz")), number);

    /// <summary>Writes it under another name, and renames it when it is whole and on the disk.</summary>
    /// <param name="key">Seals it.</param>
    /// <param name="head">What it is.</param>
    /// <param name="lines">Chains, each with its records behind it.</param>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Write(AuditKey key, ArchiveHead head, IEnumerable<ArchiveLine> lines)
    {
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
        {
            using (var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var records = 0L;
                foreach (var line in lines.Prepend(new() { Archive = head }))
                {
                    records += line.Record is null ? 0 : 1;
                    var bytes = Bytes(line);
                    hash.AppendData(bytes);
                    packed.Write(bytes);
                }
                packed.Write(Bytes(new() { End = new(records, key.Seal(head.Previous, number, Hex(hash))) }));
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Its lines as they stand there, and at the end whether its seal is right.</summary>
    /// <param name="key">Sealed it.</param>
    /// <param name="previous">The seal of the archive before it.</param>
    /// <param name="each">Hears of every chain and record.</param>
    /// <returns>Its own seal.</returns>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or not the one that comes here.</exception>
    public string Read(AuditKey key, string previous, Action<ArchiveLine> each)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var reader = new StreamReader(packed);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (records, isFirst) = (0L, true);
            while (reader.ReadLine() is { } text)
            {
                var line = JsonSerializer.Deserialize<ArchiveLine>(text, Form) ?? throw new InvalidDataException("a line is empty");
                if (isFirst && line.Archive is not { } head)
                    throw new InvalidDataException("it does not begin as an archive does");
                if (line.Archive is { } named && (named.Number != number || named.Previous != previous))
                    throw new InvalidDataException(named.Number != number ? $"it is archive {named.Number}" : "it does not follow the archive before it");
                if (line.End is { } end)
                {
                    if (end.Records != records || end.Seal != key.Seal(previous, number, Hex(hash)) || reader.ReadLine() is not null)
                        throw new InvalidDataException("changed since it was sealed");
                    return end.Seal;
                }
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
                records += line.Record is null ? 0 : 1;
                isFirst = false;
                each(line);
            }
            throw new InvalidDataException("cut off");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException("damaged", e);
        }
    }

    private static byte[] Bytes(ArchiveLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, Form), (byte)'\n'];

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
