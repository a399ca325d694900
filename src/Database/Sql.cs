using System.Collections.Concurrent;
using System.Reflection;

namespace Opportune.Database;

/// <summary>The product's own SQL: the files under sql/, which travel inside the program.</summary>
public static class Sql
{
    private static readonly Assembly Home = typeof(Sql).Assembly;
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    // The name of a resource is a path, written with the separators of the machine that built the program.
    private static readonly Dictionary<string, string> Resources = Home.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToDictionary(name => name.Replace('\\', '/'), StringComparer.Ordinal);

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Resources.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text of a file, such as <c>runs/list-runs.sql</c>.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string Load(string name) => Texts.GetOrAdd(name, Read);

    private static string Read(string name)
    {
        if (!Resources.TryGetValue(name, out var resource))
            throw new ArgumentException($"there is no file sql/{name}", nameof(name));
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
