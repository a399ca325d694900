using Opportune.Columnar;

namespace Opportune.Engine;

/// <summary>
/// What was found out about the entries of a column chunk's dictionary, by id; several lists where the answer depends on
/// something else too. The array is reused from chunk to chunk.
/// </summary>
internal sealed class DictionaryMemo<T>
{
    private readonly List<(bool Known, T? Value)[]> _lists = [];
    private PageDictionary? _dictionary;
    private int _count;
    private bool[] _begun = [];

    /// <summary>The answers about that dictionary; all unknown when it is another one than before.</summary>
    public (bool Known, T? Value)[] Of(PageDictionary dictionary, int list)
    {
        if (_dictionary != dictionary)
        {
            (_dictionary, _count) = (dictionary, dictionary.Count);
            Array.Clear(_begun);
        }
        if (list < _begun.Length && _begun[list])
            return _lists[list];
        return Begin(list);
    }

    /// <summary>Forgets the dictionary: its reader is closed.</summary>
    public void Forget() => _dictionary = null;

    private (bool Known, T? Value)[] Begin(int list)
    {
        if (list >= _begun.Length)
            Array.Resize(ref _begun, Math.Max(4, list * 2));
        while (_lists.Count <= list)
            _lists.Add([]);
        if (_lists[list].Length < _count)
            _lists[list] = new (bool, T?)[_count];
        else
            Array.Clear(_lists[list], 0, _count);
        _begun[list] = true;
        return _lists[list];
    }
}
