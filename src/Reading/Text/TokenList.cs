namespace Opportune.Reading.Text;

/// <summary>The tokens of one sentence; reused from sentence to sentence.</summary>
internal sealed class TokenList(Vocabulary vocabulary)
{
    private Token[] _tokens = new Token[256];

    public int Count { get; private set; }

    public ref readonly Token this[int index] => ref _tokens[index];

    public int Word(int index) => _tokens[index].Word;

    public bool IsMark(int index, char mark) => _tokens[index].Kind == TokenKind.Mark && _tokens[index].Mark == mark;

    /// <summary>Splits bytes <paramref name="start"/> to <paramref name="end"/> of the text.</summary>
    public void Fill(ReadOnlySpan<byte> text, int start, int end)
    {
        Count = 0;
        var (at, hyphen, slash, negative, lowerBefore) = (start, false, false, false, false);
        while (at < end)
        {
            var b = text[at];
            if (b == ' ')
            {
                negative = false;
                at++;
                continue;
            }
            if (Letters.IsWord(text, at))
            {
                ref var token = ref Next();
                var next = b is >= (byte)'0' and <= (byte)'9' ? Number(text, at, end, ref token) : Letter(text, at, end, ref token);
                (token.AfterHyphen, token.AfterSlash, token.Negative) = (hyphen || slash, slash, negative && token.Kind == TokenKind.Number);
                token.BeginsPhrase = lowerBefore && token.Kind == TokenKind.Word && Letters.IsTitle(text, at, next);
                lowerBefore = token.Kind == TokenKind.Redacted || !Letters.IsUpper(text[next - 1]) && token.Kind == TokenKind.Word;
                (at, hyphen, slash, negative) = (next, false, false, false);
                continue;
            }
            var width = Letters.Width(text, at);
            if (Letters.IsDash(text, at))
                (hyphen, negative) = (true, at == start || !Letters.IsWord(text, at - 1) || Letters.IsMinus(text, at));
            else if (Letters.IsSign(b))
                AddSign(text, at);
            else if (Letters.IsMark(b))
                (lowerBefore, hyphen, slash, negative) = (AddMark(at, b) && lowerBefore, false, false, false);
            else if (b >= 0x80 && Letters.IsSpace(text, at))
                negative = false;
            else if (b > ' ')
                slash |= b == '/';
            else
                negative = false;
            at += width;
        }
    }

    // Cutting a list in two after "(" or "," would part what brackets and commas join: only a capital after a small
    // letter with nothing but a space between begins a phrase.
    private bool AddMark(int at, byte mark)
    {
        ref var token = ref Next();
        token = new() { Start = at, End = at + 1, Word = -1, Kind = TokenKind.Mark, Mark = mark };
        return false;
    }

    private void AddSign(ReadOnlySpan<byte> text, int at)
    {
        ref var token = ref Next();
        token = new() { Start = at, End = at + 1, Word = vocabulary.Find(text.Slice(at, 1)), Kind = TokenKind.Word };
    }

    private int Number(ReadOnlySpan<byte> text, int at, int end, ref Token token)
    {
        var (next, dots) = (at, 0);
        while (next < end && (char.IsAsciiDigit((char)text[next]) || Inner(text, next, end)))
            dots += text[next++] == '.' ? 1 : 0;
        if (next < end && Letters.IsWord(text, next))
            return Letter(text, at, end, ref token);
        var word = vocabulary.Find(text[at..next]);
        token = new() { Start = at, End = next, Word = word, Kind = dots <= 1 ? TokenKind.Number : TokenKind.Word };
        return next;
    }

    private static bool Inner(ReadOnlySpan<byte> text, int at, int end) =>
        at + 1 < end && char.IsAsciiDigit((char)text[at + 1])
        && (text[at] == '.' || text[at] == ',' && at + 3 < end && char.IsAsciiDigit((char)text[at + 2]) && char.IsAsciiDigit((char)text[at + 3]));

    private int Letter(ReadOnlySpan<byte> text, int at, int end, ref Token token)
    {
        var next = Letters.WordEnd(text, at, end);
        var redacted = next - at >= 3 && text[at] == 'X' && !text[at..next].ContainsAnyExcept((byte)'X');
        token = new() { Start = at, End = next, Word = redacted ? -1 : vocabulary.FindOrNear(text[at..next]), Kind = redacted ? TokenKind.Redacted : TokenKind.Word };
        return next;
    }

    private ref Token Next()
    {
        if (Count == _tokens.Length)
            Array.Resize(ref _tokens, _tokens.Length * 2);
        return ref _tokens[Count++];
    }
}
