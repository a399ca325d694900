using System.Text;

namespace Opportune.Sources.Databases;

/// <summary>
/// Keys as lists for <c>in (...)</c>. What a list finds is looked at again byte for byte, so it may find more than is meant (a server may
/// compare without regard to case or trailing blanks), and must never find less.
/// </summary>
internal static class KeyLists
{
    private const int KeysPerList = 1000;
    private const int MostLists = 20;

    /// <summary>Lists of SQL literals; null where the whole table is better read: too many keys, or none can be told how they are written.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="type">Asks for the type of the column.</param>
    public static IReadOnlyList<string>? Of(IReadOnlyCollection<byte[]> keys, Func<Type> type)
    {
        if (keys.Count > KeysPerList * MostLists)
            return null;
        var column = type();
        List<string> literals;
        if (column == typeof(long) || column == typeof(int) || column == typeof(short) || column == typeof(decimal))
            // No row of a whole number's column has another text than digits.
            literals = [.. keys.Where(IsWhole).Select(Encoding.ASCII.GetString)];
        else if (column == typeof(string) && keys.All(IsPlain))
            literals = [.. keys.Select(k => $"'{Encoding.ASCII.GetString(k).Replace("'", "''", StringComparison.Ordinal)}'")];
        else
            return null;
        return [.. literals.Order(StringComparer.Ordinal).Chunk(KeysPerList).Select(c => string.Join(", ", c))];
    }

    private static bool IsWhole(byte[] key) =>
        key.AsSpan(key.Length > 1 && key[0] == '-' ? 1 : 0) is { Length: > 0 and <= 18 } digits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    // Engines differ in what a backslash means, and in how letters beyond ASCII are written.
    private static bool IsPlain(byte[] key) => !key.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~') && !key.Contains((byte)'\\');
}
