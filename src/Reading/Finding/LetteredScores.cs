using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// Reads scores that only their letter names, where the report has said that it tells such ("DXA: L1-L4 T -2.1", "Neck BMD 0.531, T
/// = -2.9", "spine -2.0 (T)"): each with the place before it, and none without a place.
/// </summary>
internal sealed class LetteredScores(CompiledLexicon lexicon, ScoreText words)
{
    // Words between a place and its score.
    private const int MostStrange = 6;

    private int _place;
    private int _placeToken;
    private int _strange;
    private bool _isOfBefore;

    /// <summary>Adds those from a token on.</summary>
    public void Read(ReadOnlySpan<byte> text, int from, int family, List<TableScore> into)
    {
        (_place, _strange, _isOfBefore) = (-1, 0, false);
        for (var token = from; token < words.Tokens.Count; token++)
        {
            if (words.Places.At(token) is var place and >= 0)
            {
                Turn(text, place);
                token = words.Places[place].To - 1;
                continue;
            }
            var (means, to) = words.At(text, token);
            if (means == HeadingWord.Before)
                _isOfBefore = true;
            else if (means == HeadingWord.Now || words.Tokens.IsMark(token, ';') || words.Tokens.IsMark(token, '.'))
                _isOfBefore = false;
            if (means == HeadingWord.None && words.Tokens[token].Kind == TokenKind.Word && ++_strange > MostStrange)
                _place = -1;
            if (NumberOf(text, token) is >= 0 and var number && CellAt(text, number) is { IsScore: true } cell)
            {
                token = Math.Max(token, number);
                if (PlaceBehind(number) is >= 0 and var behind)
                {
                    token = words.Places[behind].To - 1;
                    if (_place < 0)
                        (_place, _placeToken) = (behind, number);
                }
                if (_place >= 0 && words.RankOf(_place) != PlaceRank.Level && !_isOfBefore)
                    into.Add(new(family, cell.Value, cell.Start, cell.End, words.EntryOf(_place), Math.Min(words.Tokens[_placeToken].Start, cell.Start), cell.End));
                (_place, _isOfBefore) = (-1, false);
            }
            else
                token = to - 1;
        }
    }

    // "Lumbar spine (L1, L3, L4)" lists what is measured; "L1 BMD 0.981, T -1.5" is a part of it.
    private void Turn(ReadOnlySpan<byte> text, int place)
    {
        var rank = words.RankOf(place);
        if (_place >= 0 && (rank == PlaceRank.Weak && words.RankOf(_place) != PlaceRank.Level || rank == PlaceRank.Level && !IsToldOf(text, place)))
            return;
        (_place, _placeToken, _strange) = (place, words.Places[place].From, 0);
    }

    private bool IsToldOf(ReadOnlySpan<byte> text, int place)
    {
        var (from, to) = (words.Places[place].From, words.Places[place].To);
        if (from > 0 && words.Tokens.IsMark(from - 1, '(') || from > 1 && words.Places.At(from - 2) is var other and >= 0 && words.RankOf(other) == PlaceRank.Level)
            return false;
        while (to < words.Tokens.Count && words.Tokens.IsMark(to, ':'))
            to++;
        return to < words.Tokens.Count && (words.Tokens[to].Kind == TokenKind.Number || words.At(text, to).Means is HeadingWord.Asked or HeadingWord.Other);
    }

    // "T -2.9", "T = -2.9", "T: -2.9", "-2.9 (T)": the number, or -1.
    private int NumberOf(ReadOnlySpan<byte> text, int token)
    {
        if (words.Tokens[token].Kind == TokenKind.Number)
            return token + 3 < words.Tokens.Count && words.Tokens.IsMark(token + 1, '(') && IsLetter(text, token + 2) && words.Tokens.IsMark(token + 3, ')') ? token : -1;
        if (!IsLetter(text, token))
            return -1;
        var number = words.At(text, token).To;
        while (number < words.Tokens.Count && (words.Tokens.IsMark(number, ':') || lexicon.Is(words.Tokens.Word(number), WordFlags.Glue)))
            number++;
        return number < words.Tokens.Count && words.Tokens[number] is { Kind: TokenKind.Number } t && (t.Negative || !t.AfterHyphen || IsHyphened(text, number)) && !words.BeginsLine(text, number) ? number : -1;
    }

    // "T-2.6" is a minus too.
    private ScoreCell? CellAt(ReadOnlySpan<byte> text, int number) => words.IsMeasured(text, number) || ScoreNumber.Cell(text, words, number) is not { } cell ? null
        : IsHyphened(text, number) ? cell with { Value = -cell.Value, Start = cell.Start - 1 } : cell;

    private bool IsHyphened(ReadOnlySpan<byte> text, int number) => words.Tokens[number] is { AfterHyphen: true, AfterSlash: false, Negative: false, Start: > 0 } t
        && text[t.Start - 1] == '-' && text[t.Start..t.End].Contains((byte)'.');

    // "-2.6 (spine)", "-2.6 at the spine": the place, or -1.
    private int PlaceBehind(int number)
    {
        var token = number + 1;
        if (token < words.Tokens.Count && words.Tokens.IsMark(token, '('))
            token++;
        else
        {
            while (_place < 0 && token < words.Tokens.Count && lexicon.Is(words.Tokens.Word(token), WordFlags.Glue))
                token++;
            if (token == number + 1)
                return -1;
        }
        return token < words.Tokens.Count ? words.Places.At(token) : -1;
    }

    // A single letter, not the words: those are read where they stand.
    private bool IsLetter(ReadOnlySpan<byte> text, int token) =>
        words.At(text, token) is (HeadingWord.Asked, var to) && words.Tokens[to - 1].End - words.Tokens[to - 1].Start == 1;
}
