using System.Text.RegularExpressions;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What a command's <c>--help</c> offers.</summary>
internal static partial class HelpScreen
{
    /// <summary>The long options of a command, each with a description; fails where the command is not there.</summary>
    public static async Task<IReadOnlyList<string>> Options(string command)
    {
        var result = await Cli.Run([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        // Unknown commands show the root's help, which has the list of commands.
        Assert.DoesNotContain("\nCommands:", result.Output, StringComparison.Ordinal);
        return [.. OptionLine().Matches(result.Output).Select(m => m.Groups[1].Value)];
    }

    /// <summary>Whether a command only holds others.</summary>
    public static async Task<bool> IsGroup(string command) => (await Cli.Run(command, "--help")).Output.Contains("\nCommands:", StringComparison.Ordinal);

    /// <summary>The commands that there are.</summary>
    public static async Task<IReadOnlyList<string>> Commands()
    {
        var result = await Cli.Run("--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return [.. CommandLine().Matches(result.Output[result.Output.IndexOf("\nCommands:", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"^  (?:-\S, )*(--[a-z-]+)\S*(?: <\S+>)?(?: \(REQUIRED\))?  +\S+ \S+", RegexOptions.Multiline)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"^  ([a-z][a-z-]+)(?: <\S+>)*  +\S+ \S+", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
