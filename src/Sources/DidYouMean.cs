namespace Opportune.Sources;

/// <summary>The nearest of some names to one that was not found.</summary>
internal static class DidYouMean
{
    /// <summary>"; did you mean 'x'?" where a name is near, else nothing.</summary>
    public static string For(string wanted, IEnumerable<string> there) =>
        Nearest(wanted, there) is { } name ? $"; did you mean '{name}'?" : "";

    /// <summary>A name that differs by case, separators, a plural or a third of its letters; null when none does.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> there)
    {
        var plain = Plain(wanted);
        string? best = null;
        var bestDistance = Math.Max(1, plain.Length / 3) + 1;
        foreach (var name in there)
        {
            var distance = Distance(plain, Plain(name));
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }
        return best;
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    // Levenshtein distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
