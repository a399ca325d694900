namespace Opportune.Runs;

/// <summary>
/// Texts that a spreadsheet will not run as formulas: what begins with = + - @ or a control character gets an apostrophe
/// before it. For CSV only; Parquet and Arrow keep every byte.
/// </summary>
internal static class SpreadsheetSafe
{
    /// <summary>The text, with an apostrophe before it where a spreadsheet would take it for a formula.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || !"=+-@\t\r\n"u8.Contains(utf8[0]))
            return utf8;
        var safe = new byte[utf8.Length + 1];
        safe[0] = (byte)'\'';
        utf8.CopyTo(safe.AsSpan(1));
        return safe;
    }
}
