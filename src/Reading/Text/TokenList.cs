namespace Opportune.Reading.Text;

/// <summary>The tokens of one sentence; reused from sentence to sentence.</summary>
internal sealed class TokenList(Vocabulary vocabulary)
{
    // A template's line and its answer are one phrase: "bone density: reduced".
    private readonly int _colon = vocabulary.IdOf(":");
    private Token[] _tokens = new Token[256];
    private int[] _words = new int[256];

    public int Count { get; private set; }

    public ref readonly Token this[int index] => ref _tokens[index];

    /// <summary>Of each token its number in the vocabulary, or -1.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count);

    public int Word(int index) => _words[index];

    public bool IsMark(int index, char mark) => _tokens[index].Kind == TokenKind.Mark && _tokens[index].Mark == mark;

    /// <summary>Splits bytes <paramref name="start"/> to <paramref name="end"/> of the text.</summary>
    public void Fill(ReadOnlySpan<byte> text, int start, int end)
    {
        Count = 0;
        var (at, hyphen, slash, negative, lowerBefore, brackets) = (start, false, false, false, false, 0);
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
                var next = b is >= (byte)'0' and <= (byte)'9' ? Number(text, at, end) : Letter(text, at, end);
                ref var token = ref _tokens[Count - 1];
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
            {
                brackets += b == '(' ? 1 : 0;
                if (b == ')' && --brackets < 0)
                    brackets = BeginItem();
                var last = at;
                while (b == '.' && last + 1 < end && text[last + 1] == '.')
                    last++;
                // What leads to an answer, and the border of a table's cell, say what a colon says.
                (lowerBefore, hyphen, slash, negative) = (AddMark(at, last > at || b == '|' ? (byte)':' : b) && lowerBefore, false, false, false);
                at = last;
            }
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
        Add(new() { Start = at, End = at + 1, Kind = TokenKind.Mark, Mark = mark }, mark == ':' ? _colon : -1);
        return false;
    }

    // "1) ... 2) ...": a bracket that closes what none opened numbers the item that begins with it.
    private int BeginItem()
    {
        if (Count > 0 && _tokens[Count - 1] is { Kind: TokenKind.Word or TokenKind.Number } number && number.End - number.Start <= (number.Kind == TokenKind.Number ? 2 : 1))
            _tokens[Count - 1].BeginsPhrase = true;
        return 0;
    }

    private void AddSign(ReadOnlySpan<byte> text, int at) => Add(new() { Start = at, End = at + 1, Kind = TokenKind.Word }, vocabulary.Find(text.Slice(at, 1)));

    private int Number(ReadOnlySpan<byte> text, int at, int end)
    {
        var (next, dots) = (at, 0);
        while (next < end && (char.IsAsciiDigit((char)text[next]) || Inner(text, next, end)))
            dots += text[next++] == '.' ? 1 : 0;
        if (next < end && Letters.IsWord(text, next))
            return Letter(text, at, end);
        Add(new() { Start = at, End = next, Kind = dots <= 1 ? TokenKind.Number : TokenKind.Word }, vocabulary.Find(text, at, next));
        return next;
    }

    private static bool Inner(ReadOnlySpan<byte> text, int at, int end) =>
        at + 1 < end && char.IsAsciiDigit((char)text[at + 1])
        && (text[at] == '.' || text[at] == ',' && at + 3 < end && char.IsAsciiDigit((char)text[at + 2]) && char.IsAsciiDigit((char)text[at + 3]));

    private int Letter(ReadOnlySpan<byte> text, int at, int end)
    {
        var next = Letters.WordEnd(text, at, end);
        var redacted = next - at >= 3 && text[at] == 'X' && !text[at..next].ContainsAnyExcept((byte)'X');
        Add(new() { Start = at, End = next, Kind = redacted ? TokenKind.Redacted : TokenKind.Word }, redacted ? -1 : vocabulary.FindOrNear(text, at, next));
        return next;
    }

    private void Add(in Token token, int word)
    {
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, Count * 2);
            Array.Resize(ref _words, Count * 2);
        }
        (_tokens[Count], _words[Count]) = (token, word);
        Count++;
    }
}
