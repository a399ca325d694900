namespace Opportune.Reading.Search;

/// <summary>
/// Deals fragments to the buckets of a packed search so that as little ordinary text as possible looks like one of them:
/// a bucket lets through every mixture of its fragments' letters, so fragments that share letters place by place belong
/// together.
/// </summary>
internal static class FragmentBuckets
{
    // How often a letter stands in English text, of a thousand letters; digits and others as the rarest.
    private static ReadOnlySpan<byte> Frequencies => [82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1];

    /// <summary>At most <paramref name="buckets"/> groups of fragments, judged by their first <paramref name="places"/> bytes.</summary>
    public static List<List<byte[]>> Deal(IEnumerable<byte[]> fragments, int buckets, int places)
    {
        var groups = fragments.Select(f => new Group([f], SetsOf(f, places))).ToList();
        while (groups.Count > buckets)
            MergeTwo(groups);
        while (MoveOne(groups, places))
        {
            // Until no fragment would do better elsewhere.
        }
        return [.. groups.Select(g => g.Members)];
    }

    private static void MergeTwo(List<Group> groups)
    {
        var (left, right, least) = (0, 1, double.MaxValue);
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = i + 1; j < groups.Count; j++)
            {
                var more = Passing(Union(groups[i].Sets, groups[j].Sets)) - groups[i].Share - groups[j].Share;
                if (more < least)
                    (left, right, least) = (i, j, more);
            }
        }
        groups[left] = new([.. groups[left].Members, .. groups[right].Members], Union(groups[left].Sets, groups[right].Sets));
        groups.RemoveAt(right);
    }

    private static bool MoveOne(List<Group> groups, int places)
    {
        const double Gain = 1e-9;
        for (var from = 0; from < groups.Count; from++)
        {
            foreach (var fragment in groups[from].Members.Where(_ => groups[from].Members.Count > 1))
            {
                var left = groups[from].Members.Where(f => f != fragment).ToList();
                var without = new Group(left, left.Select(f => SetsOf(f, places)).Aggregate(Union));
                for (var to = 0; to < groups.Count; to++)
                {
                    var sets = Union(groups[to].Sets, SetsOf(fragment, places));
                    if (to == from || without.Share + Passing(sets) > groups[from].Share + groups[to].Share - Gain)
                        continue;
                    groups[to] = new([.. groups[to].Members, fragment], sets);
                    groups[from] = without;
                    return true;
                }
            }
        }
        return false;
    }

    private sealed record Group(List<byte[]> Members, uint[] Sets)
    {
        public double Share { get; } = Passing(Sets);
    }

    // Of each place: low halves in the lower sixteen bits, high halves above; everything where the fragment has ended.
    private static uint[] SetsOf(byte[] fragment, int places) =>
        [.. Enumerable.Range(0, places).Select(i => i < fragment.Length ? 1u << (fragment[i] & 15) | 1u << 16 + (fragment[i] >> 4) : uint.MaxValue)];

    private static uint[] Union(uint[] a, uint[] b) => [.. a.Zip(b, (x, y) => x | y)];

    /// <summary>Share of ordinary text that passes all places.</summary>
    private static double Passing(uint[] sets)
    {
        var share = 1.0;
        foreach (var set in sets)
        {
            if (set == uint.MaxValue)
                continue;
            var sum = 1;
            for (var letter = 0; letter < 26; letter++)
            {
                var b = 'a' + letter;
                if ((set & 1u << (b & 15)) != 0 && (set & 1u << 16 + (b >> 4)) != 0)
                    sum += Frequencies[letter];
            }
            share *= sum / 1000.0;
        }
        return share;
    }
}
