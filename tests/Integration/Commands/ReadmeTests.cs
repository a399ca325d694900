using System.Text.RegularExpressions;
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

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./-])(?:jobs|src|tests)/[\w./-]*")]
    private static partial Regex InTree();

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ProjectRow();
}
