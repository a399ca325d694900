namespace Opportune.Reading.Text;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>Letters, or letters and digits.</summary>
    Word,

    /// <summary>Digits with at most one decimal point.</summary>
    Number,

    /// <summary>A mark that parts phrases: comma, semicolon, colon, bracket, full stop.</summary>
    Mark,

    /// <summary>A run of X that de-identification left behind.</summary>
    Redacted,
}

/// <summary>One token of a sentence.</summary>
internal struct Token
{
    /// <summary>First byte within the text.</summary>
    public int Start;

    /// <summary>Byte after the last.</summary>
    public int End;

    /// <summary>What it is.</summary>
    public TokenKind Kind;

    /// <summary>The mark.</summary>
    public byte Mark;

    /// <summary>A hyphen or dash stands directly before it.</summary>
    public bool AfterHyphen;

    /// <summary>A slash stands directly before it.</summary>
    public bool AfterSlash;

    /// <summary>A minus sign: a hyphen before a number with nothing, or a space, before the hyphen.</summary>
    public bool Negative;

    /// <summary>It begins a new phrase of an unpunctuated list: a capital after small letters, or the number of an item ("2)").</summary>
    public bool BeginsPhrase;
}
