using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Opportune.Engine;

/// <summary>What a record of the exchange is.</summary>
internal enum RecordKind : byte
{
    Patient,
    Row,
    Seen,
    Control,

    /// <summary>Days in which the patient was under observation.</summary>
    Observed,

    /// <summary>Only in harvests: a row that cannot be used.</summary>
    Judged,

    /// <summary>Was a record once, and does not count tonight.</summary>
    PassedOver,
}

/// <summary>
/// Records on their way to the buckets, in one growing buffer: kind, length of what follows, the patient's hash, and the
/// record's own fields. Sealing puts the records of each bucket together, in the order in which they came: first those that
/// are brought together patient by patient, bucket by bucket, and then those that are only counted.
/// </summary>
internal sealed class RecordBuffer(int buckets)
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int[] _starts = new int[1024];
    private int[] _parts = new int[1024];
    private byte[] _room = [];
    private int _count;
    private int _body;

    /// <summary>How many buckets there are.</summary>
    public int Buckets => buckets;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>In how many parts the records of so many buckets lie.</summary>
    public static int PartsOf(int buckets) => 2 * buckets;

    /// <summary>The part in which a bucket's records lie that are only counted.</summary>
    public static int CountedPart(int bucket, int buckets) => buckets + bucket;

    /// <summary>
    /// Which bucket a patient belongs to: by the highest bits of the hash, so that what is sorted by many buckets is sorted by
    /// few as well.
    /// </summary>
    public static int BucketOf(ulong hash, int buckets) => (int)Math.BigMul(hash, (ulong)buckets, out _);

    /// <summary>The hash without what all patients of a bucket share, for tables that are entered by the highest bits.</summary>
    public static ulong WithinBucket(ulong hash) => hash << BitOperations.Log2(WorkPlan.MostBuckets);

    /// <summary>The records so far, in the order in which they came.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Empties it.</summary>
    public void Clear() => (_count, Length) = (0, 0);

    /// <summary>Begins a record about the patient of that hash.</summary>
    public void Begin(RecordKind kind, ulong hash) => Begin(kind, hash, BucketOf(hash, buckets));

    /// <summary>Begins a record that is only counted: whoever brings together what is known of a patient need not pass it.</summary>
    public void BeginCounted(RecordKind kind, ulong hash) => Begin(kind, hash, CountedPart(BucketOf(hash, buckets), buckets));

    /// <summary>Begins a record about the patient of that hash, in a part that is not that of the patient's bucket.</summary>
    public void Begin(RecordKind kind, ulong hash, int part)
    {
        if (_count == _starts.Length)
        {
            Array.Resize(ref _starts, _count * 2);
            Array.Resize(ref _parts, _count * 2);
        }
        _starts[_count] = Length;
        _parts[_count] = part;
        Byte((byte)kind);
        Length += sizeof(int);
        _body = Length;
        UInt64(hash);
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_body - sizeof(int)), Length - _body);
        _count++;
    }

    public void Byte(byte value)
    {
        Room(1);
        _bytes[Length++] = value;
    }

    public void UInt64(ulong value)
    {
        Room(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(ulong);
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Real(double value) => UInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A number that is not negative, seven bits a byte.</summary>
    public void Number(long value)
    {
        Room(10);
        var left = (ulong)value;
        for (; left >= 0x80; left >>= 7)
            _bytes[Length++] = (byte)(left | 0x80);
        _bytes[Length++] = (byte)left;
    }

    /// <summary>A day, which may lie before 1970.</summary>
    public void Day(long day) => Number((day << 1) ^ (day >> 63));

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Number(utf8.Length);
        Room(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(Length));
        Length += utf8.Length;
    }

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Room(length);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    /// <summary>Puts the records of each part together and empties the buffer.</summary>
    public Segment Seal() => Seal(PartsOf(buckets));

    /// <inheritdoc cref="Seal()"/>
    /// <param name="parts">How many parts there are.</param>
    public Segment Seal(int parts)
    {
        var offsets = new int[parts + 1];
        for (var i = 0; i < _count; i++)
            offsets[_parts[i] + 1] += LengthOf(i);
        for (var p = 0; p < parts; p++)
            offsets[p + 1] += offsets[p];
        var next = offsets.AsSpan(0, parts).ToArray();
        var bytes = _room.Length >= Length ? _room : GC.AllocateUninitializedArray<byte>(Length);
        _room = [];
        for (var i = 0; i < _count; i++)
        {
            var length = LengthOf(i);
            _bytes.AsSpan(_starts[i], length).CopyTo(bytes.AsSpan(next[_parts[i]]));
            next[_parts[i]] += length;
        }
        var segment = new Segment(bytes, Length, offsets);
        Clear();
        return segment;
    }

    /// <summary>Takes a segment's room back for the next one: nobody has kept it.</summary>
    public void Reuse(Segment segment) => _room = segment.Bytes;

    private int LengthOf(int record) => (record + 1 < _count ? _starts[record + 1] : Length) - _starts[record];

    // What one buffer has outgrown, the next one grows into: large arrays that are new cost a collection of garbage each time there are a few.
    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)BitOperations.RoundUpToPowerOf2((uint)needed));
        _bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private void Room(int bytes)
    {
        if (Length + bytes > _bytes.Length)
            Grow(Length + bytes);
    }
}

/// <summary>Sealed records: those of part p lie from <c>Offsets[p]</c> to <c>Offsets[p + 1]</c>.</summary>
/// <param name="Bytes">The records, and perhaps room behind them.</param>
/// <param name="Length">Where they end.</param>
/// <param name="Offsets">Where those of each part begin, and the end.</param>
internal sealed record Segment(byte[] Bytes, int Length, int[] Offsets)
{
    /// <summary>The records.</summary>
    public ReadOnlySpan<byte> Written => Bytes.AsSpan(0, Length);

    /// <summary>Where they can be read again; null where they lie nowhere else.</summary>
    public KeptPatients? Kept { get; init; }
}
