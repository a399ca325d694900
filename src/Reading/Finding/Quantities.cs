using System.Runtime.InteropServices;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>A number read, and its token.</summary>
internal readonly record struct Quantity(double Value, int Token);

/// <summary>Numbers said beside a trigger.</summary>
internal sealed class Quantities(Sentence sentence)
{
    // Between "prior" and its number.
    private const int MostWords = 8;

    private readonly List<Quantity> _found = [];

    /// <summary>Finds the numbers of trigger <paramref name="index"/>, in text order.</summary>
    public ReadOnlySpan<Quantity> Find(ReadOnlySpan<byte> text, int index)
    {
        _found.Clear();
        var trigger = sentence.Triggers[index];
        var about = sentence.Lexicon.Families[trigger.Family].Value!;
        var words = 0;
        for (var token = trigger.To; token < sentence.Tokens.Count && words <= about.Reach; token++)
        {
            if (sentence.TermAt(token) >= 0)
                break;
            if (Read(text, token, trigger.Family, about) is { } value)
            {
                _found.Add(new(value, token));
                if (!about.Many)
                    return CollectionsMarshal.AsSpan(_found);
                words = 0;
            }
            else if (sentence.Tokens[token].Kind != TokenKind.Mark)
                words++;
        }
        if (_found.Count == 0 && about.Many)
            FindListBefore(text, trigger, about);
        else if (_found.Count == 0)
            FindBefore(text, trigger, about);
        return CollectionsMarshal.AsSpan(_found);
    }

    /// <summary>
    /// Whether what follows counts it, and nowhere above nought. Where anything else is said of a place, or how much there is, it is not denied:
    /// "LM 0, LAD severe".
    /// </summary>
    public bool AreNought(ReadOnlySpan<byte> text, Trigger trigger, string concept) => AreNoughtByPlace(text, trigger) || IsScoredNought(text, trigger, concept);

    // "Coronary calcium (Agatston) score: 0", and not "calcium has developed since the score of 0".
    private bool IsScoredNought(ReadOnlySpan<byte> text, Trigger trigger, string concept)
    {
        for (var i = 0; i < sentence.Triggers.Count; i++)
        {
            if (sentence.Triggers[i].From >= trigger.To)
                return sentence.Lexicon.Families[sentence.Triggers[i].Family].Value?.Counts == concept && Skip(trigger.To) == sentence.Triggers[i].From
                    && Find(text, i) is [{ Value: 0 }] && SaysNoMore(text, trigger.To, trigger.Family);
        }
        return false;
    }

    // "Coronary calcium: LM=0, LAD=0."
    private bool AreNoughtByPlace(ReadOnlySpan<byte> text, Trigger trigger)
    {
        var (token, noughts) = (Skip(trigger.To), 0);
        while (NoughtBehindPlace(text, token, trigger.Family) is >= 0 and var number)
        {
            noughts++;
            token = Skip(number + 1);
        }
        return noughts > 0 && SaysNoMore(text, token, trigger.Family);
    }

    // The token of a nought that follows the place at a token, or -1.
    private int NoughtBehindPlace(ReadOnlySpan<byte> text, int token, int family)
    {
        if (token >= sentence.Tokens.Count || sentence.Places(family).At(token) is not (>= 0 and var place))
            return -1;
        var number = Skip(sentence.Places(family)[place].To);
        return number < sentence.Tokens.Count && IsNought(text, number) && (number + 1 == sentence.Tokens.Count || Parts(number + 1, family)) ? number : -1;
    }

    // "total 0" says the same again.
    private bool SaysNoMore(ReadOnlySpan<byte> text, int token, int family)
    {
        for (; token < sentence.Tokens.Count; token++)
        {
            if (sentence.Places(family).At(token) >= 0 || sentence.Modifiers.At(token) >= 0 || sentence.Tokens[token].Kind == TokenKind.Number && !IsNought(text, token))
                return false;
        }
        return true;
    }

    private bool IsNought(ReadOnlySpan<byte> text, int token) =>
        sentence.Tokens[token] is { Kind: TokenKind.Number } number && ScoreNumber.Plain(text[number.Start..number.End]) is 0;

    private int Skip(int token)
    {
        while (token < sentence.Tokens.Count && (sentence.Tokens[token].Kind == TokenKind.Mark || sentence.Is(token, WordFlags.Joiner)))
            token++;
        return token;
    }

    // "0-25%": where a range or a unit begins, it is no count.
    private bool Parts(int token, int family) =>
        sentence.Tokens[token].Kind == TokenKind.Mark || sentence.Is(token, WordFlags.Joiner) || sentence.Places(family).At(token) >= 0 || sentence.TermAt(token) >= 0;

    private void FindBefore(ReadOnlySpan<byte> text, Trigger trigger, LexiconValue about)
    {
        for (var token = trigger.From - 1; token >= Math.Max(0, trigger.From - about.Reach) && sentence.TermAt(token) < 0; token--)
        {
            if (Read(text, token, trigger.Family, about) is { } value)
            {
                _found.Add(new(value, token));
                return;
            }
        }
    }

    // "Lumbar -1.2; neck -0.7 (T-scores)".
    private void FindListBefore(ReadOnlySpan<byte> text, Trigger trigger, LexiconValue about)
    {
        if (trigger.From == 0 || !sentence.Tokens.IsMark(trigger.From - 1, '('))
            return;
        for (var token = 0; token < trigger.From; token++)
        {
            if (sentence.TermAt(token) >= 0)
                _found.Clear();
            else if (Read(text, token, trigger.Family, about) is { } value)
                _found.Add(new(value, token));
        }
    }

    // "Prior T-score of the spine -1.7", "-2.0 (previously -1.7)", "-2.2 in 2020 and -2.6 now"; not "compared to prior the T-score is -1.7".
    private bool IsOfBefore(ReadOnlySpan<byte> text, int token, int family)
    {
        for (var at = token - 1; at >= Math.Max(0, token - MostWords); at--)
        {
            if (Near(at, sentence.Lexicon.Values[family]!.Before))
                return !IsComparedTo(at);
            if (!LeadsToNumber(at, family) && !(at == token - 1 && sentence.Tokens.IsMark(at, ':')))
                break;
        }
        return YearBehind(text, token) is > 0 and var year && IsToldAgain(text, token + 3, family, year);
    }

    // The year of "-2.2 in 2020", or 0.
    private int YearBehind(ReadOnlySpan<byte> text, int token) => token + 2 < sentence.Tokens.Count && sentence.Is(token + 1, WordFlags.Glue)
        && sentence.Tokens[token + 2] is { Kind: TokenKind.Number } year ? ScoreText.YearOf(text[year.Start..year.End]) : 0;

    // "... in 2020 and is -2.6 today", but not "... in 2020, hip -1.9".
    private bool IsToldAgain(ReadOnlySpan<byte> text, int from, int family, int year)
    {
        var words = sentence.Lexicon.Values[family]!;
        for (var token = from; token < sentence.Tokens.Count && sentence.Places(family).At(token) < 0; token++)
        {
            if (sentence.Tokens[token].Kind == TokenKind.Number && !Near(token - 1, words.NotAfter) && !Near(token + 1, words.NotBefore))
                return YearBehind(text, token) is var later && (later == 0 || later > year);
        }
        return false;
    }

    // "Calcium score of the aortic valve 1200", "aortic valve total 220": a place of the family's own that is no site of it.
    private bool IsOfAnother(int token, int family)
    {
        var places = sentence.Places(family);
        for (var at = token - 1; at >= 0; at--)
        {
            if (places.At(at) is var place and >= 0 && sentence.Lexicon.Places[places[place].Entry] is { Family.Length: > 0, Rank: not PlaceRank.Head } found)
                return found.Sites.Count == 0;
            if (!LeadsToNumber(at, family) && !sentence.Tokens.IsMark(at, ':'))
                return false;
        }
        return false;
    }

    // "212 in 2019".
    private bool IsYearOfNumber(ReadOnlySpan<byte> text, int token) => token > 1 && sentence.Is(token - 1, WordFlags.Glue) && sentence.Tokens[token - 2].Kind == TokenKind.Number
        && ScoreText.YearOf(text[sentence.Tokens[token].Start..sentence.Tokens[token].End]) > 0;

    private bool IsComparedTo(int before)
    {
        var at = before - 1;
        while (at >= 0 && sentence.Tokens.Word(at) == sentence.The)
            at--;
        return at >= 0 && sentence.Is(at, WordFlags.Glue | WordFlags.Closer);
    }

    private bool LeadsToNumber(int token, int family) => sentence.TermAt(token) is var term and >= 0
        ? sentence.Lexicon.Terms[sentence.Terms[term].Entry].Family == family
        : sentence.Places(family).At(token) >= 0 || sentence.Is(token, WordFlags.Glue | WordFlags.Statement);

    private double? Read(ReadOnlySpan<byte> text, int token, int family, LexiconValue about)
    {
        ref readonly var t = ref sentence.Tokens[token];
        if (t.Kind != TokenKind.Number || ScoreNumber.Plain(text[t.Start..t.End]) is not { } value)
            return null;
        var words = sentence.Lexicon.Values[family]!;
        var (minus, before) = (t.Negative, token - 1);
        if (about.Signed)
        {
            minus |= IsMinusApart(text, token);
            if (Near(before, words.Minus))
                (minus, before) = (true, before - 1);
            value += ScoreNumber.CommaBehind(text, t.End) > 0 ? (text[t.End + 1] - '0') / 10.0 : 0;
        }
        var signed = minus || t.Start > 0 && text[t.Start - 1] == '+' || text[t.Start..t.End].Contains((byte)'.');
        // A density is given to the third decimal.
        if (about.Signed && (!signed || text[t.Start..t.End].IndexOf((byte)'.') is >= 0 and var point && t.End - t.Start - point > 3))
            return null;
        value = minus ? -value : value;
        if (value < about.From || value > about.To || Near(before, words.NotAfter) || Near(token + 1, words.NotBefore) || OnEitherSideOfTo(token, words.NotAfter) || IsOfBefore(text, token, family) || IsOfAnother(token, family) || IsYearOfNumber(text, token))
            return null;
        return words.Units.Count == 0 || HasUnit(token, words.Units) ? value : null;
    }

    // "T-score of - 2.7": one space between sign and number, and no number before, of which it would be a range.
    private bool IsMinusApart(ReadOnlySpan<byte> text, int token)
    {
        var at = sentence.Tokens[token].Start;
        if (at < 3 || text[at - 1] != ' ' || token > 0 && sentence.Tokens[token - 1].Kind == TokenKind.Number)
            return false;
        var width = text[at - 2] == '-' ? 1 : at >= 5 && text[at - 4] == 0xE2 && Letters.IsDash(text, at - 4) ? 3 : 0;
        return width > 0 && text[at - 2 - width] is ((byte)' ' or (byte)':' or (byte)'=');
    }

    // The second limit of "between -1.0 and -2.5".
    private bool OnEitherSideOfTo(int token, HashSet<int> notAfter) =>
        token >= 3 && sentence.Is(token - 1, WordFlags.Joiner) && sentence.Tokens[token - 2].Kind == TokenKind.Number && Near(token - 3, notAfter);

    private bool Near(int token, HashSet<int> words) =>
        token >= 0 && token < sentence.Tokens.Count && sentence.Tokens.Word(token) is var word and >= 0 && words.Contains(word);

    private bool HasUnit(int token, HashSet<int> units) => Near(token + 1, units) || Near(token - 1, units) || Near(token - 2, units) || Near(token + 2, units) && sentence.Tokens[token + 1].Kind == TokenKind.Mark;
}
