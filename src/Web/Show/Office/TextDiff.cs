namespace Opportune.Web.Show;

/// <summary>One line of two texts side by side.</summary>
/// <param name="Kind">' ' in both, '-' in the old one alone, '+' in the new one alone, '…' where lines that are in both were left out.</param>
/// <param name="Text">The line.</param>
public readonly record struct DiffLine(char Kind, string Text);

/// <summary>What differs between two texts, line by line: the fewest lines that have to go and come.</summary>
public static class TextDiff
{
    // So many lines around each difference tell where it is.
    private const int Around = 3;

    // Beyond it nobody reads what is alike in two files that have so little in common.
    private const long MostPairs = 9_000_000;

    /// <summary>The lines that differ, with those around them; empty: the texts are equal.</summary>
    public static IReadOnlyList<DiffLine> Of(string old, string now)
    {
        var (a, b) = (Lines(old), Lines(now));
        var same = 0;
        while (same < Math.Min(a.Length, b.Length) && a[same] == b[same])
            same++;
        var tail = 0;
        while (tail < Math.Min(a.Length, b.Length) - same && a[^(tail + 1)] == b[^(tail + 1)])
            tail++;
        var lines = a[..same].Select(l => new DiffLine(' ', l)).Concat(Middle(a[same..^tail], b[same..^tail])).Concat(a[^tail..].Select(l => new DiffLine(' ', l))).ToList();
        return Shortened(lines);
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    // The longest common subsequence, by the table of its lengths from each pair of places on.
    private static IEnumerable<DiffLine> Middle(string[] a, string[] b)
    {
        if ((long)a.Length * b.Length > MostPairs)
            return a.Select(l => new DiffLine('-', l)).Concat(b.Select(l => new DiffLine('+', l)));
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        return Walk(a, b, common);
    }

    private static IEnumerable<DiffLine> Walk(string[] a, string[] b, int[,] common)
    {
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                yield return new(' ', a[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new('-', a[i++]);
            }
            else
            {
                yield return new('+', b[j++]);
            }
        }
    }

    private static List<DiffLine> Shortened(List<DiffLine> lines)
    {
        var kept = new List<DiffLine>();
        var differing = Enumerable.Range(0, lines.Count).Where(i => lines[i].Kind != ' ').ToList();
        var near = differing.SelectMany(i => Enumerable.Range(i - Around, (2 * Around) + 1)).Where(i => i >= 0 && i < lines.Count).ToHashSet();
        for (var i = 0; i < lines.Count; i++)
        {
            if (near.Contains(i))
                kept.Add(lines[i]);
            else if (near.Count > 0 && (i == 0 || near.Contains(i - 1)))
                kept.Add(new('…', ""));
        }
        return kept;
    }
}
