using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// Reads the total of a score told by its parts ("LM 0, LAD 126, RCA 58, total 184"), in a list or in the rows of a table. Only a
/// total that the report gives: the parts are not added up.
/// </summary>
internal sealed class ScoreTotal(CompiledLexicon lexicon, ScoreText words, ScoreHeading heading)
{
    // Words between the last part and the total.
    private const int MostStrange = 1;

    private readonly List<ScoreCell> _cells = [];
    private int _strange;
    private int _depth;
    private int _before;

    /// <summary>Adds the total told from a token on, under the heading read last, if there is one.</summary>
    public void Read(ReadOnlySpan<byte> text, int from, int family, List<TableScore> into)
    {
        (_strange, _depth, _before) = (0, 0, -1);
        for (var token = from; token < words.Tokens.Count; token++)
        {
            if (token > from && words.BeginsLine(text, token))
            {
                if (IsHeading(text, token))
                    return;
                (_strange, _depth, _before) = (0, 0, -1);
            }
            if (words.Places.At(token) is not (>= 0 and var place))
                Weigh(text, token);
            else
            {
                var behind = words.Places[place].To;
                if (_before < 0 && words.RankOf(place) == PlaceRank.Head && IsWhole(text, place) && Number(text, behind) is { IsScore: true } cell)
                {
                    into.Add(new(family, cell.Value, cell.Start, cell.End, words.Places[place].Entry, words.Tokens[words.Places[place].From].Start, _cells[^1].End));
                    return;
                }
                (token, _strange) = (behind - 1, 0);
            }
        }
    }

    // What is told of an earlier examination; in brackets only as far as these go.
    private void Weigh(ReadOnlySpan<byte> text, int token)
    {
        if (words.Tokens.IsMark(token, '('))
            _depth++;
        else if (words.Tokens.IsMark(token, ')') && --_depth < _before || words.Tokens.IsMark(token, '.'))
            _before = -1;
        var means = words.At(text, token).Means;
        if (means == HeadingWord.Before)
            _before = Math.Max(_depth, 0);
        else if (means == HeadingWord.Now)
            _before = -1;
        else if (means == HeadingWord.None && words.Tokens[token].Kind == TokenKind.Word)
            _strange++;
    }

    // Behind a part, or where nothing but its heading stands before it on the line.
    private bool IsWhole(ReadOnlySpan<byte> text, int place)
    {
        if (place > 0 && words.RankOf(place - 1) == PlaceRank.Level)
            return _strange <= MostStrange;
        return _strange == 0 && (place == 0 || text[words.Tokens[words.Places[place - 1].To - 1].End..words.Tokens[words.Places[place].From].Start].Contains((byte)'\n'));
    }

    // "Total 412", "total AS 412", "TOTAL | 800 | 1415"; not "total volume 187", "total 14 lesions", "total cholesterol 5.2".
    private ScoreCell? Number(ReadOnlySpan<byte> text, int from)
    {
        _cells.Clear();
        for (var token = from; token < words.Tokens.Count && !(token > from && words.BeginsLine(text, token)); token++)
        {
            var means = words.At(text, token).Means;
            if (words.Tokens[token].Kind == TokenKind.Number)
            {
                if (ScoreNumber.Cell(text, words, token) is not { } cell || words.IsOtherwise(text, token))
                    return null;
                _cells.Add(cell);
            }
            else if (words.Tokens[token].Kind != TokenKind.Mark ? _cells.Count > 0 || means is not (HeadingWord.Asked or HeadingWord.Aside) && !lexicon.Is(words.Tokens.Word(token), WordFlags.Glue) : words.Tokens.IsMark(token, ';') || words.Tokens.IsMark(token, '.') || words.Tokens.IsMark(token, ',') && _cells.Count > 0)
                break;
        }
        if (_cells.Count == 0)
            return null;
        return heading.Choose(_cells);
    }

    // The columns of another table: a line of words that names other numbers, and holds none.
    private bool IsHeading(ReadOnlySpan<byte> text, int token)
    {
        var names = false;
        do
        {
            if (words.Tokens[token].Kind == TokenKind.Number)
                return false;
            names |= words.At(text, token).Means is HeadingWord.Other or HeadingWord.Alike;
        }
        while (++token < words.Tokens.Count && !words.BeginsLine(text, token));
        return names;
    }
}
