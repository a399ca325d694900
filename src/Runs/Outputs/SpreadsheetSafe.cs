using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// A gap whose texts a spreadsheet will not run as formulas: what begins with = + - @ or a control character gets an
/// apostrophe before it. For CSV only; Parquet and Arrow keep every byte.
/// </summary>
internal static class SpreadsheetSafe
{
    public static Gap Of(Gap gap) => gap with
    {
        PatientId = Text(gap.PatientId),
        StatusReason = Text(gap.StatusReason),
        Priority = Text(gap.Priority),
        IndexRow = Text(gap.IndexRow),
        Site = gap.Site is { } site ? Text(site) : null,
        ProviderId = gap.ProviderId is { } provider ? Text(provider) : null,
        Why = Text(gap.Why),
        LookedFor = Text(gap.LookedFor),
        WouldClose = Text(gap.WouldClose),
        Wording = Text(gap.Wording),
        Limits = Text(gap.Limits),
    };

    /// <summary>The text, with an apostrophe before it where a spreadsheet would take it for a formula.</summary>
    public static string Text(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
}
