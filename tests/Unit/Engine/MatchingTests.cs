using System.Text;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

public class MatchingTests
{
    [Fact]
    public void A_patient_is_found_in_the_bucket_of_its_id()
    {
        using var folder = Some.Folder();
        CanonicalFiles.Write(folder["patients.csv"], "patient_id birth_date sex", "pä 1950-01-01 F");
        CanonicalFiles.Write(folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality finding_text", "f1 pä a1 2026-01-05 CT fracture");
        using var input = InputFolder.Open(folder.Path);
        var plan = WorkPlan.Create(TinyRules.Book(), TinyRules.AsOf, EngineRun.Tables(input), new() { Buckets = 64 });
        using var exchange = new Exchange(plan);
        var worker = new ScanWorker(plan, TinyRules.Reading());
        foreach (var partition in plan.ScanPartitions)
            worker.Run(partition, exchange);
        Assert.Equal("pä", Assert.Single(exchange.OpenBucketOf("pä").Read().Patients).Patient.Id);
    }

    [Fact]
    public void Rows_that_no_rule_uses_cost_no_memory()
    {
        const int Rows = 40_000;
        using var folder = Some.Folder();
        CanonicalFiles.Write(folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F");
        CanonicalFiles.Write(folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality", "f1 p1 a1 2026-01-05 CT");
        CanonicalFiles.Write(folder["conditions.parquet"], CanonicalFiles.Schema("row_id patient_id code_system code start_date"),
            Enumerable.Range(0, Rows).Select(i => new[] { $"c{i}", $"p{i}", "ICD10CM", $"Z{i % 50}", "2026-01-01" }));
        using var input = InputFolder.Open(folder.Path);
        var plan = WorkPlan.Create(TinyRules.Book(), TinyRules.AsOf, EngineRun.Tables(input));
        using var exchange = new Exchange(plan);
        var worker = new ScanWorker(plan, TinyRules.Reading());
        var partition = plan.ScanPartitions.Single(p => p.Table == Table.Conditions);
        worker.Run(partition, exchange);
        var before = GC.GetAllocatedBytesForCurrentThread();
        worker.Run(partition, exchange);
        // Readers and buffers of the one row group, and its 50 codes judged once each: nothing by the row.
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, Rows * 5L);
    }

    [Fact]
    public void Bytes_are_remembered_until_the_table_is_full()
    {
        var made = 0;
        var table = new BytesTable<int>(bytes => { made++; return int.Parse(bytes); }, most: 100);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 100; i++)
                Assert.Equal(i, table[Encoding.UTF8.GetBytes($"{i}")]);
        }
        Assert.Equal(100, made);
        Assert.Equal(1000, table["1000"u8]);
        Assert.Equal(5, table["5"u8]);
        Assert.Equal(102, made);
    }

    [Fact]
    public void The_hash_stays_what_it_is()
    {
        // Names of rows without an id are made of it and stand in published files.
        Assert.Equal((5414685047222068144UL, 9328411658207810909UL), (StableHash.Of(""u8), StableHash.Of("the same on every machine"u8)));
        var hashes = Enumerable.Range(0, 20_000).Select(i => StableHash.Of(Encoding.UTF8.GetBytes($"patient-{i}"))).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.All(hashes.CountBy(h => h & 15), c => Assert.InRange(c.Value, 1100, 1400));
        Assert.NotEqual(StableHash.Of("a"u8), StableHash.Of("a\0"u8));
        // The bytes after the last eight are read in several ways, by how many they are.
        var bytes = Enumerable.Range(0, 40).Select(i => (byte)((i * 37) + 129)).ToArray();
        Assert.Equal(18343839819824522993UL, Enumerable.Range(0, 41).Aggregate(0UL, (sum, n) => StableHash.With(sum, StableHash.Of(bytes.AsSpan(0, n)))));
    }

    [Fact]
    public void Texts_are_sorted_by_their_utf8_bytes()
    {
        string[] texts = ["", "a", "ab", "b", "é", "\uFFFD", "\U0001F600", "\uE000", "\U0001F600a"];
        var expected = texts.Order(Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));
        Assert.Equal(expected, texts.Reverse().Order(Utf8Order.Comparer!));
    }
}
