using System.Numerics;

namespace Opportune.Columnar.Codecs;

/// <summary>
/// A table of finite state entropy (RFC 8878, 4.1): the state stands for a symbol, and says how many bits lead to the next state. Reused.
/// </summary>
/// <param name="mostLog">Largest logarithm of its size that the format allows here.</param>
/// <param name="symbols">How many symbols there are.</param>
internal sealed unsafe class FseTable(int mostLog, int symbols)
{
    private readonly short[] _counts = new short[symbols];
    private readonly ushort[] _next = new ushort[symbols];
    private readonly Cell[] _cells = new Cell[1 << mostLog];

    /// <summary>Where a state leads: its symbol, the bits to read, and what they are added to.</summary>
    public struct Cell
    {
        public ushort Base;
        public byte Symbol;
        public byte Bits;
    }

    /// <summary>Logarithm of its size; -1 before it is filled.</summary>
    public int Log { get; private set; } = -1;

    public ReadOnlySpan<Cell> Cells => _cells;

    /// <summary>One symbol, whatever the bits.</summary>
    public void FillWithOne(byte symbol)
    {
        if (symbol >= symbols)
            Corrupt.Throw("zstd: no such symbol");
        Log = 0;
        _cells[0] = new() { Symbol = symbol };
    }

    /// <summary>Reads how often each symbol comes, and fills the table by it.</summary>
    /// <returns>How many bytes that took.</returns>
    public int Fill(ReadOnlySpan<byte> source)
    {
        var bits = new ForwardBits(source);
        var log = bits.Read(4) + 5;
        if (log > mostLog)
            Corrupt.Throw("zstd: table too large");
        var (left, threshold, width, symbol) = ((1 << log) + 1, 1 << log, log + 1, 0);
        while (left > 1)
        {
            if (symbol == symbols)
                Corrupt.Throw("zstd: too many symbols");
            // The smaller counts of those that are possible take a bit less.
            var most = 2 * threshold - 1 - left;
            var count = bits.Peek(width - 1);
            if (count < most)
            {
                bits.Skip(width - 1);
            }
            else
            {
                count = bits.Read(width);
                if (count >= threshold)
                    count -= most;
            }
            // One less than what was written: -1 is a symbol that is rarer than one state.
            count--;
            left -= Math.Abs(count);
            _counts[symbol++] = (short)count;
            while (left < threshold)
                (width, threshold) = (width - 1, threshold >> 1);
            for (var again = count == 0; again;)
            {
                var zeros = bits.Read(2);
                if (zeros > symbols - symbol)
                    Corrupt.Throw("zstd: too many symbols");
                _counts.AsSpan(symbol, zeros).Clear();
                symbol += zeros;
                again = zeros == 3;
            }
        }
        if (left != 1)
            Corrupt.Throw("zstd: counts of another sum than their table");
        _counts.AsSpan(symbol).Clear();
        Fill(log);
        return bits.Bytes;
    }

    /// <summary>Fills the table by counts that are known.</summary>
    public void Fill(ReadOnlySpan<short> counts, int log)
    {
        _counts.AsSpan().Clear();
        counts.CopyTo(_counts);
        Fill(log);
    }

    private void Fill(int log)
    {
        Log = log;
        var size = 1 << log;
        var last = size - 1;
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            _next[symbol] = (ushort)Math.Abs(_counts[symbol]);
            if (_counts[symbol] < 0)
                _cells[last--].Symbol = (byte)symbol;
        }
        var (at, step) = (0, (size >> 1) + (size >> 3) + 3);
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            for (var i = 0; i < _counts[symbol]; i++)
            {
                _cells[at].Symbol = (byte)symbol;
                do
                {
                    at = (at + step) & (size - 1);
                }
                while (at > last);
            }
        }
        for (var i = 0; i < size; i++)
        {
            ref var cell = ref _cells[i];
            int next = _next[cell.Symbol]++;
            cell.Bits = (byte)(log - BitOperations.Log2((uint)next));
            cell.Base = (ushort)((next << cell.Bits) - size);
        }
    }

    /// <summary>Bits from the lowest of the first byte on.</summary>
    private ref struct ForwardBits(ReadOnlySpan<byte> source)
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private int _at;

        /// <summary>How many bytes were touched.</summary>
        public readonly int Bytes => (_at + 7) >> 3;

        // At most 16 bits; those behind the end are zero.
        public readonly int Peek(int count)
        {
            var value = 0u;
            for (var i = 0; i < 3 && (_at >> 3) + i < _source.Length; i++)
                value |= (uint)_source[(_at >> 3) + i] << (8 * i);
            return (int)(value >> (_at & 7)) & ((1 << count) - 1);
        }

        public void Skip(int count)
        {
            _at += count;
            if (Bytes > _source.Length)
                Corrupt.Throw("zstd: truncated");
        }

        public int Read(int count)
        {
            var value = Peek(count);
            Skip(count);
            return value;
        }
    }
}
