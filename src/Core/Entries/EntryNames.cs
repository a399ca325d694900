namespace Opportune.Core;

/// <summary>How the words of the worklist are written in the database, in files and on the command line: kebab-case.</summary>
public static class EntryNames
{
    /// <summary>The name of a state, finding, decision or cause: ClosedByPerson is "closed-by-person".</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value of that name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static T Parse<T>(string name) where T : struct, Enum =>
        Names<T>.ByName.TryGetValue(name, out var value) ? value : throw new FormatException($"'{name}' is none of {string.Join(", ", Names<T>.ByName.Keys)}");

    /// <summary>All names, in the order of the values.</summary>
    public static IReadOnlyCollection<string> All<T>() where T : struct, Enum => Names<T>.ByName.Keys;

    private static string Kebab(string pascal) =>
        string.Concat(pascal.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(v => v, v => Kebab(v.ToString()));
        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
