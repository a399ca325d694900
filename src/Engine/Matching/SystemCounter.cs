using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>A code system as a source writes it.</summary>
internal sealed class CodeSystemEntry(int number, string original, string? name)
{
    /// <summary>A small number of its own.</summary>
    public int Number => number;

    /// <summary>As the source writes it; "" where it gives none.</summary>
    public string Original => original;

    /// <summary>Normalised; null when nothing can read it.</summary>
    public string? Name => name;

    /// <summary>Rows since the counts were last given away.</summary>
    public long Rows { get; set; }
}

/// <summary>Names and counts the code system of every row. One a thread.</summary>
internal sealed class SystemCounter
{
    private readonly Dictionary<string, CodeSystemEntry> _entries = new(StringComparer.Ordinal);
    private readonly BytesTable<CodeSystemEntry> _byText;
    private readonly CodeSystemEntry _none;
    private CodeSystemEntry[] _byId = [];
    private PageDictionary? _dictionary;
    private Page? _page;

    public SystemCounter()
    {
        _byText = new(text => Entry(Encoding.UTF8.GetString(text)));
        _none = Entry("");
    }

    /// <summary>Forgets the chunk: its reader is closed.</summary>
    public void Forget() => (_dictionary, _page) = (null, null);

    /// <summary>Turns to a page.</summary>
    public void Turn(Page? page)
    {
        _page = page;
        if (page?.Dictionary is not { } dictionary || dictionary == _dictionary)
            return;
        _dictionary = dictionary;
        if (_byId.Length < dictionary.Count)
            _byId = new CodeSystemEntry[dictionary.Count];
        for (var id = 0; id < dictionary.Count; id++)
            _byId[id] = _byText[dictionary.Text(id)];
    }

    /// <summary>The system of an id of the page's dictionary; -1 is none.</summary>
    public CodeSystemEntry Of(int id) => id < 0 ? _none : _byId[id];

    /// <summary>Counts and returns the system of row <paramref name="i"/> of the page.</summary>
    public CodeSystemEntry Count(int i)
    {
        var entry = _none;
        if (_page is { } page)
        {
            if (page.Dictionary is not null)
                entry = page.Ids[i] is >= 0 and var id ? _byId[id] : _none;
            else if (!page.IsNull(i))
                entry = _byText[page.Text(i)];
        }
        entry.Rows++;
        return entry;
    }

    /// <summary>Adds the counts to a partition's and begins anew.</summary>
    public void GiveTo(Harvest harvest)
    {
        foreach (var entry in _entries.Values.Where(e => e.Rows > 0))
        {
            var counts = entry.Name is null ? harvest.UnknownCodeSystems : harvest.CodeSystems;
            var name = entry.Name ?? entry.Original;
            counts[name] = counts.GetValueOrDefault(name) + entry.Rows;
            entry.Rows = 0;
        }
    }

    private CodeSystemEntry Entry(string text)
    {
        if (!_entries.TryGetValue(text, out var entry))
            _entries[text] = entry = new(_entries.Count, text, text.Length == 0 ? null : CodeSystems.Normalise(text));
        return entry;
    }
}
