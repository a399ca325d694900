using Opportune.Engine;

namespace Opportune.Tests.Unit.Engine;

public class CensusFileTests
{
    /// <summary>People are looked for where their hash says that they are; wherever they are in fact, they are found.</summary>
    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(1, 1, 1.0)]
    [InlineData(200, 4, 1.0)]
    [InlineData(30_000, 1, 1.0)]
    [InlineData(30_000, 256, 1.0)]
    // All of them at the beginning of the bucket, as no hash has them.
    [InlineData(30_000, 256, 0.001)]
    public void Just_those_are_found_who_are_there(int count, int buckets, double spread)
    {
        var random = new Random(count + buckets);
        var width = ulong.MaxValue / (ulong)buckets;
        var bucket = (ulong)random.Next(buckets) * width;
        var all = Enumerable.Range(0, 2 * count + 20).Select(_ => bucket + (ulong)(random.NextDouble() * spread * width * 0.999)).Distinct().ToArray();
        random.Shuffle(all);
        ulong[] people = [.. all[..count].Order()];
        using var folder = Some.Folder();
        var census = Guid.NewGuid();
        using (var to = File.Create(folder["census"]))
            CensusFile.Write(to, census, [], [], people, new CensusRow[count + 1], [], []);
        using var file = CensusFile.Open(File.OpenHandle(folder["census"]), census, buckets);
        foreach (var patient in all)
            Assert.Equal(Math.Max(-1, Array.BinarySearch(people, patient)), file.Find(patient));
    }
}
