using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>A row whose code or drug name matters.</summary>
/// <param name="Row">The row within its row group.</param>
/// <param name="Code">What holds its code, or null.</param>
/// <param name="Names">The sets of which its display holds a name, or null.</param>
/// <param name="UnknownSystem">Its code system is one that nothing can read.</param>
internal readonly record struct CodeHit(int Row, CodeMatch? Code, int[]? Names, bool UnknownSystem);

/// <summary>
/// Judges the codes of a row group, page by page beside each other: once per distinct pair of system and code where the
/// file has dictionaries, through a bounded memo where it has not. One a thread; the memos outlive row groups.
/// </summary>
internal sealed class CodeCursor
{
    private readonly TableRules _rules;
    private readonly SystemCounter _systems = new();
    private readonly Dictionary<string, long> _unplaced = new(StringComparer.Ordinal);
    private readonly List<BytesTable<CodeMatch?>> _plain = [];
    private readonly BytesTable<int[]?> _names;
    private readonly DictionaryMemo<CodeMatch?> _byId = new();
    private readonly DictionaryMemo<int[]?> _namesById = new();
    private ColumnReader? _code;
    private ColumnReader? _system;
    private ColumnReader? _display;

    public CodeCursor(TableRules rules)
    {
        _rules = rules;
        _names = new(display => _rules.Names.Find(display));
    }

    /// <summary>Whether rows without a code count as coded by an unknown system: not among findings, most of which have none.</summary>
    public bool CodeIsRequired { get; init; } = true;

    /// <summary>Turns to a row group.</summary>
    /// <param name="layout">The table.</param>
    /// <param name="open">Opens a column; who opened it disposes it.</param>
    public void Open(TableLayout layout, Func<int, ColumnReader?> open)
    {
        (_system, _code) = (open(layout.CodeSystem), open(layout.Code));
        _display = _rules.Names.IsEmpty ? null : open(layout.Display);
        _byId.Forget();
        _namesById.Forget();
        _systems.Forget();
    }

    /// <summary>
    /// Judges the rows from <paramref name="from"/> to the nearest end of a page, at most to before
    /// <paramref name="limit"/>, and appends the hits. The readers stay on those pages.
    /// </summary>
    /// <returns>The row after the last one judged.</returns>
    public int Judge(int from, int limit, List<CodeHit> into)
    {
        var end = Math.Min(limit, Math.Min(EndOfPage(_system, from), Math.Min(EndOfPage(_code, from), EndOfPage(_display, from))));
        if (_code is not null || _display is not null)
            JudgeRun(from, end, into);
        return end;
    }

    /// <summary>Adds what was counted by code system, and counts anew.</summary>
    public void GiveCounts(Harvest harvest)
    {
        _systems.GiveTo(harvest);
        foreach (var (code, rows) in _unplaced)
            harvest.UnplacedCodes[code] = harvest.UnplacedCodes.GetValueOrDefault(code) + rows;
        _unplaced.Clear();
    }

    /// <summary>Moves a reader to a row and returns the row after the last of its page; without a reader, no end.</summary>
    public static int EndOfPage(ColumnReader? reader, int row)
    {
        if (reader is null)
            return int.MaxValue;
        reader.MoveTo(row);
        return reader.Page.FirstRow + reader.Page.Count;
    }

    private void JudgeRun(int from, int to, List<CodeHit> into)
    {
        _systems.Turn(_system?.Page);
        if (_display is null && _system?.Page.Dictionary is not null && _code!.Page.Dictionary is { } codes)
            JudgeIds(from, to, codes, into);
        else
            JudgeRows(from, to, into);
    }

    // The usual case and the fast one: both columns have dictionaries, and a row costs two looks into arrays.
    private void JudgeIds(int from, int to, PageDictionary dictionary, List<CodeHit> into)
    {
        var systems = _system!.Page.Ids[(from - _system.Page.FirstRow)..(to - _system.Page.FirstRow)];
        var codes = _code!.Page.Ids[(from - _code.Page.FirstRow)..(to - _code.Page.FirstRow)];
        var before = -2;
        CodeSystemEntry? system = null;
        (bool Known, CodeMatch? Value)[] known = [];
        for (var i = 0; i < codes.Length; i++)
        {
            var code = codes[i];
            if (code < 0 && !CodeIsRequired)
                continue;
            if (systems[i] != before || system is null)
            {
                before = systems[i];
                system = _systems.Of(before);
                known = system.Name is null ? [] : _byId.Of(dictionary, system.Number);
            }
            system.Rows++;
            if (system.Name is null)
            {
                into.Add(new(from + i, null, null, true));
                continue;
            }
            if (code < 0)
                continue;
            if (!known[code].Known)
                known[code] = (true, Find(system, dictionary.Text(code)));
            if (known[code].Value is { } match && IsPlaced(match))
                into.Add(new(from + i, match, null, false));
        }
    }

    private void JudgeRows(int from, int to, List<CodeHit> into)
    {
        for (var row = from; row < to; row++)
        {
            var code = _code is null ? -1 : row - _code.Page.FirstRow;
            var hasCode = code >= 0 && !IsNull(_code!.Page, code);
            if (!hasCode && !CodeIsRequired)
                continue;
            var system = _systems.Count(_system is null ? -1 : row - _system.Page.FirstRow);
            var match = hasCode && system.Name is not null ? Match(system, _code!.Page, code) : null;
            if (match is not null && !IsPlaced(match))
                match = null;
            var names = _display is not null ? Names(_display.Page, row - _display.Page.FirstRow) : null;
            if (match is not null || names is not null || system.Name is null)
                into.Add(new(row, match, names, system.Name is null));
        }
    }

    // Counted here, where each row comes by once, whoever its patient is.
    private bool IsPlaced(CodeMatch match)
    {
        if (match.Unplaced is not { } code)
            return true;
        _unplaced[code] = _unplaced.GetValueOrDefault(code) + 1;
        return false;
    }

    private static bool IsNull(Page page, int i) => page.Dictionary is null ? page.IsNull(i) : page.Ids[i] < 0;

    private CodeMatch? Match(CodeSystemEntry system, Page page, int i)
    {
        if (page.Dictionary is not { } dictionary)
            return Memo(system)[page.Text(i)];
        var id = page.Ids[i];
        var known = _byId.Of(dictionary, system.Number);
        if (!known[id].Known)
            known[id] = (true, Find(system, dictionary.Text(id)));
        return known[id].Value;
    }

    private BytesTable<CodeMatch?> Memo(CodeSystemEntry system)
    {
        while (_plain.Count <= system.Number)
            _plain.Add(null!);
        return _plain[system.Number] ??= new(code => Find(system, code));
    }

    private CodeMatch? Find(CodeSystemEntry system, ReadOnlySpan<byte> code) =>
        code.IsEmpty ? null : _rules.Codes.Find(system.Name!, Encoding.UTF8.GetString(code));

    private int[]? Names(Page page, int i)
    {
        if (IsNull(page, i))
            return null;
        if (page.Dictionary is not { } dictionary)
            return _names[page.Text(i)];
        var id = page.Ids[i];
        var known = _namesById.Of(dictionary, 0);
        if (!known[id].Known)
            known[id] = (true, _rules.Names.Find(dictionary.Text(id)));
        return known[id].Value;
    }
}
