using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>A score that stands in a table or a list.</summary>
/// <param name="Family">The family whose score it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Start">Its first byte, sign included.</param>
/// <param name="End">Byte after it.</param>
/// <param name="Place">The place that heads its row.</param>
/// <param name="RowStart">First byte of the row.</param>
/// <param name="RowEnd">Byte after the row's last number.</param>
internal readonly record struct TableScore(int Family, double Value, int Start, int End, int Place, int RowStart, int RowEnd);

/// <summary>A number of a row.</summary>
internal readonly record struct ScoreCell(double Value, int Start, int End, int Decimals, bool IsScore, bool IsBracketed);

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
    private const int MostWords = 6;

    private readonly ScoreText _words = new(lexicon);
    private readonly List<ScoreCell> _cells = [];
    private ScoreHeading? _heading;
    private LetteredScores? _lettered;
    private readonly List<TableScore> _total = [];
    private ScoreTotal? _totals;
    private int _family;
    private int _row;

    private ScoreHeading Heading => _heading ??= new(_words);

    private ScoreTotal Totals => _totals ??= new(lexicon, _words, Heading);

    /// <summary>Whether the term of that family at byte <paramref name="at"/> heads a column; then what it holds is added. Where but the total is read, a row must follow.</summary>
    public bool Read(ReadOnlySpan<byte> text, int start, int at, int end, int family, List<TableScore> into)
    {
        if (lexicon.Columns[family] is null)
            return false;
        Fill(text, start, at, end, family);
        if (Heading.Read(text, _words.TokenAt(at)) is not (>= 0 and var first))
            return false;
        ReadHeaded(text, first, into);
        return _words.Value.Many || _words.Places.At(first) >= 0;
    }

    /// <summary>Adds the scores of that family that stand below the words at byte <paramref name="at"/>, which announce them: in a table, beside their letter, or as a total.</summary>
    public void ReadBelow(ReadOnlySpan<byte> text, int start, int at, int end, int family, List<TableScore> into)
    {
        // Of which place it is may stand before, in the same line.
        Fill(text, Math.Min(start, text[..at].LastIndexOf((byte)'\n') + 1), at, end, family);
        var (announced, before) = (_words.TokenAt(at), into.Count);
        for (var token = announced; token < _words.Tokens.Count && into.Count == before; token = _words.At(text, token).To)
        {
            if (_words.At(text, token).Means is HeadingWord.Asked or HeadingWord.Now or HeadingWord.Date && Heading.Read(text, token) is >= 0 and var first)
                ReadHeaded(text, first, into);
        }
        if (_words.Value.Many)
            (_lettered ??= new(lexicon, _words)).Read(text, 0, family, into);
        else if (into.Count == before)
        {
            Heading.Single();
            Totals.Read(text, announced, family, into);
        }
    }

    /// <summary>The total that is told behind the parts of a score, between the term at byte <paramref name="at"/> and the end of its sentence; null: none.</summary>
    public TableScore? Total(ReadOnlySpan<byte> text, int at, int end, int family)
    {
        Fill(text, at, at, end, family);
        _total.Clear();
        Heading.Single();
        Totals.Read(text, 0, family, _total);
        return _total is [var total] ? total : null;
    }

    /// <summary>
    /// The place last told in the bytes <paramref name="before"/> a sentence, for its term at byte <paramref name="at"/> ("Lumbar spine: BMD 0.706. T-score
    /// is -3.1."), as an entry of the lexicon; -1 where another score came between, or more than what leads to one.
    /// </summary>
    public int PlaceBefore(ReadOnlySpan<byte> text, (int From, int To) before, int at, int family)
    {
        if (lexicon.Columns[family] is null)
            return -1;
        _words.Fill(text, before.From, at, family);
        var (strange, most, weak) = (0, MostWords, -1);
        for (var token = _words.Tokens.Count - 1; token >= 0; token--)
        {
            var isBefore = _words.Tokens[token].Start < before.To;
            if (isBefore && text[_words.Tokens[token].End..(token + 1 < _words.Tokens.Count ? _words.Tokens[token + 1].Start : at)].Contains((byte)'\n'))
                most = strange;
            if (_words.Places.At(token) is var place and >= 0)
            {
                if (!isBefore)
                    return -1;
                token = _words.Places[place].From;
                if (_words.RankOf(place) == PlaceRank.Weak && weak < 0)
                    weak = _words.Places[place].Entry;
                else if (_words.RankOf(place) is not (PlaceRank.Level or PlaceRank.Weak))
                    return strange == 0 || weak < 0 ? _words.EntryOf(place) : weak;
                continue;
            }
            var means = _words.At(text, token).Means;
            // "The lowest T-score" is of any place.
            if (means == HeadingWord.Asked || means == HeadingWord.Aside && !isBefore)
                return weak;
            strange += means == HeadingWord.None && _words.Tokens[token].Kind == TokenKind.Word && !lexicon.Is(_words.Tokens.Word(token), WordFlags.Glue | WordFlags.Statement) ? 1 : 0;
            if (strange > most)
                return weak;
        }
        return weak;
    }

    private void ReadHeaded(ReadOnlySpan<byte> text, int first, List<TableScore> into)
    {
        if (_words.Value.Many)
            ReadRows(text, first, into);
        else
            Totals.Read(text, first, _family, into);
    }

    private void Fill(ReadOnlySpan<byte> text, int start, int at, int end, int family)
    {
        _family = family;
        _words.Fill(text, start, Math.Min(end, at + Longest), family);
    }

    private void ReadRows(ReadOnlySpan<byte> text, int from, List<TableScore> into)
    {
        var (place, strange) = (-1, 0);
        _row = 0;
        _cells.Clear();
        for (var token = from; token < _words.Tokens.Count && strange <= MostStrange; token++)
        {
            if (_words.Places.At(token) is var p and >= 0)
            {
                if (_cells.Count > 0)
                    place = Flush(place, into);
                // "Left hip (neck)" is the neck, "femoral neck (left hip)" too.
                _row = place < 0 ? _words.Tokens[token].Start : _row;
                if (place < 0 || _words.RankOf(p) != PlaceRank.Weak || _words.RankOf(place) == PlaceRank.Weak)
                    place = p;
                (token, strange) = (_words.Places[p].To - 1, 0);
            }
            else if (_words.Tokens[token].Kind == TokenKind.Number)
            {
                if (_cells.Count > 0 && _words.BeginsLine(text, token))
                    place = Flush(place, into);
                if (place >= 0 && ScoreNumber.Cell(text, _words, token) is { } cell)
                {
                    _cells.Add(cell);
                    while (token + 1 < _words.Tokens.Count && _words.Tokens[token + 1].Start < cell.End)
                        token++;
                }
            }
            else if (_words.At(text, token).Means is var means && means is HeadingWord.Asked or HeadingWord.Alike)
                break;
            else if (_words.Tokens[token].Kind != TokenKind.Mark && means == HeadingWord.None || _words.Tokens.IsMark(token, '.') || _cells.Count > 0 && means == HeadingWord.Before)
            {
                strange++;
                if (_cells.Count > 0 || strange > 3)
                    place = Flush(place, into);
            }
        }
        Flush(place, into);
    }

    // Takes the row that is at hand; the place of the next is not known yet. A single vertebra is no place of its own.
    private int Flush(int place, List<TableScore> into)
    {
        if (place >= 0 && _cells.Count > 0 && _words.RankOf(place) != PlaceRank.Level && Heading.Choose(_cells) is { IsScore: true } cell)
            into.Add(new(_family, cell.Value, cell.Start, cell.End, _words.EntryOf(place), _row, _cells[^1].End));
        _cells.Clear();
        return -1;
    }
}
