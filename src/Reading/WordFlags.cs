namespace Opportune.Reading;

/// <summary>What a word does between others.</summary>
[Flags]
internal enum WordFlags : ushort
{
    None = 0,
    Glue = 1,
    Joiner = 2,
    Closer = 4,
    Statement = 8,
    Abbreviation = 16,
    Opener = 32,
    Name = 64,
    Participle = 128,
    Noun = 256,
}
