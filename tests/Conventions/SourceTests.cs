using System.Text.RegularExpressions;

namespace Opportune.Tests.Conventions;

public partial class SourceTests
{
    [Fact]
    public void Source_files_switch_off_at_most_five_warnings()
    {
        var pragmas = Sources().Sum(s => PragmaLine().Count(s.Text));
        Assert.True(pragmas <= 5, $"{pragmas} pragmas in src");
    }

    [Fact]
    public void No_interface_has_a_single_implementation()
    {
        var text = string.Join('\n', Sources().Select(s => s.Text));
        var lonely = InterfaceDeclaration().Matches(text).Select(m => m.Groups[1].Value)
            .Where(name => Regex.Count(text, $@"(class|record|struct)\s+\w+[^{{;]*:[^{{;]*\b{name}\b") < 2);
        Assert.Empty(lonely);
    }

    [Fact]
    public void The_scan_uses_no_regular_expressions()
    {
        var guilty = Sources().Where(s => s.Name.StartsWith("src/Reading/", StringComparison.Ordinal) || s.Name.StartsWith("src/Engine/", StringComparison.Ordinal))
            .Where(s => s.Text.Contains("System.Text.RegularExpressions", StringComparison.Ordinal)).Select(s => s.Name);
        Assert.Empty(guilty);
    }

    [Fact]
    public void Nothing_waits_to_be_written()
    {
        var guilty = Sources().Where(s => Unfinished().IsMatch(s.Text)).Select(s => s.Name);
        Assert.Empty(guilty);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public void Migrations_are_numbered_one_after_the_other(string engine)
    {
        // Two people who each take the next number make a database that nobody can tell from another.
        var numbers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "sql", "migrations", engine)).Select(f => Path.GetFileName(f)[..4]).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => $"{n:0000}"), numbers);
    }

    private static IEnumerable<(string Name, string Text)> Sources() =>
        Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(Path.Combine(Repository.Root, f))));

    [GeneratedRegex(@"^\s*#pragma warning disable", RegexOptions.Multiline)]
    private static partial Regex PragmaLine();

    [GeneratedRegex(@"\binterface\s+(I[A-Z]\w*)")]
    private static partial Regex InterfaceDeclaration();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK)\b")]
    private static partial Regex Unfinished();
}
