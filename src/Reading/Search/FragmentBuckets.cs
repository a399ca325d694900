using System.Numerics;

namespace Opportune.Reading.Search;

/// <summary>
/// Deals fragments to the buckets of a packed search so that as little ordinary text as possible looks like one of them:
/// a bucket lets through every mixture of its fragments' letters, so fragments that share letters place by place belong
/// together. Every start of the program waits for this.
/// </summary>
/// <param name="fragments">The fragments.</param>
/// <param name="buckets">How many buckets there are.</param>
/// <param name="places">How many of the first bytes are looked at.</param>
/// <param name="byHalves">Whether tables are by the low and the high half of a byte, so that a bucket lets halves through in every mixture, too.</param>
internal sealed class FragmentBuckets(IReadOnlyList<byte[]> fragments, int buckets, int places, bool byHalves)
{
    private const double Gain = 1e-9;

    private readonly List<int>[] _dealt = [.. Enumerable.Range(0, buckets).Select(_ => new List<int>())];
    private readonly uint[][] _sets = [.. fragments.Select(f => SetsOf(f, places, byHalves))];
    private readonly double[] _shares = new double[buckets];

    // How often a letter stands in English text, of a thousand letters; digits and others as the rarest.
    private static ReadOnlySpan<byte> Frequencies => [82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1];

    /// <summary>Groups of the fragments; some may be empty.</summary>
    public List<byte[]>[] Deal()
    {
        // Each to where it lets least more through, again and again until none would do better elsewhere.
        for (var moved = true; moved;)
        {
            moved = false;
            for (var fragment = 0; fragment < _sets.Length; fragment++)
                moved |= Settle(fragment);
        }
        return [.. _dealt.Select(d => d.Select(i => fragments[i]).ToList())];
    }

    private bool Settle(int fragment)
    {
        var home = Array.FindIndex(_dealt, d => d.Contains(fragment));
        var (best, least) = (home, double.MaxValue);
        if (home >= 0)
        {
            var before = _shares[home];
            _dealt[home].Remove(fragment);
            _shares[home] = ShareOf(_dealt[home], null);
            least = before - _shares[home] - Gain;
        }
        for (var bucket = 0; bucket < _dealt.Length; bucket++)
        {
            var more = bucket == home ? double.MaxValue : ShareOf(_dealt[bucket], _sets[fragment]) - _shares[bucket];
            if (more < least)
                (best, least) = (bucket, more);
        }
        _dealt[best].Add(fragment);
        _shares[best] = ShareOf(_dealt[best], null);
        return best != home;
    }

    /// <summary>Share of ordinary text that passes all places of a bucket, and of one more fragment.</summary>
    private double ShareOf(List<int> members, uint[]? more)
    {
        if (members.Count == 0 && more is null)
            return 0;
        var share = 1.0;
        for (var place = 0; place < places; place++)
        {
            var set = more is null ? 0 : more[place];
            foreach (var member in members)
                set |= _sets[member][place];
            share *= set == uint.MaxValue ? 1 : (byHalves ? PassingHalves(set) : PassingLetters(set)) / 1000.0;
        }
        return share;
    }

    // Of each place the letters by five bits, or low halves in the lower sixteen bits and high halves above; everything where the fragment has ended.
    private static uint[] SetsOf(byte[] fragment, int places, bool byHalves)
    {
        var sets = new uint[places];
        for (var i = 0; i < places; i++)
            sets[i] = i >= fragment.Length ? uint.MaxValue : byHalves ? 1u << (fragment[i] & 15) | 1u << 16 + (fragment[i] >> 4) : 1u << (fragment[i] & 31);
        return sets;
    }

    private static int PassingLetters(uint set)
    {
        var sum = 1;
        for (; set != 0; set &= set - 1)
            sum += BitOperations.TrailingZeroCount(set) is >= 1 and <= 26 and var letter ? Frequencies[letter - 1] : 0;
        return sum;
    }

    private static int PassingHalves(uint set)
    {
        var sum = 1;
        for (var low = set & 0xFFFF; low != 0; low &= low - 1)
        {
            var half = BitOperations.TrailingZeroCount(low);
            sum += (set & 1u << 16 + 6) != 0 && half > 0 ? Frequencies[half - 1] : 0;
            sum += (set & 1u << 16 + 7) != 0 && half <= 'z' - 'p' ? Frequencies['p' - 'a' + half] : 0;
        }
        return sum;
    }
}
