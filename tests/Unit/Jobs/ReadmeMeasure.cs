using System.Text.RegularExpressions;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>The measure that README.md writes as an example: its files, as they stand there.</summary>
internal static partial class ReadmeMeasure
{
    public const string Id = "lipid-check";

    public static string Readme { get; } = File.ReadAllText(Path.Combine(Columnar.Repository.Root, "README.md"));

    /// <summary>Lays the files over a jobs folder.</summary>
    public static void WriteTo(string jobs)
    {
        foreach (Match file in Block().Matches(Readme))
            File.WriteAllText(Path.Combine(jobs, file.Groups[1].Value), file.Groups[2].Value);
    }

    // A path below jobs/ that begins a paragraph, and the block after it.
    [GeneratedRegex(@"^`((?:measures|value-sets)/[\w.-]+)`[^`]*(?:`[^`]+`[^`]*)*?:\n\n```\w+\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
