namespace Opportune.Core;

/// <summary>
/// The order in which everything is sorted: that of the UTF-8 bytes, which is that of the code points and the same on every
/// machine. Ordinal comparison of strings differs from it beyond the basic plane.
/// </summary>
public sealed class Utf8Order : IComparer<string?>
{
    private Utf8Order() { }

    /// <summary>The only one.</summary>
    public static Utf8Order Comparer { get; } = new();

    /// <summary>Compares two texts; null comes first.</summary>
    public static int Compare(string? a, string? b)
    {
        if (a is null || b is null)
            return (a is not null).CompareTo(b is not null);
        var same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
            return a.Length.CompareTo(b.Length);
        return Weight(a[same]).CompareTo(Weight(b[same]));
    }

    int IComparer<string?>.Compare(string? a, string? b) => Compare(a, b);

    // Surrogates stand for code points above all others, so they come last.
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x1_0000 : c;
}
