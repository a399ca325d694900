using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>What comes of a run does not depend on how its input is cut and who does the work.</summary>
public class InvarianceTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void However_it_is_cut_and_dealt_the_result_is_the_same(int seed, bool lines)
    {
        var hospital = new RandomHospital(seed, lines);
        var expected = Run(hospital, seed: 1000, ".csv", new(LeastRows: 1_000_000, Buckets: 4));
        Assert.NotEmpty(expected.Patients);
        Assert.All(expected.Books, b => Assert.True(b.Value.Balances, $"{b.Key} does not balance"));
        Assert.All(hospital.Rows, r => Assert.Equal(r.Value.Count, expected.Books[r.Key].Read));
        var text = expected.Text();
        foreach (var (cut, shape) in new (int, RunShape)[]
        {
            (1000, new(Threads: 2, LeastRows: 1, Buckets: 1)),
            (1001, new(Threads: 2, LeastRows: 1, Buckets: 16, Backwards: true)),
            (1002, new(Threads: 3, LeastRows: 100, Buckets: 64, Spill: true)),
            (1003, new(Threads: 1, LeastRows: 300, Buckets: 2, Backwards: true)),
            (1004, new(LeastRows: 1, Buckets: 8, InFile: 1)),
            (1005, new(LeastRows: 1, Buckets: 4, InFile: 3)),
        })
        {
            var other = Run(hospital, cut, cut % 2 == 0 ? ".parquet" : ".tsv", shape);
            Assert.Equal(text, other.Text());
            Assert.Equal(shape.Spill, other.Spilled > 0);
        }
    }

    [Fact]
    public void Every_reason_and_rule_occurs_in_the_random_rows()
    {
        var books = Enumerable.Range(1, 3).SelectMany(seed => Run(new(seed, lines: true), 1000, ".csv", new()).Books.Values).ToList();
        Assert.Equal(
            ["after-as-of", "equal-duplicate", "no-rule-uses-it", "not-a-candidate", "preliminary", "status-does-not-count", "superseded-by-correction", "unknown-code-system", "unknown-patient"],
            books.SelectMany(b => b.Skipped.Keys).Distinct().Order());
        Assert.Equal(
            ["duplicate-patient", "event-before-birth", "impossible-date", "missing-value", "report-scattered", "unknown-sex"],
            books.SelectMany(b => b.Rejected.Keys).Distinct().Order());
    }

    [Fact]
    public void A_late_attempt_is_not_named()
    {
        using var folder = Some.Folder();
        var opened = new List<InputFolder>();
        var plan = WorkPlan.Create(TinyRules.Book(), TinyRules.AsOf, new RandomHospital(1, true).Cut(folder.Path, 1, ".csv", opened));
        using var exchange = new Exchange(plan);
        var worker = new ScanWorker(plan, TinyRules.Reading());
        var partition = plan.Partitions[0];
        Assert.NotNull(worker.Run(partition, exchange));
        Assert.Null(worker.Run(partition, exchange));
        opened.ForEach(o => o.Dispose());
    }

    [Fact]
    public void What_does_not_fit_goes_to_one_file_for_each_who_writes_and_not_for_each_partition()
    {
        using var folder = Some.Folder();
        var opened = new List<InputFolder>();
        var plan = WorkPlan.Create(TinyRules.Book(), TinyRules.AsOf, new RandomHospital(1, true).Cut(folder.Path, 1, ".csv", opened));
        var files = 0;
        using (var exchange = new Exchange(plan, memoryBudget: 0, () => File.OpenHandle(
            folder[$"{++files}.work"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose)))
        {
            var worker = new ScanWorker(plan, TinyRules.Reading());
            foreach (var partition in plan.ScanPartitions)
                Assert.NotNull(worker.Run(partition, exchange));
            Assert.True(plan.ScanPartitions.Count() > 1 && exchange.SpilledBytes > 0);
            Assert.Equal(1, files);
        }
        Assert.False(File.Exists(folder["1.work"]));
        opened.ForEach(o => o.Dispose());
    }

    private static EngineResult Run(RandomHospital hospital, int seed, string extension, RunShape shape)
    {
        using var folder = Some.Folder();
        var opened = new List<InputFolder>();
        try
        {
            return EngineRun.Of(hospital.Cut(folder.Path, seed, extension, opened), shape);
        }
        finally
        {
            opened.ForEach(o => o.Dispose());
        }
    }
}
