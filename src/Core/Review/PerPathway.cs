namespace Opportune.Core;

/// <summary>A setting of a disposition, and the pathways in which it differs.</summary>
/// <param name="Usual">Everywhere else.</param>
/// <param name="Others">By pathway.</param>
public sealed record PerPathway<T>(T Usual, IReadOnlyDictionary<string, T> Others)
{
    /// <summary>The setting in that pathway.</summary>
    public T In(string pathway) => Others.TryGetValue(pathway, out var other) ? other : Usual;

    /// <summary>Every value that is written, the usual one first.</summary>
    public IEnumerable<T> All => Others.Values.Prepend(Usual);
}

/// <summary>Makes settings.</summary>
public static class PerPathway
{
    /// <summary>The same in every pathway.</summary>
    public static PerPathway<T> Same<T>(T value) => new(value, new Dictionary<string, T>(StringComparer.Ordinal));
}
