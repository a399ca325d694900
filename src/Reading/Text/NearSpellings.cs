using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Opportune.Reading.Text;

/// <summary>
/// Long words that may be misspelt by one letter: left out, put in, another, or changed with its neighbour. The first
/// letters must be right, and the word long enough that no other word of the language is meant.
/// </summary>
internal sealed class NearSpellings
{
    /// <summary>Letters of the shortest word that may be misspelt.</summary>
    public const int Shortest = 9;

    private const int Longest = 62;
    private const int Lengths = 32;
    private const int Kept = 4;

    // By first letter and length; the longest lie together.
    private readonly List<Known>?[] _known = new List<Known>?[26 * Lengths];
    // Bits by four letters with which a word begins, and with which one ends: whatever one letter is wrong, the one or the other stays.
    private readonly ulong[] _beginnings = new ulong[1 << 10];
    private readonly ulong[] _endings = new ulong[1 << 10];
    private int _count;

    // The letters that must be right, at most eight, are told by one comparison.
    private readonly record struct Known(ulong Letters, ulong Right, byte[] Word, int Id, int Order);

    /// <summary>Adds a word of which the first letters, at most eight, must be right; short ones and those with other signs than letters are passed over.</summary>
    public void Add(byte[] word, int right, int id)
    {
        if (word.Length is < Shortest or > Longest || word.AsSpan().ContainsAnyExceptInRange((byte)'a', (byte)'z'))
            return;
        var mask = ulong.MaxValue >> 8 * (sizeof(ulong) - right);
        (_known[Place(word[0], word.Length)] ??= []).Add(new(BinaryPrimitives.ReadUInt64LittleEndian(word) & mask, mask, word, id, _count++));
        _beginnings[Bit(word, out var bit) >> 6] |= bit;
        _endings[Bit(word.AsSpan(^Kept..), out bit) >> 6] |= bit;
    }

    /// <summary>The id of the first word added that differs by one letter, or -1; ASCII case is ignored.</summary>
    public int Find(ReadOnlySpan<byte> word) =>
        word.Length >= Shortest - 1 && word.Length <= Longest + 1 && Letters.IsSmall(Letters.Lower(word[0])) && MayBeNear(word) ? FindLower(word) : -1;

    private bool MayBeNear(ReadOnlySpan<byte> word) => (_beginnings[Bit(word, out var bit) >> 6] & bit) != 0 || (_endings[Bit(word[^Kept..], out bit) >> 6] & bit) != 0;

    private static int Bit(ReadOnlySpan<byte> letters, out ulong bit)
    {
        var index = (int)((BinaryPrimitives.ReadUInt32LittleEndian(letters) | 0x20202020) * 0x9E3779B1u >> 16);
        bit = 1UL << (index & 63);
        return index;
    }

    // Apart, so that the many words that are near none need no room for their letters.
    private int FindLower(ReadOnlySpan<byte> word) => FindLowered(Lowered(word, stackalloc byte[Longest + 1]));

    private int FindLowered(ReadOnlySpan<byte> lowerCase)
    {
        var (first, found, letters) = (int.MaxValue, -1, BinaryPrimitives.ReadUInt64LittleEndian(lowerCase));
        for (var place = Place(lowerCase[0], lowerCase.Length - 1); place <= Place(lowerCase[0], lowerCase.Length + 1); place++)
        {
            foreach (ref readonly var known in CollectionsMarshal.AsSpan(_known[place]))
            {
                if ((letters & known.Right) == known.Letters && known.Order < first && Math.Abs(known.Word.Length - lowerCase.Length) <= 1 && IsNear(known.Word, lowerCase))
                    (first, found) = (known.Order, known.Id);
            }
        }
        return found;
    }

    private static Span<byte> Lowered(ReadOnlySpan<byte> word, Span<byte> lower)
    {
        for (var i = 0; i < word.Length; i++)
            lower[i] = Letters.Lower(word[i]);
        return lower[..word.Length];
    }

    private static int Place(byte first, int length) => (first - 'a') * Lengths + Math.Min(length, Lengths - 1);

    private static bool IsNear(ReadOnlySpan<byte> word, ReadOnlySpan<byte> other)
    {
        var before = word.CommonPrefixLength(other);
        var shorter = Math.Min(word.Length, other.Length);
        var after = 0;
        while (after < shorter - before && word[^(after + 1)] == other[^(after + 1)])
            after++;
        var longer = Math.Max(word.Length, other.Length);
        return before + after >= longer - 1
            || word.Length == other.Length && before + after == longer - 2 && word[before] == other[before + 1] && word[before + 1] == other[before];
    }
}
