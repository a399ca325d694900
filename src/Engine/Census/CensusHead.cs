using System.Text;

namespace Opportune.Engine;

/// <summary>What a census rests on, and what all its buckets share.</summary>
/// <param name="Id">Of no other census; its buckets name it.</param>
/// <param name="AsOfDay">As of when it was taken, in days since 1970.</param>
/// <param name="Keys">The harvests whose records it places, in the order of the plan.</param>
/// <param name="Sites">Names of sites, UTF-8.</param>
public sealed record CensusHead(Guid Id, int AsOfDay, IReadOnlyList<string> Keys, IReadOnlyList<ReadOnlyMemory<byte>> Sites)
{
    private const int Version = 0x4F43_0002;

    /// <summary>What ends each of the harvests, so that only those are opened of which somebody's records are wanted.</summary>
    internal IReadOnlyList<(HarvestEnding Ending, HarvestTail Tail)> Endings { get; init; } = [];

    /// <summary>What the records of a place are counted as.</summary>
    internal IReadOnlyList<CensusShape> Shapes { get; init; } = [];

    /// <summary>How many places there are of each shape.</summary>
    internal IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>Writes it.</summary>
    public void Write(Stream to)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(Id.ToByteArray());
        writer.Write(AsOfDay);
        writer.Write(Keys.Count);
        foreach (var (key, ending) in Keys.Zip(Endings))
        {
            writer.Write(key);
            ending.Ending.Write(writer);
            writer.Write(ending.Tail.Pieces);
            writer.Write(ending.Tail.End);
            writer.Write(ending.Tail.Check);
        }
        writer.Write(Sites.Count);
        foreach (var site in Sites)
        {
            writer.Write(site.Length);
            writer.Write(site.Span);
        }
        writer.Write(Shapes.Count);
        foreach (var (shape, count) in Shapes.Zip(Counts))
        {
            shape.Write(writer);
            writer.Write(count);
        }
        writer.Flush();
        writer.Write(Checksum.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        writer.Flush();
        bytes.WriteTo(to);
    }

    /// <summary>Reads what was written; null where it is not what was written.</summary>
    public static CensusHead? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < sizeof(ulong) + sizeof(int) || Checksum.Of(bytes.Span[..^sizeof(ulong)]) != BitConverter.ToUInt64(bytes.Span[^sizeof(ulong)..]))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes[..^sizeof(ulong)].ToArray()), Encoding.UTF8);
        if (reader.ReadInt32() != Version)
            return null;
        var (id, day) = (new Guid(reader.ReadBytes(16)), reader.ReadInt32());
        var keys = new string[reader.ReadInt32()];
        var endings = new (HarvestEnding, HarvestTail)[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            (keys[i], endings[i]) = (reader.ReadString(), (HarvestEnding.Read(reader), new(reader.ReadInt32(), reader.ReadInt64(), reader.ReadUInt64())));
        var sites = new ReadOnlyMemory<byte>[reader.ReadInt32()];
        for (var i = 0; i < sites.Length; i++)
            sites[i] = reader.ReadBytes(reader.ReadInt32());
        var shapes = new CensusShape[reader.ReadInt32()];
        var counts = new long[shapes.Length];
        for (var i = 0; i < shapes.Length; i++)
            (shapes[i], counts[i]) = (CensusShape.Read(reader), reader.ReadInt64());
        return new(id, day, keys, sites) { Endings = endings, Shapes = shapes, Counts = counts };
    }
}
