using System.Buffers.Binary;
using System.Text;

namespace Opportune.Reading.Text;

/// <summary>Every word of the lexicon, numbered; found by its lower-case bytes without making a string.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private readonly List<byte[]> _words = [];
    private readonly List<(byte[] Spelling, int Id)> _spellings = [];
    private readonly NearSpellings _near = new();
    private Slot[] _slots = [];

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

    public void Freeze()
    {
        var size = 16;
        while (size < _spellings.Count * 3)
            size *= 2;
        _slots = new Slot[size];
        foreach (var (spelling, id) in _spellings)
        {
            var letters = Letters8(spelling);
            var slot = First(letters, spelling);
            while (_slots[slot].Spelling is not null)
                slot = (slot + 1) & (size - 1);
            _slots[slot] = new(letters, spelling, spelling.Length, id);
        }
    }

    /// <summary>The word's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> lowerCase)
    {
        var letters = Letters8(lowerCase);
        for (var slot = First(letters, lowerCase); _slots[slot].Spelling is { } spelling; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly var found = ref _slots[slot];
            if (found.Letters == letters && found.Length == lowerCase.Length && (lowerCase.Length <= sizeof(ulong) || lowerCase.SequenceEqual(spelling)))
                return found.Id;
        }
        return -1;
    }

    // The letters decide what is found where there are no more of them.
    private readonly record struct Slot(ulong Letters, byte[]? Spelling, int Length, int Id);

    private int First(ulong letters, ReadOnlySpan<byte> word) =>
        (int)(ByteHash.Mixed(word.Length <= sizeof(ulong) ? letters : ByteHash.Of(word)) & (ulong)(_slots.Length - 1));

    private static ulong Letters8(ReadOnlySpan<byte> word)
    {
        if (word.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64LittleEndian(word);
        if (word.Length >= sizeof(uint))
            return BinaryPrimitives.ReadUInt32LittleEndian(word) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(word[^sizeof(uint)..]) << 8 * (word.Length - sizeof(uint));
        var letters = 0UL;
        for (var i = 0; i < word.Length; i++)
            letters |= (ulong)word[i] << 8 * i;
        return letters;
    }

    /// <summary>The long word that it is but for one letter, or -1.</summary>
    public int FindNear(ReadOnlySpan<byte> lowerCase) => _near.Find(lowerCase);
}
