using System.Numerics;

namespace Opportune.Reading.Search;

/// <summary>
/// Deals fragments to the buckets of a packed search so that as little ordinary text as possible looks like one of them:
/// a bucket lets through every mixture of its fragments' letters, so fragments that share letters place by place belong
/// together. Every start of the program waits for this.
/// </summary>
internal static class FragmentBuckets
{
    private const double Gain = 1e-9;

    // How often a letter stands in English text, of a thousand letters; digits and others as the rarest.
    private static ReadOnlySpan<byte> Frequencies => [82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1];

    /// <summary>Groups of the fragments, judged by their first <paramref name="places"/> bytes; some may be empty.</summary>
    public static List<byte[]>[] Deal(IReadOnlyList<byte[]> fragments, int buckets, int places)
    {
        var dealt = Enumerable.Range(0, buckets).Select(_ => new List<int>()).ToArray();
        var sets = fragments.Select(f => SetsOf(f, places)).ToArray();
        var shares = new double[buckets];
        // Each to where it lets least more through, again and again until none would do better elsewhere.
        for (var moved = true; moved;)
        {
            moved = false;
            for (var fragment = 0; fragment < sets.Length; fragment++)
                moved |= Settle(fragment, dealt, sets, shares);
        }
        return [.. dealt.Select(d => d.Select(i => fragments[i]).ToList())];
    }

    private static bool Settle(int fragment, List<int>[] dealt, uint[][] sets, double[] shares)
    {
        var home = Array.FindIndex(dealt, d => d.Contains(fragment));
        var (best, least) = (home, double.MaxValue);
        if (home >= 0)
        {
            var before = shares[home];
            dealt[home].Remove(fragment);
            shares[home] = ShareOf(dealt[home], sets, null);
            least = before - shares[home] - Gain;
        }
        for (var bucket = 0; bucket < dealt.Length; bucket++)
        {
            var more = bucket == home ? double.MaxValue : ShareOf(dealt[bucket], sets, sets[fragment]) - shares[bucket];
            if (more < least)
                (best, least) = (bucket, more);
        }
        dealt[best].Add(fragment);
        shares[best] = ShareOf(dealt[best], sets, null);
        return best != home;
    }

    /// <summary>Share of ordinary text that passes all places of a bucket, and of one more fragment.</summary>
    private static double ShareOf(List<int> members, uint[][] sets, uint[]? more)
    {
        if (members.Count == 0 && more is null)
            return 0;
        var share = 1.0;
        for (var place = 0; place < sets[0].Length; place++)
        {
            var set = more is null ? 0 : more[place];
            foreach (var member in members)
                set |= sets[member][place];
            share *= Passing(set);
        }
        return share;
    }

    // Of each place: low halves in the lower sixteen bits, high halves above; everything where the fragment has ended.
    private static uint[] SetsOf(byte[] fragment, int places)
    {
        var sets = new uint[places];
        for (var i = 0; i < places; i++)
            sets[i] = i < fragment.Length ? 1u << (fragment[i] & 15) | 1u << 16 + (fragment[i] >> 4) : uint.MaxValue;
        return sets;
    }

    private static double Passing(uint set)
    {
        if (set == uint.MaxValue)
            return 1;
        var sum = 1;
        for (var low = set & 0xFFFF; low != 0; low &= low - 1)
        {
            var half = BitOperations.TrailingZeroCount(low);
            sum += (set & 1u << 16 + 6) != 0 && half > 0 ? Frequencies[half - 1] : 0;
            sum += (set & 1u << 16 + 7) != 0 && half <= 'z' - 'p' ? Frequencies['p' - 'a' + half] : 0;
        }
        return sum / 1000.0;
    }
}
