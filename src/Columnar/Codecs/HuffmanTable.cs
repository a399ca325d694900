using System.Numerics;
using System.Runtime.CompilerServices;

namespace Opportune.Columnar.Codecs;

/// <summary>Zstandard's Huffman code for literals (RFC 8878, 4.2): a table of all codes of the longest length. Reused.</summary>
internal sealed unsafe class HuffmanTable
{
    private const int MostBits = 11;
    private const int Symbols = 256;
    private const int Streams = 4;
    // So many codes of the longest length are within what one refill gives.
    private const int AtOnce = 5;

    private readonly byte[] _weights = new byte[Symbols];
    private readonly int[] _starts = new int[MostBits + 2];
    // The low byte is the symbol, the high one its length in bits.
    private readonly ushort[] _codes = new ushort[1 << MostBits];
    private readonly FseTable _weightTable = new(6, MostBits + 2);

    /// <summary>Length of the longest code; 0 before it is filled.</summary>
    private int _bits;

    public bool IsFilled => _bits > 0;

    /// <summary>A new frame begins: no code of one before holds.</summary>
    public void Forget() => _bits = 0;

    /// <summary>Reads the code.</summary>
    /// <returns>How many bytes that took.</returns>
    public int Fill(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            Corrupt.Throw("zstd: truncated");
        int count;
        int bytes = source[0];
        if (bytes >= 128)
        {
            count = bytes - 127;
            bytes = (count + 1) / 2;
            if (bytes >= source.Length)
                Corrupt.Throw("zstd: truncated");
            for (var i = 0; i < count; i++)
                _weights[i] = (byte)(i % 2 == 0 ? source[1 + i / 2] >> 4 : source[1 + i / 2] & 15);
        }
        else
        {
            if (bytes >= source.Length)
                Corrupt.Throw("zstd: truncated");
            count = ReadWeights(source.Slice(1, bytes));
        }
        Fill(count);
        return 1 + bytes;
    }

    /// <summary>Decodes literals that lie in one run of bits, or in four.</summary>
    public void Decode(ReadOnlySpan<byte> source, bool isOne, Span<byte> target)
    {
        fixed (byte* s = source)
        fixed (byte* t = target)
        fixed (ushort* codes = _codes)
        {
            if (isOne)
            {
                var bits = new BackwardBits(s, source.Length);
                Rest(ref bits, codes, t, t + target.Length);
                return;
            }
            const int Jumps = 6;
            if (source.Length < Jumps + Streams)
                Corrupt.Throw("zstd: truncated");
            var (one, two, three) = (Unsafe.ReadUnaligned<ushort>(s), Unsafe.ReadUnaligned<ushort>(s + 2), Unsafe.ReadUnaligned<ushort>(s + 4));
            var four = source.Length - Jumps - one - two - three;
            var part = (target.Length + Streams - 1) / Streams;
            if (four < 1 || part * (Streams - 1) > target.Length)
                Corrupt.Throw("zstd: truncated");
            Four(s + Jumps, one, two, three, four, codes, t, part, target.Length);
        }
    }

    // Four runs of bits side by side: none waits for another.
    private void Four(byte* s, int one, int two, int three, int four, ushort* codes, byte* t, int part, int length)
    {
        var a = new BackwardBits(s, one);
        var b = new BackwardBits(s + one, two);
        var c = new BackwardBits(s + one + two, three);
        var d = new BackwardBits(s + one + two + three, four);
        byte* ta = t, tb = t + part, tc = t + 2 * part, td = t + 3 * part, end = t + length;
        var bits = _bits;
        while (a.HasPlenty && b.HasPlenty && c.HasPlenty && d.HasPlenty && end - td >= AtOnce)
        {
            a.RefillFast();
            b.RefillFast();
            c.RefillFast();
            d.RefillFast();
            for (var i = 0; i < AtOnce; i++)
            {
                ta[i] = One(ref a, codes, bits);
                tb[i] = One(ref b, codes, bits);
                tc[i] = One(ref c, codes, bits);
                td[i] = One(ref d, codes, bits);
            }
            ta += AtOnce;
            tb += AtOnce;
            tc += AtOnce;
            td += AtOnce;
        }
        Rest(ref a, codes, ta, t + part);
        Rest(ref b, codes, tb, t + 2 * part);
        Rest(ref c, codes, tc, t + 3 * part);
        Rest(ref d, codes, td, end);
    }

    private void Rest(ref BackwardBits bits, ushort* codes, byte* target, byte* end)
    {
        while (target < end)
        {
            bits.Refill();
            *target++ = One(ref bits, codes, _bits);
        }
        bits.Refill();
        if (target != end || !bits.IsEmpty)
            Corrupt.Throw("zstd: literals of another length");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte One(ref BackwardBits bits, ushort* codes, int width)
    {
        var code = codes[bits.Peek(width)];
        bits.Skip(code >> 8);
        return (byte)code;
    }

    // Two states take turns until the bits are used up.
    private int ReadWeights(ReadOnlySpan<byte> source)
    {
        var taken = _weightTable.Fill(source);
        var cells = _weightTable.Cells;
        var log = _weightTable.Log;
        var count = 0;
        fixed (byte* s = source)
        {
            var bits = new BackwardBits(s + taken, source.Length - taken);
            var (one, two) = ((int)bits.Read(log), (int)bits.Read(log));
            for (; ; (one, two) = (two, one))
            {
                if (count >= Symbols - 2)
                    Corrupt.Throw("zstd: too many weights");
                var cell = cells[one];
                _weights[count++] = cell.Symbol;
                bits.Refill();
                one = cell.Base + (int)bits.Read(cell.Bits);
                if (!bits.IsOver)
                    continue;
                _weights[count++] = cells[two].Symbol;
                return count;
            }
        }
    }

    private void Fill(int count)
    {
        var total = 0;
        foreach (var weight in _weights.AsSpan(0, count))
        {
            if (weight > MostBits)
                Corrupt.Throw("zstd: a code too long");
            total += weight == 0 ? 0 : 1 << (weight - 1);
        }
        if (total == 0)
            Corrupt.Throw("zstd: no codes");
        // The last symbol's weight is what is left up to a power of two.
        _bits = BitOperations.Log2((uint)total) + 1;
        var left = (1 << _bits) - total;
        if (_bits > MostBits || !BitOperations.IsPow2(left))
        {
            _bits = 0;
            Corrupt.Throw("zstd: codes that do not add up");
        }
        _weights[count++] = (byte)(BitOperations.Log2((uint)left) + 1);
        // The lightest come first in the table, those of one weight in their own order.
        _starts.AsSpan().Clear();
        foreach (var weight in _weights.AsSpan(0, count))
            _starts[weight + 1] += weight == 0 ? 0 : 1 << (weight - 1);
        for (var weight = 2; weight <= MostBits; weight++)
            _starts[weight] += _starts[weight - 1];
        for (var symbol = 0; symbol < count; symbol++)
        {
            var weight = _weights[symbol];
            if (weight == 0)
                continue;
            var size = 1 << (weight - 1);
            _codes.AsSpan(_starts[weight], size).Fill((ushort)(symbol | (_bits + 1 - weight) << 8));
            _starts[weight] += size;
        }
    }
}
