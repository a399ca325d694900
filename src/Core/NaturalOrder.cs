namespace Opportune.Core;

/// <summary>The order in which people look for a name in a list: numbers in it count as numbers, "Panel 2" before "Panel 10".</summary>
public sealed class NaturalOrder : IComparer<string?>
{
    private NaturalOrder() { }

    /// <summary>The only one.</summary>
    public static NaturalOrder Comparer { get; } = new();

    /// <summary>Compares two names; null comes first. Names that differ in leading zeros alone are in the order of their bytes.</summary>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is not null).CompareTo(y is not null);
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            var (a, b) = (Next(x, ref i), Next(y, ref j));
            var order = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]) ? Number(a, b) : Utf8Order.Compare(a, b);
            if (order != 0)
                return order;
        }
        return Utf8Order.Compare(x, y);
    }

    // A run of digits, or of anything else.
    private static string Next(string text, ref int at)
    {
        var (from, isNumber) = (at, char.IsAsciiDigit(text[at]));
        while (at < text.Length && char.IsAsciiDigit(text[at]) == isNumber)
            at++;
        return text[from..at];
    }

    private static int Number(string a, string b)
    {
        (a, b) = (a.TrimStart('0'), b.TrimStart('0'));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }
}
