using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Opportune.Database;

/// <summary>
/// The product's own SQL: the files under sql/, which travel inside the program. A line <c>-- from area/file.sql</c> stands for that file without
/// its head; <c>-- if this</c> behind it holds for each line of the file. A line that ends in <c>-- if this that</c> can be left out where not all that it names is asked for; one that ends in
/// <c>-- if this unless that</c> also where that is asked for, which another line stands for then.
/// </summary>
public static partial class Sql
{
    private static readonly Assembly Home = typeof(Sql).Assembly;
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Chosen = new(StringComparer.Ordinal);

    // The name of a resource is a path, written with the separators of the machine that built the program.
    private static readonly Dictionary<string, string> Resources = Home.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToDictionary(name => name.Replace('\\', '/'), StringComparer.Ordinal);

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Resources.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text of a file, such as <c>runs/list-runs.sql</c>, as if all were asked for.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string Load(string name) => Texts.GetOrAdd(name, n =>
        string.Join('\n', Expand(n, (_, body) => body).Split('\n').Where(line => !Condition().Match(line).Groups["unless"].Success)));

    /// <summary>The text of a file with only the lines that are asked for.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    internal static string Load(string name, IReadOnlyCollection<string> asked) => Load(name, asked, [], "");

    /// <summary>The text of a file with only the lines that are asked for.</summary>
    /// <param name="name">The file.</param>
    /// <param name="asked">What is asked for, of all lines.</param>
    /// <param name="ways">What is asked for besides in <paramref name="each"/>, way by way; their rows are put together.</param>
    /// <param name="each">The file taken in once for each way.</param>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    internal static string Load(string name, IReadOnlyCollection<string> asked, IReadOnlyList<IReadOnlyCollection<string>> ways, string each) =>
        Chosen.GetOrAdd($"{name} {string.Join(' ', asked)}: {string.Join('|', ways.Select(w => string.Join(' ', w)))}", _ => Keep(Expand(name, (part, body) => part != each
            ? body
            : string.Join("\nunion all\n", ways.Select((way, i) => $"select * from (\n{Keep(body, [.. asked, .. way])}\n) as way_{i + 1}"))), asked));

    private static string Keep(string text, IReadOnlyCollection<string> asked) =>
        string.Join('\n', text.Split('\n').Where(line => IsAsked(Condition().Match(line), asked)).Select(line => Condition().Replace(line, "")));

    private static bool IsAsked(Match condition, IReadOnlyCollection<string> asked) =>
        !condition.Success || (condition.Groups["if"].Value.Split(' ').All(asked.Contains) && !asked.Contains(condition.Groups["unless"].Value));

    private static string Expand(string name, Func<string, string, string> take) => Inclusion().Replace(Read(name), match =>
    {
        var part = match.Groups[1].Value;
        var lines = Expand(part, take).TrimEnd().Split('\n').SkipWhile(line => line.StartsWith("--", StringComparison.Ordinal));
        return take(part, string.Join('\n', lines.Select(line => line + match.Groups[2].Value)));
    });

    private static string Read(string name)
    {
        if (!Resources.TryGetValue(name, out var resource))
            throw new ArgumentException($"there is no file sql/{name}", nameof(name));
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("^-- from ([a-z-]+/[a-z-]+\\.sql)( -- if [a-z0-9 -]+)?$", RegexOptions.Multiline)]
    private static partial Regex Inclusion();

    [GeneratedRegex(" *-- if (?<if>[a-z0-9 -]+?)( unless (?<unless>[a-z0-9-]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
