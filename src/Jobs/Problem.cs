namespace Opportune.Jobs;

/// <summary>Something wrong, or worth knowing, in a file under jobs/.</summary>
/// <param name="File">Path as given on the command line.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1; 0 where the whole line is meant.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
/// <param name="IsWarning">Warnings are told and stop nothing.</param>
public sealed record Problem(string File, int Line, int Column, string Message, bool IsWarning = false)
{
    /// <summary><c>file:line:column message</c>.</summary>
    public override string ToString() =>
        (Line, Column) switch
        {
            (0, _) => $"{File}: {Label}{Message}",
            (_, 0) => $"{File}:{Line}: {Label}{Message}",
            _ => $"{File}:{Line}:{Column}: {Label}{Message}",
        };

    private string Label => IsWarning ? "warning: " : "";
}

/// <summary>Gathers problems, so that all of them are told at once.</summary>
public sealed class Problems
{
    private readonly List<Problem> _all = [];

    /// <summary>All problems so far, by file, line and column.</summary>
    public IReadOnlyList<Problem> All =>
        [.. _all.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Whether any of them is more than a warning.</summary>
    public bool HasErrors => _all.Any(p => !p.IsWarning);

    /// <summary>Adds one.</summary>
    public void Add(Problem problem) => _all.Add(problem);

    /// <summary>The known name that is nearest to what was written (at most a third of its letters off), or null.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        var best = known.Select(k => (Name: k, Distance: Distance(written, k))).OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Max(written.Length, best.Name.Length) / 3) ? best.Name : null;
    }

    /// <summary><c>unknown X 'y'; did you mean 'z'?</c></summary>
    public static string Unknown(string what, string written, IEnumerable<string> known) =>
        Nearest(written, known) is { } nearest
            ? $"unknown {what} '{written}'; did you mean '{nearest}'?"
            : $"unknown {what} '{written}'; known: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(12))}";

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
