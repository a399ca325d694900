using Opportune.Engine;

namespace Opportune.Tests.Unit.Engine;

public class CandidateSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Just_those_are_found_who_are_candidates(int candidates)
    {
        var random = new Random(candidates);
        // Zero stands for a free place, and one for zero.
        ulong[] all = [0, 1, ulong.MaxValue, .. Enumerable.Range(0, 20_000 + candidates).Select(_ => (ulong)random.NextInt64() << 1 ^ (ulong)random.Next(2))];
        random.Shuffle(all);
        var set = CandidateSet.Of(all[..candidates]);
        var found = new List<int>();
        set.Find(all.AsSpan(10), 10, found);
        var (known, isZeroKnown) = (all[..candidates].ToHashSet(), all[..candidates].Any(h => h < 2));
        Assert.Equal(Enumerable.Range(10, all.Length - 10).Where(i => known.Contains(all[i]) || all[i] < 2 && isZeroKnown), found);
    }
}
