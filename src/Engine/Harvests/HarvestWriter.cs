using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>
/// Writes a harvest as it is, so that another night need not read the rows again: pieces, then what ends it, each with a
/// checksum. A fault in writing is no fault of the run: it is noted, and the harvest is not whole.
/// </summary>
/// <param name="to">Where to; it stays open.</param>
/// <param name="key">What it is a harvest of; read back only by the same.</param>
public sealed class HarvestWriter(Stream to, string key)
{
    private int _pieces;
    private bool _failed;

    /// <summary>Whether all of it was written.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a piece: the records of everybody, and those of each patient, tonight's candidates first, for they are most likely asked about again.</summary>
    internal void Write(ReadOnlySpan<byte> common, PatientNumbers patients, Segment records, CandidateSet? candidates)
    {
        var order = new int[patients.Count];
        var (first, last) = (0, order.Length);
        for (var i = 0; i < order.Length; i++)
            order[candidates is not null && candidates.Contains(patients[i]) ? first++ : --last] = i;
        var (people, places) = (new ulong[order.Length], new HarvestPlace[order.Length]);
        var at = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var (start, end) = (records.Offsets[order[i]], records.Offsets[order[i] + 1]);
            (people[i], places[i]) = (patients[order[i]], new(at, (int)StableHash.Of(records.Bytes.AsSpan(start..end))));
            at += end - start;
        }
        Span<byte> head = stackalloc byte[HarvestFile.HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, people.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], common.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], at);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], _pieces++);
        HarvestFile.WriteChecks(head, MemoryMarshal.AsBytes(people.AsSpan()), MemoryMarshal.AsBytes(places.AsSpan()), common);
        Write(head);
        Write(MemoryMarshal.AsBytes(people.AsSpan()));
        Write(MemoryMarshal.AsBytes(places.AsSpan()));
        Write(common);
        foreach (var patient in order)
            Write(records.Bytes.AsSpan(records.Offsets[patient]..records.Offsets[patient + 1]));
    }

    /// <summary>Writes what ends it.</summary>
    internal void End(HarvestEnding ending)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(key);
            writer.Write(_pieces);
            ending.Write(writer);
        }
        var body = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        Span<byte> tail = stackalloc byte[HarvestFile.TailBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(tail, StableHash.Of(body));
        BinaryPrimitives.WriteInt32LittleEndian(tail[8..], body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(tail[12..], HarvestFile.Version);
        Write(body);
        Write(tail);
        IsWhole = !_failed;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_failed)
            return;
        try
        {
            to.Write(bytes);
            Bytes += bytes.Length;
        }
        catch (IOException)
        {
            _failed = true;
        }
    }
}
