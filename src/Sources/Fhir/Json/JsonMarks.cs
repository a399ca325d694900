using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Opportune.Sources.Fhir;

/// <summary>
/// The places of one JSON text at which something begins or ends: quotes, brackets, colons, commas and first bytes of numbers and
/// words, found 64 bytes at a time. What lies inside strings is judged here (escapes, control characters), so that whoever walks the
/// marks never looks into one.
/// </summary>
internal sealed class JsonMarks
{
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    private int[] _marks = new int[4096];

    /// <summary>The places in order, and behind them a few that lie at the text's end.</summary>
    public ReadOnlySpan<int> Places => _marks;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether any string has an escape.</summary>
    public bool HasEscapes { get; private set; }

    /// <summary>Finds the marks of a text.</summary>
    /// <returns>Whether its strings are closed and well formed; the rest is for the walk to say.</returns>
    public bool Find(ReadOnlySpan<byte> json)
    {
        // Each byte is one mark at most, and four follow the last; a block writes whole fours.
        if (_marks.Length < json.Length + 80)
            _marks = new int[Math.Max(json.Length + 80, _marks.Length * 2)];
        var state = new State();
        ref var first = ref MemoryMarshal.GetReference(json);
        ref var marks = ref MemoryMarshal.GetArrayDataReference(_marks);
        var (at, count) = (0, 0);
        for (; at + 64 <= json.Length; at += 64)
            count = Write(ref marks, count, at, state.Take(ref Unsafe.Add(ref first, at)));
        if (at < json.Length)
        {
            Span<byte> last = stackalloc byte[64];
            last.Fill((byte)' ');
            json[at..].CopyTo(last);
            count = Write(ref marks, count, at, state.Take(ref MemoryMarshal.GetReference(last)));
        }
        _marks.AsSpan(count, 4).Fill(json.Length);
        (Count, HasEscapes) = (count, state.Escapes != 0);
        return !state.IsBroken && (!HasEscapes || EscapesHold(json));
    }

    // Four at a time without asking: what is written too much is written over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ref int marks, int count, int at, ulong bits)
    {
        var end = count + BitOperations.PopCount(bits);
        for (; bits != 0; count += 4)
        {
            ref var to = ref Unsafe.Add(ref marks, count);
            to = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            Unsafe.Add(ref to, 1) = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            Unsafe.Add(ref to, 2) = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            Unsafe.Add(ref to, 3) = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }
        return end;
    }

    // Outside of strings a backslash begins a word that is none, so every one that is asked about lies in a string, or the walk refuses it.
    private static bool EscapesHold(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf((byte)'\\') is var at and >= 0)
        {
            if (at + 1 >= json.Length)
                return false;
            var after = json[at + 1];
            if (after == 'u')
            {
                for (var i = at + 2; i < at + 6; i++)
                {
                    if (i >= json.Length || !char.IsAsciiHexDigit((char)json[i]))
                        return false;
                }
            }
            else if (after is not ((byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t'))
            {
                return false;
            }
            json = json[(at + 2)..];
        }
        return true;
    }

    // What one block leaves to the next.
    private struct State
    {
        private ulong _isEscaped;
        private ulong _isInString;
        private ulong _isInWord;
        private ulong _controls;

        public ulong Escapes;

        public readonly bool IsBroken => _isInString != 0 || _controls != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Take(ref byte block)
        {
            var low = Vector256.LoadUnsafe(ref block);
            var high = Vector256.LoadUnsafe(ref block, 32);
            var backslashes = Where(low, high, (byte)'\\');
            var quotes = Where(low, high, (byte)'"');
            if ((backslashes | _isEscaped) != 0)
                quotes &= ~Escaped(backslashes);
            var inString = Running(quotes) ^ _isInString;
            _isInString = (ulong)((long)inString >> 63);

            // '[' and '{', ']' and '}' differ in one bit.
            var (lowSet, highSet) = (low | Vector256.Create((byte)0x20), high | Vector256.Create((byte)0x20));
            var signs = Where(lowSet, highSet, (byte)'{') | Where(lowSet, highSet, (byte)'}') | Where(low, high, (byte)':') | Where(low, high, (byte)',');
            var blanks = Where(low, high, (byte)' ');
            var controls = Bits(Vector256.LessThan(low, Vector256.Create((byte)0x20)), Vector256.LessThan(high, Vector256.Create((byte)0x20)));
            if (controls != 0)
            {
                blanks |= Where(low, high, (byte)'\n') | Where(low, high, (byte)'\r') | Where(low, high, (byte)'\t');
                _controls |= controls & inString;
            }
            var words = ~(signs | quotes | blanks | inString);
            var starts = words & ~((words << 1) | _isInWord);
            _isInWord = words >> 63;
            return (signs & ~inString) | quotes | starts;
        }

        // The bytes behind a backslash that is not itself escaped.
        private ulong Escaped(ulong backslashes)
        {
            Escapes |= backslashes;
            backslashes &= ~_isEscaped;
            var follows = (backslashes << 1) | _isEscaped;
            var oddStarts = backslashes & ~EvenBits & ~follows;
            var runs = oddStarts + backslashes;
            _isEscaped = runs < backslashes ? 1UL : 0;
            return (EvenBits ^ (runs << 1)) & follows;
        }

        // Each bit: whether an odd number of bits up to it is set.
        private static ulong Running(ulong bits)
        {
            bits ^= bits << 1;
            bits ^= bits << 2;
            bits ^= bits << 4;
            bits ^= bits << 8;
            bits ^= bits << 16;
            return bits ^ (bits << 32);
        }

        private static ulong Where(Vector256<byte> low, Vector256<byte> high, byte value) =>
            Bits(Vector256.Equals(low, Vector256.Create(value)), Vector256.Equals(high, Vector256.Create(value)));

        private static ulong Bits(Vector256<byte> low, Vector256<byte> high) => low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
    }
}
