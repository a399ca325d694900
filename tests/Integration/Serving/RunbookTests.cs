using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Serving;

/// <summary>Whatever the program can call people for has an entry in the runbook, and the runbook has no others.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Runbook = Section(File.ReadAllText(Path.Combine(Repository.Root, "README.md")));

    [Fact]
    public void Every_alarm_reason_and_kind_of_failure_has_an_entry_and_every_entry_is_one_of_them()
    {
        string[] failures = [RunFailures.Input, RunFailures.Passing, RunFailures.Poison, RunFailures.Lost, RunFailures.Internal];
        var known = AlarmKinds.All.Concat(HealthReasons.All).Concat(failures.Select(f => $"run-failed: {f}"));
        Assert.Equal(known.Order(StringComparer.Ordinal), Entry().Matches(Runbook).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_word_of_the_program_is_in_its_list()
    {
        foreach (var (type, all) in new[] { (typeof(AlarmKinds), AlarmKinds.All), (typeof(HealthReasons), HealthReasons.All) })
            Assert.Equal(type.GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal(5, typeof(RunFailures).GetFields().Count(f => f.IsLiteral));
    }

    [Fact]
    public void Every_entry_says_what_it_means_whether_reviewers_may_go_on_and_what_to_do() =>
        Assert.All(Runbook.Split('\n').Where(l => Entry().IsMatch(l)), l => Assert.Equal(4, l.Trim('|').Split('|').Count(cell => cell.Trim().Length > 1)));

    private static string Section(string readme)
    {
        var start = readme.IndexOf("\n### Runbook", StringComparison.Ordinal);
        Assert.True(start > 0, "README.md has no section 'Runbook'");
        return readme[start..readme.IndexOf("\n### ", start + 5, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^\| `([a-z: -]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
