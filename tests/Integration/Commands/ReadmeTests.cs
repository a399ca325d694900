using System.CommandLine;
using System.Text.RegularExpressions;
using Opportune.App.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What README.md says can be typed, and what it names, is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    /// <summary>The command lines of its blocks, in their order, as words; what is optional is left out.</summary>
    internal static List<string[]> Commands { get; } =
    [
        .. Block().Matches(Text).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(WithoutPrefix).OfType<string>()
            .Select(line => Word().Matches(Optional().Replace(line, "").Split("  #")[0]).Select(m => m.Value.Trim('"')).ToArray()),
    ];

    [Fact]
    public void Every_command_line_is_understood()
    {
        Assert.True(Commands.Count > 60, $"only {Commands.Count} were found");
        Assert.All(Commands, line => Assert.Empty(OpportuneCommands.Create().Parse([.. line.Select(w => w switch { "URL" => "sqlite:state.db", "ID" => "1", "INSTANT" => "2026-12-27T06:00Z", _ => w })]).Errors));
    }

    [Fact]
    public void Every_command_within_a_sentence_is_there_with_its_options()
    {
        var said = Inline().Matches(Text).Select(m => m.Groups[1].Value).Select(s => Started().Replace(s, ""))
            .Select(s => s.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 1 && Find(words[0], OpportuneCommands.Create()) is not null).ToList();
        Assert.True(said.Count > 30, $"only {said.Count} were found");
        foreach (var words in said)
        {
            var (command, used) = (Find(words[0], OpportuneCommands.Create())!, 1);
            for (; used < words.Length && command.Subcommands.Count > 0; used++)
            {
                command = Find(words[used], command)!;
                Assert.True(command is not null, $"{string.Join(' ', words)}: there is no command {words[used]}");
            }
            Assert.All(words[used..].Where(w => w.StartsWith("--", StringComparison.Ordinal)), option =>
                Assert.True(command.Options.Any(o => o.Name == option.TrimEnd(',', '.')), $"{string.Join(' ', words)}: {command.Name} has no {option}"));
        }

        static Command? Find(string name, Command among) => among.Subcommands.FirstOrDefault(c => c.Name == name);
    }

    [Fact]
    public void Every_file_and_folder_that_is_named_or_linked_exists()
    {
        var named = Link().Matches(Text).Select(m => m.Groups[1].Value)
            .Concat(InTree().Matches(Text).Select(m => m.Value))
            .Select(p => p.TrimEnd('.', '/')).Distinct().ToList();
        Assert.Contains("tests/run.sh", named);
        Assert.All(named, p => Assert.True(Path.Exists(Path.Combine(Repository.Root, p)), $"README.md names {p}, which is not there"));
    }

    [Fact]
    public void The_projects_that_it_lists_are_those_of_src()
    {
        var listed = ProjectRow().Matches(Text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.Equal(Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal), listed);
    }

    // Null: no command of ours, but what one prints, or the shell's.
    private static string? WithoutPrefix(string line)
    {
        var command = Started().Replace(line, "");
        var words = command.Split(' ');
        return OpportuneCommands.Create().Subcommands.FirstOrDefault(c => c.Name == words[0]) is { } named
            && (named.Subcommands.Count == 0 || named.Subcommands.Any(c => words.Length > 1 && c.Name == words[1]))
            ? command
            : null;
    }

    // As it is called from a clone, and where it is installed.
    [GeneratedRegex(@"^(?:[A-Z_]+=\S+ )?(?:dotnet run -c Release --project src/App -- |(?:\S*/)?opportune )")]
    private static partial Regex Started();

    [GeneratedRegex(@"^```(?:sh|text)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@" \[[^\]]*\]")]
    private static partial Regex Optional();

    [GeneratedRegex(@"(?<!`)`([a-z][^`\n]*)`(?!`)")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./-])(?:jobs|src|tests)/[\w./-]*")]
    private static partial Regex InTree();

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ProjectRow();
}
