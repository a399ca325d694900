using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// The heading of a table of scores: which of its columns holds today's. Where examinations stand side by side it is told by
/// their names ("current", "prior") or their years; where neither tells it, none is.
/// </summary>
internal sealed class ScoreHeading(ScoreText words)
{
    private const int MostStrange = 4;

    // A column, or a time; its year where one is said.
    private readonly record struct Head(HeadingWord Means, int Year, bool IsBracketed);

    private readonly List<Head> _heads = [];
    private int _columns;
    private int _asked;

    /// <summary>Reads the heading that holds the token; the token at which its rows begin, or -1 where it is none.</summary>
    public int Read(ReadOnlySpan<byte> text, int token)
    {
        var from = LineOfHeads(text, token);
        // Above the columns may stand of which examination they are.
        while (from > 0 && MayBe(text, from - 1) && !IsColumn(words.At(text, from - 1).Means))
            from--;
        var at = Take(text, from, token, out var isBelow);
        if (at >= words.Tokens.Count || words.Tokens[at].Kind == TokenKind.Number)
            return -1;
        if (!isBelow && (_columns < 2 || words.Places.At(at) < 0))
            return -1;
        return (_asked = Asked()) >= 0 ? at : -1;
    }

    /// <summary>The number of a row that is asked for; what stands in brackets may be a remark on the one before it.</summary>
    public ScoreCell? Choose(List<ScoreCell> cells)
    {
        if (Pick(cells) is >= 0 and var asked)
            return cells[asked];
        var plain = cells.FindAll(c => !c.IsBracketed);
        return plain.Count < cells.Count && Pick(plain) is >= 0 and var other ? plain[other] : null;
    }

    // Which of a row's numbers is asked for, or -1. Where the row has fewer or more than the heading, those tell it that look like scores.
    private int Pick(List<ScoreCell> cells)
    {
        if (cells.Count == _columns)
            return _asked;
        if (cells.Count == _heads.Count)
            return Place(_asked);
        if (!words.Value.Signed)
            return -1;
        var (scores, score) = (0, -1);
        var (alike, rank) = Rank();
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is { IsScore: true, Decimals: 1 } && scores++ == rank)
                score = i;
        }
        if (scores == alike)
            return score;
        // The last cells of a row may be empty.
        return cells.Count < _columns && _asked < cells.Count && cells.Count > 1 && scores == 1 ? _asked : -1;
    }

    /// <summary>The heading of a list that has none: one column.</summary>
    public void Single()
    {
        _heads.Clear();
        _heads.Add(new(HeadingWord.Asked, 0, false));
        (_columns, _asked) = (1, 0);
    }

    // The first token of the heading on its line: the line's, where it holds little else.
    private int LineOfHeads(ReadOnlySpan<byte> text, int token)
    {
        var (from, known, strange) = (token, token, 0);
        while (from > 0 && !words.BeginsLine(text, from) && strange <= MostStrange && !words.Tokens.IsMark(from - 1, ';')
            && words.Places.At(from - 1) < 0 && (words.Tokens[from - 1].Kind != TokenKind.Number || words.At(text, from - 1).Means == HeadingWord.Date))
        {
            from--;
            // A title is no part of it.
            if (strange > 0 && words.At(text, from).Means == HeadingWord.Asked)
                return known;
            if (!MayBe(text, from))
                strange++;
            else if (strange == 0)
                known = from;
        }
        return words.BeginsLine(text, from) && strange <= MostStrange ? from : known;
    }

    private bool MayBe(ReadOnlySpan<byte> text, int token) =>
        words.At(text, token).Means != HeadingWord.None || words.Tokens[token].Kind == TokenKind.Mark && !words.Tokens.IsMark(token, '.');

    // The columns from a token on, and behind the line that holds another no more; the token behind the heading.
    private int Take(ReadOnlySpan<byte> text, int from, int token, out bool isBelow)
    {
        _heads.Clear();
        (var at, isBelow) = (from, false);
        while (at < words.Tokens.Count)
        {
            isBelow |= at > token && words.BeginsLine(text, at);
            if (!MayBe(text, at))
            {
                if (at < token)
                {
                    at++;
                    continue;
                }
                if (isBelow || _heads.FindAll(h => IsColumn(h.Means)).Count < 2 || BehindStrange(text, at) is not (> 0 and var next))
                    break;
                at = next;
                continue;
            }
            var (means, to) = words.At(text, at);
            if (isBelow && IsColumn(means))
                break;
            if (means == HeadingWord.Date && _heads is [.., { Means: HeadingWord.Date or HeadingWord.Now or HeadingWord.Before } time] && IsSameDate(text, at, time))
                _heads[^1] = time with { Year = Math.Max(time.Year, words.YearAt(text, at)) };
            else if (means is not (HeadingWord.Aside or HeadingWord.None))
                _heads.Add(new(means, means == HeadingWord.Date ? words.YearAt(text, at) : 0, at > 0 && words.Tokens.IsMark(at - 1, '(')));
            at = to;
        }
        // "Volume score" beside "Agatston score": no column of its own.
        if (!words.Value.Signed && Columns(HeadingWord.Asked).Count > 1)
            RemoveBehindOthers();
        _columns = _heads.FindAll(h => IsColumn(h.Means)).Count;
        return at;
    }

    private void RemoveBehindOthers()
    {
        for (var i = _heads.Count - 1; i > 0; i--)
        {
            if (_heads[i].Means == HeadingWord.Asked && _heads[i - 1].Means == HeadingWord.Other)
                _heads.RemoveAt(i);
        }
    }

    // "03" and "2021"; "prior" and "2020", "prior (2020)"; not "2020" and "2018".
    private bool IsSameDate(ReadOnlySpan<byte> text, int token, Head time) =>
        words.Tokens[token].AfterHyphen || time.Means != HeadingWord.Date && time.Year == 0 && words.At(text, token - (words.Tokens.IsMark(token - 1, '(') ? 2 : 1)).Means == time.Means;

    // A word or two that nobody foresaw, where the line then goes on as a heading.
    private int BehindStrange(ReadOnlySpan<byte> text, int at)
    {
        var strange = 0;
        for (; at < words.Tokens.Count && !words.BeginsLine(text, at); at++)
        {
            if (words.Places.At(at) >= 0 || words.Tokens[at].Kind == TokenKind.Number && words.At(text, at).Means != HeadingWord.Date || ++strange > MostStrange)
                return 0;
            if (MayBe(text, at))
                return at;
        }
        return at;
    }

    private static bool IsColumn(HeadingWord means) => means is HeadingWord.Other or HeadingWord.Asked or HeadingWord.Alike;

    private static bool IsTime(Head head) => !IsColumn(head.Means);

    // Among the columns, today's; -1 where it cannot be told. Where only times head columns, they are the columns.
    private int Asked()
    {
        var asked = Columns(HeadingWord.Asked);
        var times = _heads.FindAll(IsTime);
        if (_columns == 0 && times.Count > 1 && !words.Value.Signed)
        {
            _columns = times.Count;
            return Latest(times);
        }
        if (asked.Count == 1)
            return IsOfBefore(Place(asked[0])) ? -1 : asked[0];
        if (asked.Count == 0)
            return -1;
        if (times.Count == asked.Count && IsTime(_heads[asked.Count - 1]))
            return Latest(times) is >= 0 and var latest ? asked[latest] : -1;
        if (times.Count == 0 || times.Count < asked.Count - 1)
            return -1;
        var step = IsTime(_heads[0]) ? -1 : 1;
        if (times.Count == asked.Count - 1)
            return times.TrueForAll(t => t is { Means: HeadingWord.Before, IsBracketed: false }) && _heads.FindIndex(IsTime) > Place(asked[0]) ? asked[0] : -1;
        var own = asked.ConvertAll(a => TimeOf(Place(a), step));
        return own.Contains(default) ? -1 : Latest(own) is >= 0 and var now ? asked[now] : -1;
    }

    private List<int> Columns(HeadingWord means)
    {
        var (found, column) = (new List<int>(), 0);
        foreach (var head in _heads)
        {
            if (head.Means == means)
                found.Add(column);
            column += IsColumn(head.Means) ? 1 : 0;
        }
        return found;
    }

    // The place among all heads of the column with that number.
    private int Place(int column)
    {
        for (var i = 0; i < _heads.Count; i++)
        {
            if (IsColumn(_heads[i].Means) && column-- == 0)
                return i;
        }
        return column;
    }

    // "Prior T-score", "T-score (2019)" beside columns without a time.
    private bool IsOfBefore(int head) => head > 0 && _heads[head - 1].Means == HeadingWord.Before;

    private Head TimeOf(int head, int step)
    {
        for (var i = head + step; i >= 0 && i < _heads.Count; i += step)
        {
            if (IsTime(_heads[i]))
                return _heads[i];
        }
        return default;
    }

    // The one that is said to be of now, or that no other is as late as.
    private static int Latest(List<Head> times)
    {
        if (times.FindIndex(t => t.Means == HeadingWord.Now) is >= 0 and var now)
            return times.FindLastIndex(t => t.Means == HeadingWord.Now) == now ? now : -1;
        var latest = times.FindIndex(t => t.Year > 0 && t.Year == times.Max(o => o.Year));
        return latest >= 0 && times.TrueForAll(t => t.Year > 0) && times.FindAll(t => t.Year == times[latest].Year).Count == 1 && times[latest].Means != HeadingWord.Before ? latest : -1;
    }

    // How many columns look like scores, and the rank of the one asked among them.
    private (int Alike, int Rank) Rank()
    {
        var (alike, rank, column) = (0, -1, 0);
        foreach (var head in _heads)
        {
            if (IsTime(head))
                continue;
            if (column++ == _asked)
                rank = alike;
            alike += head.Means is HeadingWord.Asked or HeadingWord.Alike ? 1 : 0;
        }
        return (alike, rank);
    }
}
