using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Opportune.Reading.Text;

/// <summary>Every word of the lexicon, numbered; found by its bytes without making a string.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private readonly List<byte[]> _words = [];
    private readonly List<(byte[] Spelling, int Id)> _spellings = [];
    private readonly NearSpellings _near = new();
    private Slot[] _slots = [];
    private byte[]?[] _spelled = [];

    public int Count => _words.Count;

    /// <summary>The number of a word, given one if it has none. Only before <see cref="Freeze"/>.</summary>
    public int Add(string word)
    {
        if (_byText.TryGetValue(word, out var id))
            return id;
        _words.Add(Encoding.UTF8.GetBytes(word));
        _spellings.Add((_words[^1], _words.Count - 1));
        return _byText[word] = _words.Count - 1;
    }

    /// <summary>Another spelling of a word, which must not have been told before. Only before <see cref="Freeze"/>.</summary>
    public void AddAlias(string word, int id)
    {
        if (_byText.TryAdd(word, id))
            _spellings.Add((Encoding.UTF8.GetBytes(word), id));
    }

    /// <summary>Lets a long word be found when one letter behind the first <paramref name="right"/> is wrong. Only before reading.</summary>
    public void AllowSlips(string word, int right) => _near.Add(Encoding.UTF8.GetBytes(word), right, _byText[word]);

    public int IdOf(string word) => _byText.GetValueOrDefault(word, -1);

    public string WordOf(int id) => Encoding.UTF8.GetString(_words[id]);

    /// <summary>Ends adding: from here on words are found.</summary>
    public void Freeze()
    {
        var size = 16;
        while (size < _spellings.Count * 3)
            size *= 2;
        (_slots, _spelled) = (new Slot[size], new byte[]?[size]);
        foreach (var (spelling, id) in _spellings)
        {
            var (first, last) = (First(spelling), Last(spelling));
            var slot = Place(first, last);
            while (_spelled[slot] is not null)
                slot = (slot + 1) & (size - 1);
            (_slots[slot], _spelled[slot]) = (new(first, last, id + 1, spelling.Length), spelling);
        }
    }

    /// <summary>The word's number, or -1; ASCII case is ignored.</summary>
    public int Find(ReadOnlySpan<byte> word) => Find(word, First(word), Last(word));

    /// <summary>The same of bytes <paramref name="from"/> to <paramref name="to"/> of a text: beside them there mostly are others, so that eight can be read whatever the word's length.</summary>
    public int Find(ReadOnlySpan<byte> text, int from, int to)
    {
        if (text.Length - from < sizeof(ulong) || to < sizeof(ulong) || from == to)
            return Find(text[from..to]);
        var length = to - from;
        var first = BinaryPrimitives.ReadUInt64LittleEndian(text[from..]) & ulong.MaxValue >> 8 * (sizeof(ulong) - Math.Min(length, sizeof(ulong)));
        var last = length > sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(text[(to - sizeof(ulong))..]) : 0;
        return Find(text[from..to], Lower(first), Lower(last));
    }

    private int Find(ReadOnlySpan<byte> word, ulong first, ulong last)
    {
        for (var slot = Place(first, last); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly var found = ref _slots[slot];
            if (found.Number == 0)
                return -1;
            if (found.First == first && found.Last == last && found.Length == word.Length && (word.Length <= 2 * sizeof(ulong) || IsSame(word, _spelled[slot]!)))
                return found.Number - 1;
        }
    }

    /// <summary>The same, and of a long word one letter may be wrong.</summary>
    public int FindOrNear(ReadOnlySpan<byte> text, int from, int to) => Find(text, from, to) is var id and >= 0 ? id : _near.Find(text[from..to]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Place(ulong first, ulong last) => (int)(ByteHash.Mixed(first + ByteHash.Mixed(last)) >> 16 & (ulong)(_slots.Length - 1));

    // Small, so that those of common words stay near: the letters, which are all of a word of sixteen, and one more than its number.
    private readonly record struct Slot(ulong First, ulong Last, int Number, int Length);

    private static bool IsSame(ReadOnlySpan<byte> word, ReadOnlySpan<byte> spelling)
    {
        for (var at = sizeof(ulong); at < word.Length - sizeof(ulong); at += sizeof(ulong))
        {
            if (Lower(BinaryPrimitives.ReadUInt64LittleEndian(word[at..])) != BinaryPrimitives.ReadUInt64LittleEndian(spelling[at..]))
                return false;
        }
        return true;
    }

    // The first eight letters in lower case.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong First(ReadOnlySpan<byte> word)
    {
        if (word.Length >= sizeof(ulong))
            return Lower(BinaryPrimitives.ReadUInt64LittleEndian(word));
        if (word.Length >= sizeof(uint))
            return Lower(BinaryPrimitives.ReadUInt32LittleEndian(word) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(word[^sizeof(uint)..]) << 8 * (word.Length - sizeof(uint)));
        var letters = 0UL;
        for (var i = 0; i < word.Length; i++)
            letters |= (ulong)word[i] << 8 * i;
        return Lower(letters);
    }

    // The last eight in lower case, of more than eight; else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(ReadOnlySpan<byte> word) => word.Length > sizeof(ulong) ? Lower(BinaryPrimitives.ReadUInt64LittleEndian(word[^sizeof(ulong)..])) : 0;

    // Eight bytes at once: the sums reach the highest bit from 'A' on, and from behind 'Z' on; bytes beyond ASCII have it already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Lower(ulong letters)
    {
        var seven = letters & 0x7F7F7F7F7F7F7F7F;
        var capitals = (seven + 0x3F3F3F3F3F3F3F3F ^ seven + 0x2525252525252525) & ~letters & 0x8080808080808080;
        return letters | capitals >> 2;
    }
}
