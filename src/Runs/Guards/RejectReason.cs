using System.Globalization;
using Opportune.Core;

namespace Opportune.Runs.Guards;

/// <summary>Why rows of a table were refused, for people: counts only, no value.</summary>
/// <param name="Rule">See <see cref="RejectRules"/>.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">By the column at fault, the most frequent first; empty where that was not counted of all of them.</param>
public sealed record RejectReason(string Rule, long Rows, IReadOnlyList<(string Column, long Rows)> Columns)
{
    /// <summary>The reasons of a table, the most frequent first.</summary>
    /// <param name="table">The table.</param>
    /// <param name="counts">All that a run counted.</param>
    public static IReadOnlyList<RejectReason> Of(Table table, IEnumerable<(string Subject, string Item, long Amount)> counts)
    {
        var of = counts.Where(c => c.Subject == RunCounts.Of(table)).Select(c => (c.Item, c.Amount)).ToList();
        var rules = Begin(of, RunCounts.Items.Rejected("")).OrderByDescending(r => r.Rows).ThenBy(r => r.What, StringComparer.Ordinal);
        return [.. rules.Select(r => new RejectReason(r.What, r.Rows, ColumnsOf(of, r.What, r.Rows)))];
    }

    // Of very many refused rows not all are kept, and what was counted of some says nothing of the others.
    private static List<(string What, long Rows)> ColumnsOf(List<(string Item, long Amount)> of, string rule, long rows)
    {
        var columns = Begin(of, RunCounts.Items.RejectedFor(rule, "")).OrderByDescending(c => c.Rows).ThenBy(c => c.What, StringComparer.Ordinal).ToList();
        return columns.Sum(c => c.Rows) == rows ? columns : [];
    }

    private static IEnumerable<(string What, long Rows)> Begin(List<(string Item, long Amount)> of, string prefix) =>
        of.Where(c => c.Amount > 0 && c.Item.StartsWith(prefix, StringComparison.Ordinal)).Select(c => (c.Item[prefix.Length..], c.Amount));

    /// <summary>"38 no value where one is required (sex 30, birth_date 8)".</summary>
    public override string ToString() => Number(Rows) + " " + RejectWords.Of(Rule) + (Columns.Count switch
    {
        0 => "",
        1 => $" ({Columns[0].Column})",
        _ => $" ({string.Join(", ", Columns.Select(c => $"{c.Column} {Number(c.Rows)}"))})",
    });

    private static string Number(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
