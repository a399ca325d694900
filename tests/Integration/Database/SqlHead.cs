namespace Opportune.Tests.Integration.Database;

/// <summary>The comment that opens a file of SQL: <c>-- purpose</c>, <c>-- Parameters: @name type, ...</c>, <c>-- Columns: a, b</c>; or none.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Parameters">Types by name, in the head's order.</param>
/// <param name="Columns">What it returns, in order.</param>
internal sealed record SqlHead(string Purpose, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<string> Columns)
{
    public static SqlHead Of(string text)
    {
        var head = string.Join(' ', text.Split('\n').TakeWhile(l => l.StartsWith("--", StringComparison.Ordinal)).Select(l => l[2..].Trim()));
        var (parameters, columns) = (head.IndexOf("Parameters:", StringComparison.Ordinal), head.IndexOf("Columns:", StringComparison.Ordinal));
        Assert.True(parameters > 0 && columns > parameters, "the file opens with '-- purpose', '-- Parameters: ...', '-- Columns: ...'");
        return new(
            head[..parameters].Trim(),
            List(head[(parameters + "Parameters:".Length)..columns]).Select(p => p.Split(' ', 2)).ToDictionary(p => p[0].TrimStart('@'), p => p.Length == 2 ? p[1] : ""),
            [.. List(head[(columns + "Columns:".Length)..])]);
    }

    public static string WithoutComments(string text) => string.Join('\n', text.Split('\n').Select(l => l.IndexOf("--", StringComparison.Ordinal) is var at and >= 0 ? l[..at] : l));

    private static IEnumerable<string> List(string text) => text.Trim().TrimEnd('.') is var words && words == "none" ? [] : words.Split(',', StringSplitOptions.TrimEntries);
}
