using System.Buffers.Text;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>What a word means in the heading of a table of scores, or beside a score.</summary>
internal enum HeadingWord : byte
{
    /// <summary>It heads a column of other numbers ("BMD").</summary>
    Other,

    /// <summary>It heads the column of what is asked ("T").</summary>
    Asked,

    /// <summary>It heads a column of numbers that look the same ("Z").</summary>
    Alike,

    /// <summary>What it heads is of this examination ("current").</summary>
    Now,

    /// <summary>What it heads is of one before ("prior").</summary>
    Before,

    /// <summary>No column of numbers ("region").</summary>
    Aside,

    /// <summary>A year or a date.</summary>
    Date,

    /// <summary>No heading.</summary>
    None,
}

/// <summary>Text from a term of a family on, as far as its scores may stand: the tokens, and what each means there.</summary>
internal sealed class ScoreText(CompiledLexicon lexicon)
{
    private readonly Matches _terms = new();
    private readonly Matches _headings = new();
    private int _family;

    /// <summary>The tokens.</summary>
    public TokenList Tokens { get; } = new(lexicon.Vocabulary);

    /// <summary>The places that the family knows.</summary>
    public Matches Places { get; } = new();

    /// <summary>What the family says of its numbers.</summary>
    public LexiconValue Value => lexicon.Families[_family].Value!;

    /// <summary>Takes the bytes, for a family.</summary>
    public void Fill(ReadOnlySpan<byte> text, int start, int end, int family)
    {
        _family = family;
        Tokens.Fill(text, start, end);
        _terms.Fill(lexicon.TermTrie, Tokens);
        _headings.Fill(lexicon.Columns[family]!, Tokens);
        Places.Fill(lexicon.PlaceTries[family], Tokens);
    }

    /// <summary>The token that holds a byte, or the first behind it.</summary>
    public int TokenAt(int at)
    {
        var token = 0;
        while (token < Tokens.Count && Tokens[token].End <= at)
            token++;
        return token;
    }

    /// <summary>What a place decides beside others: a level is a part of what is measured, and no place of its own; a head the whole of its parts.</summary>
    public PlaceRank RankOf(int place) => lexicon.Places[Places[place].Entry].Rank;

    /// <summary>The site of a place; a head's is that of the parts told just before it ("L1 ... L4 ... Total").</summary>
    public int EntryOf(int place) =>
        RankOf(place) == PlaceRank.Head && place > 0 && RankOf(place - 1) == PlaceRank.Level ? Places[place - 1].Entry : Places[place].Entry;

    /// <summary>What the words at a token mean as a heading, and the token behind them.</summary>
    public (HeadingWord Means, int To) At(ReadOnlySpan<byte> text, int token)
    {
        if (_terms.At(token) is var t and >= 0 && lexicon.Terms[_terms[t].Entry] is var (family, term) && family == _family)
            return (term is null ? HeadingWord.Alike : HeadingWord.Asked, _terms[t].To);
        if (_headings.At(token) is var h and >= 0)
            return ((HeadingWord)_headings[h].Entry, _headings[h].To);
        return IsDate(text, token) ? (HeadingWord.Date, token + 1) : (HeadingWord.None, token + 1);
    }

    /// <summary>The year that a token says, alone or at the end of a date ("14.02.2024"); 0: none.</summary>
    public int YearAt(ReadOnlySpan<byte> text, int token) => YearOf(text[Tokens[token].Start..Tokens[token].End]);

    /// <summary>The same of digits.</summary>
    public static int YearOf(ReadOnlySpan<byte> digits)
    {
        var last = digits[(digits.LastIndexOf((byte)'.') + 1)..];
        return last.Length == 4 && digits.Length - last.Length is not 2 && Utf8Parser.TryParse(last, out int year, out var used) && used == 4 && year is >= 1980 and < 2100 ? year : 0;
    }

    /// <summary>Whether the word behind a number says that it is no score ("mm", "percentile").</summary>
    public bool IsMeasured(ReadOnlySpan<byte> text, int number) =>
        number + 1 < Tokens.Count && !BeginsLine(text, number + 1) && lexicon.Values[_family]!.NotBefore.Contains(Tokens.Word(number + 1));

    /// <summary>The same, or that it is of another column ("14 lesions").</summary>
    public bool IsOtherwise(ReadOnlySpan<byte> text, int number) => IsMeasured(text, number)
        || number + 1 < Tokens.Count && !BeginsLine(text, number + 1) && (At(text, number + 1).Means is HeadingWord.Other or HeadingWord.Alike);

    /// <summary>Whether a line ends between a token and the one before it.</summary>
    public bool BeginsLine(ReadOnlySpan<byte> text, int token) => token == 0 || text[Tokens[token - 1].End..Tokens[token].Start].Contains((byte)'\n');

    // "2021", "03/2021", "14.02.2021"; no place ("1/3 radius").
    private bool IsDate(ReadOnlySpan<byte> text, int token)
    {
        if (Places.At(token) >= 0 || !char.IsAsciiDigit((char)text[Tokens[token].Start]))
            return false;
        return YearAt(text, token) > 0 || Joins(text, token) || token + 1 < Tokens.Count && Joins(text, token + 1);
    }

    // The later of two figures of a date.
    private bool Joins(ReadOnlySpan<byte> text, int token) => token > 0 && Tokens[token].AfterHyphen && !Tokens[token].Negative
        && char.IsAsciiDigit((char)text[Tokens[token].Start]) && char.IsAsciiDigit((char)text[Tokens[token - 1].Start]) && Tokens[token].End - Tokens[token].Start is 2 or 4;
}
