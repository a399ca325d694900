using System.Buffers.Text;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>A number of the column that a term heads.</summary>
/// <param name="Value">The number.</param>
/// <param name="Start">Its first byte, sign included.</param>
/// <param name="End">Byte after it.</param>
/// <param name="Place">The place that heads its row.</param>
/// <param name="RowStart">First byte of the row.</param>
/// <param name="RowEnd">Byte after the row's last number.</param>
internal readonly record struct TableScore(double Value, int Start, int End, int Place, int RowStart, int RowEnd);

/// <summary>
/// Reads a table whose term heads a column ("Region BMD T-score Z-score") from the heading on, over as many lines as it has,
/// or run together behind the heading. A row is a place and its numbers; it is read where they can be told apart: as many
/// numbers as columns, or those with one decimal as many as there are columns of such (terms of the family, and what only
/// looks like them). What cannot be told apart is left out.
/// </summary>
internal sealed class ScoreTable(CompiledLexicon lexicon)
{
    private const int Longest = 3000;
    private const int MostStrange = 8;

    private enum Column : byte
    {
        Asked,
        Alike,
        Other,
    }

    private readonly record struct Cell(double Value, int Start, int End, int Decimals, bool IsScore);

    private readonly TokenList _tokens = new(lexicon.Vocabulary);
    private readonly Matches _terms = new();
    private readonly Matches _headings = new();
    private readonly Matches _places = new();
    private readonly List<Column> _columns = [];
    private readonly List<Cell> _cells = [];
    private readonly List<TableScore> _found = [];
    private LexiconValue _value = null!;
    private int _family;
    private int _row;

    /// <summary>What the column holds, by row.</summary>
    public IReadOnlyList<TableScore> Found => _found;

    /// <summary>Whether the term of that family at byte <paramref name="at"/> heads a column; then <see cref="Found"/> is what it holds.</summary>
    public bool Read(ReadOnlySpan<byte> text, int start, int at, int end, int family)
    {
        _found.Clear();
        (_family, _value) = (family, lexicon.Families[family].Value!);
        if (_value.Columns.Count == 0)
            return false;
        _tokens.Fill(text, start, Math.Min(end, at + Longest));
        _terms.Fill(lexicon.TermTrie, _tokens);
        _headings.Fill(lexicon.Columns[family]!, _tokens);
        _places.Fill(lexicon.PlaceTries[family], _tokens);
        var token = 0;
        while (token < _tokens.Count && _tokens[token].Start < at)
            token++;
        if (FirstRow(text, token) is not (>= 0 and var first))
            return false;
        ReadRows(text, first);
        return true;
    }

    private bool IsAsked(int token) => _terms.At(token) is var t and >= 0 && lexicon.Terms[_terms[t].Entry] is { Term: not null } term && term.Family == _family;

    private bool IsAlike(int token) => _terms.At(token) is var t and >= 0 && lexicon.Terms[_terms[t].Entry] is { Term: null } term && term.Family == _family;

    private bool IsHeading(int token) => _headings.At(token) >= 0 || IsAlike(token) || IsAsked(token)
        || _tokens[token].Kind == TokenKind.Mark && !_tokens.IsMark(token, '.');

    // The columns in order; the token at which the rows begin, or -1 where it is no heading of a table.
    private int FirstRow(ReadOnlySpan<byte> text, int term)
    {
        _columns.Clear();
        var at = term;
        while (at > 0 && IsHeading(at - 1) && !IsAsked(at - 1))
            at--;
        var last = term;
        for (; at < _tokens.Count && IsHeading(at); at++)
        {
            if (_terms.At(at) is var t and >= 0 && _terms[t].From == at)
                _columns.Add(IsAsked(at) ? Column.Asked : Column.Alike);
            else if (_headings.At(at) is var h and >= 0 && _headings[h].From == at && _headings[h].Entry == CompiledLexicon.ColumnEntry)
                _columns.Add(Column.Other);
            last = at;
        }
        if (at >= _tokens.Count || _tokens[at].Kind == TokenKind.Number || _columns.FindAll(c => c == Column.Asked).Count != 1)
            return -1;
        var breaks = text[_tokens[last].End.._tokens[at].Start].Contains((byte)'\n');
        return breaks || _columns.Count > 1 && _places.At(at) >= 0 ? at : -1;
    }

    private void ReadRows(ReadOnlySpan<byte> text, int from)
    {
        var (place, strange) = (-1, 0);
        _row = 0;
        _cells.Clear();
        for (var token = from; token < _tokens.Count && strange <= MostStrange; token++)
        {
            if (IsAsked(token) || IsAlike(token))
                break;
            if (_places.At(token) is var p and >= 0)
            {
                if (_cells.Count > 0)
                    place = Flush(place);
                // "Left hip (neck)" is the neck, "femoral neck (left hip)" too.
                _row = place < 0 ? _tokens[token].Start : _row;
                if (place < 0 || RankOf(p) != PlaceRank.Weak || RankOf(place) == PlaceRank.Weak)
                    place = p;
                (token, strange) = (_places[p].To - 1, 0);
            }
            else if (_tokens[token].Kind == TokenKind.Number)
            {
                if (_cells.Count > 0 && text[_cells[^1].End.._tokens[token].Start].Contains((byte)'\n'))
                    place = Flush(place);
                if (place >= 0)
                    AddCell(text, token);
            }
            else if (_tokens[token].Kind != TokenKind.Mark && _headings.At(token) < 0 || _tokens.IsMark(token, '.'))
            {
                strange++;
                if (_cells.Count > 0 || strange > 3)
                    place = Flush(place);
            }
        }
        Flush(place);
    }

    private PlaceRank RankOf(int place) => lexicon.Places[_places[place].Entry].Rank;

    private void AddCell(ReadOnlySpan<byte> text, int token)
    {
        ref readonly var t = ref _tokens[token];
        var digits = text[t.Start..t.End];
        if (!Utf8Parser.TryParse(digits, out double value, out var used) || used != digits.Length)
            return;
        var point = digits.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var isSigned = t.Negative || t.Start > 0 && text[t.Start - 1] == '+';
        var isPercent = token + 1 < _tokens.Count && text[t.End..].StartsWith("%"u8);
        value = t.Negative ? -value : value;
        var isScore = (decimals is 1 or 2 || decimals == 0 && isSigned) && !isPercent && value >= _value.From && value <= _value.To;
        _cells.Add(new(value, t.Start - (t.Negative ? MentionMaker.SignBefore(text, t.Start) : 0), t.End, decimals, isScore));
    }

    // Takes the row that is at hand; the place of the next is not known yet.
    private int Flush(int place)
    {
        if (place >= 0 && CellAsked() is { IsScore: true } cell)
            _found.Add(new(cell.Value, cell.Start, cell.End, _places[place].Entry, _row, _cells[^1].End));
        _cells.Clear();
        return -1;
    }

    private Cell? CellAsked()
    {
        var asked = _columns.IndexOf(Column.Asked);
        if (_cells.Count == _columns.Count)
            return _cells[asked];
        var scores = _cells.FindAll(c => c is { IsScore: true, Decimals: 1 });
        var alike = _columns.FindAll(c => c != Column.Other);
        if (scores.Count == alike.Count)
            return scores[alike.IndexOf(Column.Asked)];
        // The last cells of a row may be empty.
        return _cells.Count < _columns.Count && asked < _cells.Count && _cells.Count > 1 && scores.Count == 1 ? _cells[asked] : null;
    }
}
