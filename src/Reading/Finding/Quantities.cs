using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>A number read, and its token.</summary>
internal readonly record struct Quantity(double Value, int Token);

/// <summary>Numbers said beside a trigger.</summary>
internal sealed class Quantities(Sentence sentence)
{
    private readonly List<Quantity> _found = [];

    /// <summary>Finds the numbers of trigger <paramref name="index"/>, in text order.</summary>
    public IReadOnlyList<Quantity> Find(ReadOnlySpan<byte> text, int index)
    {
        _found.Clear();
        var trigger = sentence.Triggers[index];
        var about = sentence.Lexicon.Lexicon.Families[trigger.Family].Value!;
        var words = 0;
        for (var token = trigger.To; token < sentence.Tokens.Count && words <= about.Reach; token++)
        {
            if (sentence.TermAt(token) >= 0)
                break;
            if (Read(text, token, trigger.Family, about) is { } value)
            {
                _found.Add(new(value, token));
                if (!about.Many)
                    return _found;
                words = 0;
            }
            else if (sentence.Tokens[token].Kind != TokenKind.Mark)
                words++;
        }
        if (_found.Count == 0 && !about.Many)
            FindBefore(text, trigger, about);
        return _found;
    }

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

    private double? Read(ReadOnlySpan<byte> text, int token, int family, LexiconValue about)
    {
        ref readonly var t = ref sentence.Tokens[token];
        if (t.Kind != TokenKind.Number || Number(text[t.Start..t.End]) is not { } value)
            return null;
        var signed = t.Negative || t.Start > 0 && text[t.Start - 1] == '+' || text[t.Start..t.End].Contains((byte)'.');
        if (about.Signed && !signed)
            return null;
        value = t.Negative ? -value : value;
        var words = sentence.Lexicon.Values[family]!;
        if (value < about.From || value > about.To || Near(token - 1, words.NotAfter) || Near(token + 1, words.NotBefore) || OnEitherSideOfTo(token, words.NotAfter))
            return null;
        return words.Units.Count == 0 || HasUnit(token, words.Units) ? value : null;
    }

    // The second limit of "between -1.0 and -2.5".
    private bool OnEitherSideOfTo(int token, HashSet<int> notAfter) =>
        token >= 3 && sentence.Is(token - 1, WordFlags.Joiner) && sentence.Tokens[token - 2].Kind == TokenKind.Number && Near(token - 3, notAfter);

    private bool Near(int token, HashSet<int> words) =>
        token >= 0 && token < sentence.Tokens.Count && sentence.Tokens.Word(token) is var word and >= 0 && words.Contains(word);

    private bool HasUnit(int token, HashSet<int> units) => Near(token + 1, units) || Near(token - 1, units) || Near(token - 2, units) || Near(token + 2, units) && sentence.Tokens[token + 1].Kind == TokenKind.Mark;

    private static double? Number(ReadOnlySpan<byte> digits)
    {
        if (digits.Contains((byte)','))
            return double.TryParse(Encoding.ASCII.GetString(digits), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grouped) ? grouped : null;
        return Utf8Parser.TryParse(digits, out double value, out var used) && used == digits.Length ? value : null;
    }
}
