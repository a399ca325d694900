namespace Opportune.Core;

/// <summary>
/// The sites and panels whose patients a person works with. Both are asked for: who has sites and panels sees the patients of these panels at these
/// sites. What no scope was given to is nobody's: <see cref="None"/>, not everything.
/// </summary>
public sealed class Scope : IEquatable<Scope>
{
    private const string AllText = "all", SiteKey = "site=", PanelKey = "panel=";

    private Scope(string text, IReadOnlyList<string> sites, IReadOnlyList<string> panels) => (Text, Sites, Panels) = (text, sites, panels);

    /// <summary>All patients.</summary>
    public static Scope All { get; } = new(AllText, [], []);

    /// <summary>Nobody.</summary>
    public static Scope None { get; } = new("", [], []);

    /// <summary>The sites, in order; empty: all, unless it is <see cref="None"/>.</summary>
    public IReadOnlyList<string> Sites { get; }

    /// <summary>The panels, in order; empty: all, unless it is <see cref="None"/>.</summary>
    public IReadOnlyList<string> Panels { get; }

    /// <summary>Whether patients of that site are among them.</summary>
    public bool HasSite(string site) => !Equals(None) && (Sites.Count == 0 || Sites.Contains(site));

    /// <summary>As it is kept: two scopes of the same patients have the same text.</summary>
    public string Text { get; }

    /// <summary>Those sites and panels; without any of both: all.</summary>
    public static Scope Of(IEnumerable<string> sites, IEnumerable<string> panels)
    {
        var (s, p) = (Ordered(sites), Ordered(panels));
        var parts = s.Select(v => SiteKey + Uri.EscapeDataString(v)).Concat(p.Select(v => PanelKey + Uri.EscapeDataString(v)));
        return s.Count + p.Count == 0 ? All : new(string.Join('&', parts), s, p);
    }

    /// <summary>Reads <see cref="Text"/>; what is something else is nobody's.</summary>
    public static Scope Parse(string text)
    {
        if (text == AllText)
            return All;
        var parts = text.Split('&');
        return parts.All(p => p.StartsWith(SiteKey, StringComparison.Ordinal) || p.StartsWith(PanelKey, StringComparison.Ordinal)) ? Of(Values(SiteKey), Values(PanelKey)) : None;

        IEnumerable<string> Values(string key) => parts.Where(p => p.StartsWith(key, StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p[key.Length..]));
    }

    /// <inheritdoc/>
    public bool Equals(Scope? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Scope);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>"sites A, B; panel P"</summary>
    public override string ToString() => Text switch
    {
        AllText => "all patients",
        "" => "nobody",
        _ => string.Join("; ", new[] { Words("site", Sites), Words("panel", Panels) }.OfType<string>()),
    };

    private static List<string> Ordered(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Words(string one, IReadOnlyList<string> names) => names.Count switch
    {
        0 => null,
        1 => $"{one} {names[0]}",
        _ => $"{one}s {string.Join(", ", names)}",
    };
}
