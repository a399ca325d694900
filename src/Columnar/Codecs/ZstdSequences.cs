namespace Opportune.Columnar.Codecs;

/// <summary>The three tables by which the sequences of a Zstandard block are read (RFC 8878, 3.1.1.3.2). Reused from block to block.</summary>
internal sealed class ZstdSequences
{
    private static readonly short[] UsualLiterals =
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];

    private static readonly short[] UsualMatches =
        [1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1];

    private static readonly short[] UsualOffsets = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

    private static readonly byte[] LiteralBits = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private static readonly byte[] MatchBits =
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    /// <summary>Where a state leads: a value, which so many <see cref="More"/> bits add to, and the next state, to which so many <see cref="Bits"/> add.</summary>
    public readonly record struct Cell(uint Value, ushort Next, byte More, byte Bits);

    /// <summary>How many literals come before the copy.</summary>
    public Coded Literals { get; } = new(9, UsualLiterals, 6, LiteralBits, least: 0);

    /// <summary>How far back the copy begins.</summary>
    public Coded Offsets { get; } = new(8, UsualOffsets, 5, null, least: 0);

    /// <summary>How long the copy is.</summary>
    public Coded Matches { get; } = new(9, UsualMatches, 6, MatchBits, least: 3);

    /// <summary>A new frame begins: no table of one before holds.</summary>
    public void Forget()
    {
        Literals.Forget();
        Offsets.Forget();
        Matches.Forget();
    }

    /// <summary>Reads how many sequences there are, and their tables.</summary>
    /// <returns>How many bytes that took.</returns>
    public int ReadHeader(ReadOnlySpan<byte> source, out int count)
    {
        if (source.IsEmpty)
            Corrupt.Throw("zstd: truncated");
        var at = source[0] < 128 ? 1 : source[0] < 255 ? 2 : 3;
        if (source.Length < at)
            Corrupt.Throw("zstd: truncated");
        count = at == 1 ? source[0] : at == 2 ? (source[0] - 128) << 8 | source[1] : (source[1] | source[2] << 8) + 0x7F00;
        if (count == 0)
            return at;
        if (source.Length == at)
            Corrupt.Throw("zstd: truncated");
        int modes = source[at++];
        if ((modes & 3) != 0)
            Corrupt.Throw("zstd: corrupt sequences");
        at += Literals.Read((Mode)(modes >> 6), source[at..]);
        at += Offsets.Read((Mode)((modes >> 4) & 3), source[at..]);
        at += Matches.Read((Mode)((modes >> 2) & 3), source[at..]);
        return at;
    }

    public enum Mode
    {
        Usual,
        One,
        Written,
        Repeated,
    }

    /// <summary>One of the three: its code, and the table made of it.</summary>
    public sealed class Coded
    {
        private const int MostOffsetBits = 31;

        private readonly FseTable _table;
        private readonly Cell[] _cells;
        private readonly uint[] _values;
        private readonly byte[] _bits;
        private readonly short[] _usual;
        private readonly int _usualLog;
        private bool _isUsual;
        private bool _isKnown;

        public Coded(int mostLog, short[] usual, int usualLog, byte[]? bits, uint least)
        {
            // The code of a distance is how many bits it has.
            _bits = bits ?? [.. Enumerable.Range(0, MostOffsetBits + 1).Select(b => (byte)b)];
            _values = new uint[_bits.Length];
            for (var code = 0; code < _values.Length; code++)
                _values[code] = bits is null ? 1u << code : code == 0 ? least : _values[code - 1] + (1u << _bits[code - 1]);
            (_table, _cells, _usual, _usualLog) = (new(mostLog, _bits.Length), new Cell[1 << mostLog], usual, usualLog);
        }

        /// <summary>Logarithm of the number of states.</summary>
        public int Log => _table.Log;

        public Cell[] Cells => _cells;

        public void Forget() => _isKnown = false;

        /// <summary>Reads the table, in one of the ways it may be given.</summary>
        public int Read(Mode mode, ReadOnlySpan<byte> source)
        {
            if (mode == Mode.Repeated && !_isKnown)
                Corrupt.Throw("zstd: sequences without a table");
            var isThere = mode == Mode.Repeated || mode == Mode.Usual && _isUsual;
            _isKnown = true;
            if (isThere)
                return 0;
            _isUsual = false;
            var taken = 0;
            switch (mode)
            {
                case Mode.Usual:
                    _table.Fill(_usual, _usualLog);
                    break;
                case Mode.One:
                    if (source.IsEmpty)
                        Corrupt.Throw("zstd: truncated");
                    _table.FillWithOne(source[0]);
                    taken = 1;
                    break;
                default:
                    taken = _table.Fill(source);
                    break;
            }
            _isUsual = mode == Mode.Usual;
            for (var state = 0; state < 1 << Log; state++)
            {
                var cell = _table.Cells[state];
                _cells[state] = new(_values[cell.Symbol], cell.Base, _bits[cell.Symbol], cell.Bits);
            }
            return taken;
        }
    }
}
