using System.Text;

namespace Opportune.Jobs.Lexicon;

/// <summary>
/// The notation of lexicon terms: plain words, <c>(a|b c)</c> for one of several, <c>[a|b]</c> for one of several or
/// nothing, <c>&lt;name&gt;</c> for one of a named list; a lone "&lt;" is itself. Parts nest. Spelled out into every phrase it stands for.
/// </summary>
internal sealed class TermNotation(IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
{
    /// <summary>More phrases than this from one term are a slip, not a wish.</summary>
    public const int MostPhrases = 6000;

    private string _text = "";
    private int _at;

    /// <summary>The phrases, distinct, words parted by single spaces, lower case.</summary>
    /// <exception cref="FormatException">The notation is wrong; the message says how.</exception>
    public IReadOnlyList<string> Expand(string text)
    {
        (_text, _at) = (text, 0);
        var all = Choices();
        if (_at < _text.Length)
            throw new FormatException($"'{_text[_at]}' closes nothing");
        var phrases = all.Distinct(StringComparer.Ordinal).ToList();
        return phrases.Contains("") ? throw new FormatException("every word is optional, so the term matches nothing") : phrases;
    }

    /// <summary>Words in lower case; hyphens and slashes part words as they do in reports.</summary>
    public static string Plain(string phrase)
    {
        var words = new StringBuilder();
        foreach (var c in phrase.ToLowerInvariant())
        {
            if (c is not (' ' or '-' or '/' or '_'))
                words.Append(c);
            else if (words.Length > 0 && words[^1] != ' ')
                words.Append(' ');
        }
        return words.ToString().Trim();
    }

    private List<string> Choices()
    {
        var all = Sequence();
        while (_at < _text.Length && _text[_at] == '|')
        {
            _at++;
            all.AddRange(Sequence());
        }
        return all;
    }

    private List<string> Sequence()
    {
        var so = new List<string> { "" };
        while (_at < _text.Length && _text[_at] is not ('|' or ')' or ']'))
            so = Times(so, Part());
        return so;
    }

    private List<string> Part()
    {
        switch (_text[_at])
        {
            case '(':
                return Bracket(')');
            case '[':
                return ["", .. Bracket(']')];
            case '<':
                return Named();
            default:
                var start = _at;
                while (_at < _text.Length && _text[_at] is not ('(' or '[' or '<' or '|' or ')' or ']'))
                    _at++;
                return [Plain(_text[start.._at])];
        }
    }

    private List<string> Bracket(char close)
    {
        var open = _at++;
        var inside = Choices();
        if (_at >= _text.Length || _text[_at] != close)
            throw new FormatException($"'{_text[open]}' at letter {open + 1} is never closed by '{close}'");
        _at++;
        return inside;
    }

    private List<string> Named()
    {
        var end = _text.IndexOf('>', _at);
        if (end < 0)
            return [_text[_at++..].Length == 1 ? "<" : throw new FormatException("'<' is never closed by '>'")];
        var name = _text[(_at + 1)..end];
        _at = end + 1;
        return lists.TryGetValue(name, out var words) ? [.. words] : throw new FormatException(Problems.Unknown("list", name, lists.Keys));
    }

    private static List<string> Times(List<string> left, List<string> right)
    {
        if ((long)left.Count * right.Count > MostPhrases)
            throw new FormatException($"the term stands for more than {MostPhrases} phrases; split it");
        if (left is [""])
            return right;
        var all = new List<string>(left.Count * right.Count);
        foreach (var l in left)
        {
            foreach (var r in right)
                all.Add(l.Length == 0 ? r : r.Length == 0 ? l : $"{l} {r}");
        }
        return all;
    }
}
