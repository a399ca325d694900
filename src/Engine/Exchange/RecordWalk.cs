using System.Buffers.Binary;

namespace Opportune.Engine;

/// <summary>Goes from record to record of a bucket's segment.</summary>
internal ref struct RecordWalk(ReadOnlySpan<byte> segment)
{
    private readonly ReadOnlySpan<byte> _segment = segment;
    private int _end;

    /// <summary>What the record is.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>Where its fields begin: those of a patient with the hash.</summary>
    public int Start { get; private set; }

    /// <summary>How long its fields are.</summary>
    public readonly int Length => _end - Start;

    /// <summary>Its fields.</summary>
    public readonly ReadOnlySpan<byte> Fields => _segment[Start.._end];

    /// <summary>The patient's hash.</summary>
    public readonly ulong Hash => BinaryPrimitives.ReadUInt64LittleEndian(_segment[Start..]);

    /// <summary>The next record of any kind.</summary>
    public bool Next()
    {
        do
        {
            if (_end == _segment.Length)
                return false;
            Kind = (RecordKind)_segment[_end];
            Start = _end + RecordReader.HeaderBytes;
            _end = Start + BinaryPrimitives.ReadInt32LittleEndian(_segment[(_end + 1)..]);
        }
        while (Kind == RecordKind.PassedOver);
        return true;
    }
}
