namespace Opportune.Web.Show.Office;

/// <summary>An entry of the runbook.</summary>
/// <param name="Name">The alarm, with the kind of failure behind it where it has one.</param>
/// <param name="Means">What is wrong.</param>
/// <param name="MayGoOn">Whether reviewers may go on.</param>
/// <param name="ToDo">What to do.</param>
internal sealed record RunbookEntry(string Name, string Means, string MayGoOn, string ToDo);

/// <summary>The runbook as README.md has it, which travels inside the program: what is to be done is written once.</summary>
internal static class Runbook
{
    private static readonly Dictionary<string, RunbookEntry> Entries = Read();

    /// <summary>What the runbook says of an alarm; of one that tells the kind of a failure, of that kind.</summary>
    /// <param name="kind">The alarm's kind.</param>
    /// <param name="detail">Its line, which names a failure in brackets: "run r1 failed (input)".</param>
    /// <returns>Null: it has no entry, since another version of the program raised it.</returns>
    public static RunbookEntry? Of(string kind, string detail) =>
        Entries.Values.FirstOrDefault(e => e.Name.StartsWith($"{kind}: ", StringComparison.Ordinal) && detail.Contains($"({e.Name[(kind.Length + 2)..]})", StringComparison.Ordinal)) ?? Entries.GetValueOrDefault(kind);

    /// <summary>A text in parts; every second one is typed as it stands.</summary>
    public static string[] Parts(string text) => text.Split('`');

    private static Dictionary<string, RunbookEntry> Read()
    {
        using var reader = new StreamReader(typeof(Runbook).Assembly.GetManifestResourceStream("README.md")!);
        var lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').SkipWhile(l => l != "### Runbook").Skip(1).TakeWhile(l => !l.StartsWith('#'));
        return lines.Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries)).Where(c => c.Length == 4 && c[0].StartsWith('`'))
            .Select(c => new RunbookEntry(c[0].Trim('`'), c[1], c[2], c[3])).ToDictionary(e => e.Name, StringComparer.Ordinal);
    }
}
