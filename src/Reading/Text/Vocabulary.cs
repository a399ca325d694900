using System.Text;

namespace Opportune.Reading.Text;

/// <summary>Every word of the lexicon, numbered; found by its lower-case bytes without making a string.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private readonly List<byte[]> _words = [];
    private readonly List<(byte[] Spelling, int Id)> _spellings = [];
    private readonly NearSpellings _near = new();
    private int[] _slots = [];
    private ulong[] _hashes = [];

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
        _slots = new int[size];
        _hashes = new ulong[size];
        for (var i = 0; i < _spellings.Count; i++)
        {
            var hash = ByteHash.Of(_spellings[i].Spelling);
            var slot = (int)(hash & (ulong)(size - 1));
            while (_slots[slot] != 0)
                slot = (slot + 1) & (size - 1);
            (_slots[slot], _hashes[slot]) = (i + 1, hash);
        }
    }

    /// <summary>The word's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> lowerCase)
    {
        var hash = ByteHash.Of(lowerCase);
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash & (ulong)mask); _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_hashes[slot] == hash && lowerCase.SequenceEqual(_spellings[_slots[slot] - 1].Spelling))
                return _spellings[_slots[slot] - 1].Id;
        }
        return -1;
    }

    /// <summary>The long word that it is but for one letter, or -1.</summary>
    public int FindNear(ReadOnlySpan<byte> lowerCase) => _near.Find(lowerCase);
}
