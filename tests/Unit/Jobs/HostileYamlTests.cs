using Opportune.Jobs;
using Opportune.Jobs.Settings;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>YAML that is made to be read for ever, or to end the program: each file is refused in one line, at once.</summary>
public class HostileYamlTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "a: " + new string('[', 100_000), "more than 40 brackets or indents within each other" },
        { "a: " + string.Concat(Enumerable.Repeat("{a: ", 50_000)), "more than 40 brackets or indents within each other" },
        { string.Concat(Enumerable.Range(0, 3000).Select(i => new string(' ', i) + "a:\n")), "more than 40 brackets or indents within each other" },
        { string.Concat(Enumerable.Repeat("- ", 10_000)), "more than 40 brackets or indents within each other" },
        // A billion laughs: nine lists, each of nine of the one before.
        { "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n")), "with every alias (*name), this is more than 200000 values" },
        { "out: &a [*a]", "" },
        { "out: " + new string('x', 2_000_000) + ": y", "" },
        { "!!python/object/apply:os.system ['true']", "" },
        { "out: !!binary x\nout: y", "" },
        { "\u0000", "" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void It_is_refused_in_one_line(string text, string why)
    {
        using var folder = Some.Folder();
        File.WriteAllText(folder["opportune.yaml"], text);
        var problems = new Problems();
        SettingsFile.Read(folder["opportune.yaml"], problems);
        Assert.Contains(why, problems.All[0].ToString(), StringComparison.Ordinal);
        Assert.All(problems.All, p => Assert.DoesNotContain('\n', p.ToString()));
    }

    [Fact]
    public void An_alias_that_is_used_twice_is_no_attack()
    {
        using var folder = Some.Folder();
        File.WriteAllText(folder["opportune.yaml"], "proxies: &here [10.0.0.5]\nout: out\n");
        var problems = new Problems();
        Assert.Single(SettingsFile.Read(folder["opportune.yaml"], problems)!.Proxies);
        Assert.Empty(problems.All);
    }
}
