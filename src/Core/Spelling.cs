namespace Opportune.Core;

/// <summary>What somebody who wrote an unknown name may have meant.</summary>
public static class Spelling
{
    // More is no help to a reader.
    private const int Most = 12;

    /// <summary>The known name that is nearest to what was written (at most a third of its letters off), or null.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        var best = known.Select(k => (Name: k, Distance: Distance(written, k))).OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Max(written.Length, best.Name.Length) / 3) ? best.Name : null;
    }

    /// <summary><c>unknown X 'y'; did you mean 'z'?</c>, or <c>known: a, b and 23 more</c>, those first that have a word of it.</summary>
    public static string Unknown(string what, string written, IEnumerable<string> known)
    {
        if (Nearest(written, known) is { } nearest)
            return $"unknown {what} '{written}'; did you mean '{nearest}'?";
        var words = Words(written).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return $"unknown {what} '{written}'; known: {Listed([.. known.OrderByDescending(k => Words(k).Count(words.Contains)).ThenBy(k => k, StringComparer.Ordinal)])}";
    }

    private static string[] Words(string name) => name.Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries);

    private static string Listed(IReadOnlyList<string> known) => known.Count switch
    {
        0 => "none",
        <= Most => string.Join(", ", known),
        _ => $"{string.Join(", ", known.Take(Most))} and {known.Count - Most} more",
    };

    // Edit distance with swaps of neighbours: the slips that fingers make.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
