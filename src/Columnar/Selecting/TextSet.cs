using System.Buffers.Binary;
using System.Numerics;

namespace Opportune.Columnar;

/// <summary>
/// A list of texts that answers whether a text is on it. Codes and sentences that are nearly alike are told apart by their
/// length, their first and their last eight bytes, and eight at the place where those of the list differ most; only a text
/// that agrees in all of these is compared whole.
/// </summary>
internal sealed class TextSet
{
    private const int Word = sizeof(ulong);
    private const ulong Odd = 0x9E3779B97F4A7C15;

    // So many places are tried for the one where the texts differ most, on about so many of the texts.
    private const int MostPlaces = 256;
    private const int MostTried = 256;

    private readonly byte[][] _texts;
    private readonly int _place;

    // By the hash's lowest bits: the hash, and the text's place in the list and one; 0 where free.
    private readonly (uint Hash, int Text)[] _slots;

    /// <param name="texts">Each once.</param>
    public TextSet(byte[][] texts)
    {
        _texts = texts;
        _place = WhereTheyDiffer(texts);
        _slots = new (uint, int)[BitOperations.RoundUpToPowerOf2((uint)texts.Length * 4)];
        for (var i = 0; i < texts.Length; i++)
        {
            var hash = Hash(texts[i], _place);
            var slot = (int)hash & _slots.Length - 1;
            while (_slots[slot].Text != 0)
                slot = slot + 1 & _slots.Length - 1;
            _slots[slot] = (hash, i + 1);
        }
    }

    /// <summary>Whether the text is on the list.</summary>
    public bool Contains(ReadOnlySpan<byte> text)
    {
        var slots = _slots;
        var hash = Hash(text, _place);
        for (var slot = (int)hash & slots.Length - 1; slots[slot].Text is var found and not 0; slot = slot + 1 & slots.Length - 1)
        {
            if (slots[slot].Hash == hash && text.SequenceEqual(_texts[found - 1]))
                return true;
        }
        return false;
    }

    private static uint Hash(ReadOnlySpan<byte> text, int place)
    {
        ulong word;
        if (text.Length >= Word)
        {
            word = BinaryPrimitives.ReadUInt64LittleEndian(text) * Odd
                + BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(text[^Word..]), 23)
                + BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(text[Math.Min(place, text.Length - Word)..]), 41);
        }
        else
        {
            word = 0;
            foreach (var b in text)
                word = word << 8 | b;
        }
        return (uint)((word + (ulong)text.Length) * Odd >> 32);
    }

    private static int WhereTheyDiffer(byte[][] texts)
    {
        var step = texts.Length / MostTried + 1;
        var some = texts.Where((_, i) => i % step == 0).ToList();
        var (best, most) = (0, 0);
        var hashes = new HashSet<uint>();
        var last = Math.Min(MostPlaces, some.Max(t => t.Length) - Word);
        for (var place = 0; place <= last && most < some.Count; place++)
        {
            hashes.Clear();
            hashes.UnionWith(some.Select(text => Hash(text, place)));
            if (hashes.Count > most)
                (best, most) = (place, hashes.Count);
        }
        return best;
    }
}
