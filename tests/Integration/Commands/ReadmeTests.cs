using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Opportune.App.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What README.md says can be typed, and what it names, is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task Every_command_line_names_a_command_and_options_that_exist()
    {
        var lines = CommandLine().Matches(Text).Select(m => m.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.NotEmpty(lines);
        var commands = await HelpScreen.Commands();
        Assert.All(lines, line => Assert.Contains(line[0], commands));
        var groups = new List<string>();
        foreach (var name in lines.Select(l => l[0]).Distinct())
        {
            if (await HelpScreen.IsGroup(name))
                groups.Add(name);
        }
        foreach (var command in lines.GroupBy(l => groups.Contains(l[0]) ? $"{l[0]} {l[1]}" : l[0]))
        {
            var options = await HelpScreen.Options(command.Key);
            Assert.All(command.SelectMany(l => l).Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, options));
        }
    }

    [Fact]
    public void Every_command_of_a_block_is_taken_by_the_program_with_all_that_stands_behind_it()
    {
        var commands = OpportuneCommands.Create();
        var names = commands.Subcommands.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var lines = Block().Matches(Text).SelectMany(m => m.Groups[1].Value.Split('\n')).Select(line => Started().Replace(Comment().Replace(line, ""), "").Trim())
            .Where(line => names.Contains(line.Split(' ')[0])).Distinct().ToList();
        Assert.InRange(lines.Count, 60, int.MaxValue);
        Assert.All(lines, line =>
        {
            // What may be left out is there, and a word for what people put in its place.
            var words = CommandLineParser.SplitCommandLine(line.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)).Select(word => word switch { "URL" => "sqlite:state.db", "ID" => "1", "INSTANT" => "2026-12-27T06:00Z", _ => word }).ToList();
            Assert.True(commands.Parse(words) is { Errors: [] } parsed && parsed.CommandResult.Command.Subcommands.Count == 0, $"{line}: {string.Join(' ', commands.Parse(words).Errors.Select(e => e.Message))}");
        });
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

    [GeneratedRegex(@"dotnet run -c Release --project src/App -- ([^`\r\n#]+)")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^```(?:sh|text)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:[A-Z_]+=\S+ )?(?:dotnet run -c Release --project src/App -- |(?:\S*/)?opportune )")]
    private static partial Regex Started();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./-])(?:jobs|src|tests)/[\w./-]*")]
    private static partial Regex InTree();

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ProjectRow();
}
