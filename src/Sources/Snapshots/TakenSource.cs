using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opportune.Sources.Snapshots;

/// <summary>What was understood of a source when it was taken: the content of a snapshot's source.json.</summary>
/// <param name="Source">Id of the mapping.</param>
/// <param name="Taken">When it was taken, UTC.</param>
/// <param name="Files">By file, or key range of a database's table, in order of their names.</param>
/// <param name="Columns">Where each canonical column comes from.</param>
/// <param name="Notes">What a person should know about it.</param>
/// <param name="State">In words, how one state of all tables was seen; null where they are files.</param>
public sealed record TakenSource(
    string Source, DateTime Taken, IReadOnlyList<TakenFile> Files, IReadOnlyList<TakenColumn> Columns, IReadOnlyList<string> Notes, string? State = null)
{
    /// <summary>Its name in the snapshot's folder.</summary>
    public const string FileName = "source.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The books of each raw table, over all files.</summary>
    [JsonIgnore]
    public IReadOnlyList<TakenRows> Books => Sum(Files.SelectMany(f => f.Rows));

    /// <summary>What else was counted of the same rows, over all files.</summary>
    [JsonIgnore]
    public IReadOnlyList<TakenRows> Asides => Sum(Files.SelectMany(f => f.Aside));

    internal static IReadOnlyList<TakenRows> Sum(IEnumerable<TakenRows> books) =>
    [
        .. books.GroupBy(r => r.Table, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new TakenRows(g.Key, g.Sum(r => r.Read), g.Sum(r => r.Used), Sum(g.Select(r => r.Skipped)), Sum(g.Select(r => r.Rejected)))),
    ];

    /// <summary>That of a folder; null where it is no snapshot.</summary>
    internal static TakenSource? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? FromJson(File.ReadAllBytes(path)) : null;
    }

    internal byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];

    /// <summary>Null where it cannot be read as one: then there is nothing to reuse.</summary>
    internal static TakenSource? FromJson(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<TakenSource>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<SortedDictionary<string, long>> counts)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, rows) in counts.SelectMany(c => c))
            sum[key] = sum.GetValueOrDefault(key) + rows;
        return sum;
    }
}

/// <summary>What one source file gave.</summary>
/// <param name="Name">Its name within the source's folder, with forward slashes; of a database, the table and key range.</param>
/// <param name="Bytes">Its length; of a database 0.</param>
/// <param name="Changed">When it was last changed, UTC.</param>
/// <param name="Basis">A hash of all else that its parts rest on: mapping, lookups, program.</param>
/// <param name="Taken">When it was read, UTC.</param>
/// <param name="Rows">What became of its rows, by raw table.</param>
/// <param name="Parts">The parts made of it.</param>
public sealed record TakenFile(
    string Name, long Bytes, DateTime Changed, string Basis, DateTime Taken, IReadOnlyList<TakenRows> Rows, IReadOnlyList<TakenPart> Parts)
{
    /// <summary>What else was counted of rows that are in <see cref="Rows"/> already.</summary>
    public IReadOnlyList<TakenRows> Aside { get; init; } = [];
}

/// <summary>The closed book of a raw table.</summary>
/// <param name="Table">The raw table, or kind of resource or message.</param>
/// <param name="Read">Rows read: used + skipped + rejected.</param>
/// <param name="Used">Rows of which canonical rows were made.</param>
/// <param name="Skipped">Passed over, by reason.</param>
/// <param name="Rejected">Refused, by rule.</param>
public sealed record TakenRows(string Table, long Read, long Used, SortedDictionary<string, long> Skipped, SortedDictionary<string, long> Rejected);

/// <summary>One Parquet file of a snapshot.</summary>
/// <param name="Table">Its canonical table.</param>
/// <param name="File">Its name within the snapshot.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Nulls">Rows without a value, by column of the canonical table.</param>
public sealed record TakenPart(string Table, string File, long Rows, long Bytes, IReadOnlyList<long> Nulls);

/// <summary>Where a canonical column comes from.</summary>
/// <param name="Table">Canonical table.</param>
/// <param name="Column">Its column.</param>
/// <param name="From">In words: the raw column and what its values go through.</param>
public sealed record TakenColumn(string Table, string Column, string From);
