using System.Text;
using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

public class RuleFilesTests
{
    [Fact]
    public void Files_laid_over_others_hold_where_the_path_is_the_same_and_leave_the_rest()
    {
        var shipped = Files(("measures/a.yaml", "1"), ("value-sets/b.csv", "2"));
        var laid = Files(("measures/a.yaml", "3"), ("lexicon/c.yaml", "4")).Over(shipped);
        Assert.Equal(Files(("measures/a.yaml", "3"), ("value-sets/b.csv", "2"), ("lexicon/c.yaml", "4")).Hash, laid.Hash);
        Assert.Equal(["lexicon/c.yaml", "measures/a.yaml"], laid.DifferentFrom(shipped));
        Assert.Equal(laid.DifferentFrom(shipped), shipped.DifferentFrom(laid));
    }

    [Fact]
    public void The_hash_tells_contents_and_paths_apart_and_does_not_go_by_their_order()
    {
        Assert.Equal(Files(("measures/a", "1"), ("measures/b", "2")).Hash, Files(("measures/b", "2"), ("measures/a", "1")).Hash);
        string[] hashes = [Files(("measures/a", "1"), ("measures/b", "2")).Hash, Files(("measures/a", "2"), ("measures/b", "1")).Hash, Files(("measures/a", "1")).Hash, Files(("measures/a1", "")).Hash];
        Assert.Distinct(hashes);
    }

    [Theory]
    [InlineData("measures/a.yaml", true)]
    [InlineData("site-value-sets/a.csv", true)]
    [InlineData("nightly.yaml", false)]
    [InlineData("review/workload.yaml", false)]
    [InlineData("sources/omop.yaml", false)]
    [InlineData("/measures/a.yaml", false)]
    public void When_jobs_run_and_how_people_work_is_no_rule(string path, bool isRule) => Assert.Equal(isRule, RuleFiles.IsRule(path));

    private static RuleFiles Files(params (string Path, string Text)[] files) => RuleFiles.Of(files.Select(f => KeyValuePair.Create(f.Path, Encoding.UTF8.GetBytes(f.Text))));
}
