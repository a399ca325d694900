namespace Opportune.Runs;

/// <summary>
/// Texts that a spreadsheet will not run as formulas: what begins with = + - @ or a control character gets an apostrophe
/// before it. For CSV only; Parquet and Arrow keep every byte.
/// </summary>
public static class SpreadsheetSafe
{
    /// <summary>The text, with an apostrophe before it where a spreadsheet would take it for a formula.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || !"=+-@\t\r\n"u8.Contains(utf8[0]))
            return utf8;
        return Marked(utf8);
    }

    /// <summary>The same for a record number or an id: also where a spreadsheet would take it for a number and change it (007, 1e5, more than 15 digits).</summary>
    public static ReadOnlySpan<byte> Identifier(ReadOnlySpan<byte> utf8)
    {
        var digits = utf8.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var isChanged = digits < 0 ? utf8.Length > 15 || (utf8.Length > 1 && utf8[0] == '0') : digits > 0 && utf8[digits] is (byte)'e' or (byte)'E' or (byte)'.';
        return isChanged ? Marked(utf8) : Text(utf8);
    }

    private static ReadOnlySpan<byte> Marked(ReadOnlySpan<byte> utf8)
    {
        var safe = new byte[utf8.Length + 1];
        safe[0] = (byte)'\'';
        utf8.CopyTo(safe.AsSpan(1));
        return safe;
    }
}
