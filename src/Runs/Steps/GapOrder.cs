using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The order of every output: measure, patient, index date, gap id; texts by their UTF-8 bytes.</summary>
internal sealed class GapOrder : IComparer<Gap>
{
    public static GapOrder Instance { get; } = new();

    public int Compare(Gap? x, Gap? y) => GapKey.Of(x!).CompareTo(GapKey.Of(y!));

    /// <summary>
    /// UTF-8 order without making the bytes: it differs from UTF-16 order only where one side is a surrogate, which stands
    /// for a code point above all others.
    /// </summary>
    public static int Utf8(string x, string y)
    {
        var same = x.AsSpan().CommonPrefixLength(y);
        if (same == x.Length || same == y.Length)
            return x.Length - y.Length;
        var (a, b) = (x[same], y[same]);
        if (char.IsSurrogate(a) == char.IsSurrogate(b))
            return a - b;
        return char.IsSurrogate(a) ? 1 : -1;
    }
}

/// <summary>What orders a gap.</summary>
internal readonly record struct GapKey(string Measure, string PatientId, DateOnly IndexDate, string GapId) : IComparable<GapKey>
{
    public static GapKey Of(Gap gap) => new(gap.Measure, gap.PatientId, gap.IndexDate, gap.GapId);

    public int CompareTo(GapKey other)
    {
        var order = GapOrder.Utf8(Measure, other.Measure);
        if (order == 0)
            order = GapOrder.Utf8(PatientId, other.PatientId);
        if (order == 0)
            order = IndexDate.CompareTo(other.IndexDate);
        return order != 0 ? order : GapOrder.Utf8(GapId, other.GapId);
    }
}
