using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// How code systems that nothing can read are named in run.json and on the screen. The column may be mapped wrongly and
/// hold anything, record numbers too, so only what looks like the name of a code system is shown.
/// </summary>
internal static class SystemNames
{
    private const int LongestName = 24;
    private const int LongestUri = 100;

    /// <summary><c>conditions: KLINGON</c>, or <c>conditions: (name not shown)</c>.</summary>
    public static string Of(Table table, string written) =>
        $"{CanonicalTable.Of(table).Name}: {(written.Length == 0 ? "(none)" : IsName(written) || IsUri(written) ? written : "(name not shown)")}";

    // Letters, with at most two digits in a row: ICD10GM, CPT4, OPS; a record number has more.
    private static bool IsName(string text)
    {
        if (text.Length > LongestName || !text.Any(char.IsAsciiLetter))
            return false;
        var digits = 0;
        foreach (var c in text)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if (digits > 2 || !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                return false;
        }
        return true;
    }

    private static bool IsUri(string text) =>
        text.Length <= LongestUri && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("urn:oid:", StringComparison.OrdinalIgnoreCase));
}
