namespace Opportune.Core;

/// <summary>One row of a value set.</summary>
/// <param name="System">Code system, normalised.</param>
/// <param name="Code">A code, or a family of codes when <paramref name="IsFamily"/>; normalised, without the closing hyphen.</param>
/// <param name="IsFamily">Whether every code that begins so belongs to it.</param>
/// <param name="Seventh">Allowed 7th characters of an ICD-10-CM code ("ABC"), or null when any, or none, will do.</param>
/// <param name="ValidFrom">First event date for which the row counts.</param>
/// <param name="ValidTo">Last event date for which the row counts.</param>
/// <param name="Meaning">What the code stands for, in our own words.</param>
public sealed record ValueSetRow(
    string System, string Code, bool IsFamily, string? Seventh, DateOnly? ValidFrom, DateOnly? ValidTo, string? Meaning)
{
    /// <summary>Whether the code is a product's, put here by a crosswalk to its ingredient, and not the set's own.</summary>
    public bool IsByCrosswalk { get; init; }

    /// <summary>Whether the row holds that normalised code on that date.</summary>
    public bool Holds(string system, string code, DateOnly date)
    {
        if (!string.Equals(system, System, StringComparison.Ordinal) || date < ValidFrom || date > ValidTo)
            return false;
        if (IsFamily ? !code.StartsWith(Code, StringComparison.Ordinal) : code != Code)
            return false;
        return Seventh is null || (code.Length == 7 && Seventh.Contains(code[6], StringComparison.Ordinal));
    }
}

/// <summary>A named list of codes, and of names by which drugs are also recognised.</summary>
public sealed record ValueSet
{
    /// <summary>Its name: the file's name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>The rows, from the shipped file and from the site's additions.</summary>
    public required IReadOnlyList<ValueSetRow> Rows { get; init; }

    /// <summary>
    /// Ingredient and brand names, lower case. A row whose display holds one as a word counts as treatment ("matched by
    /// name"); a name never creates a gap.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Where it comes from and who checked it; null in a set made by hand.</summary>
    public ValueSetReview? Review { get; init; }

    /// <summary>Whether a row holds that normalised code on that date.</summary>
    public bool HoldsCode(string system, string code, DateOnly date) => Rows.Any(r => r.Holds(system, code, date));

    /// <summary>Whether the display holds one of the names as a word, in any case.</summary>
    public bool HoldsName(string? display) => display is not null && Names.Any(n => HoldsWord(display, n));

    /// <summary>Code systems of the rows.</summary>
    public IReadOnlySet<string> Systems => _systems ??= Rows.Select(r => r.System).ToHashSet(StringComparer.Ordinal);

    private HashSet<string>? _systems;

    private static bool HoldsWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }
        return false;
    }
}

/// <summary>Provenance of a value set.</summary>
/// <param name="Source">Where the codes come from.</param>
/// <param name="Release">Which release of it.</param>
/// <param name="ReviewedBy">Who checked it.</param>
/// <param name="ReviewedOn">When.</param>
/// <param name="NextReview">When it is looked at again.</param>
public sealed record ValueSetReview(string Source, string Release, string ReviewedBy, DateOnly ReviewedOn, DateOnly NextReview);
