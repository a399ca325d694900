using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opportune.Database;

/// <summary>One item of a gap's evidence, as publications keep it (named like the columns of evidence.parquet).</summary>
public sealed record Evidence
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>index, tier, exclusion, satisfies ...</summary>
    public string Role { get; init; } = "";

    /// <summary>Name of the criterion.</summary>
    public string Criterion { get; init; } = "";

    /// <summary>found, none-found, not-checked</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The table it was found in, or looked for in.</summary>
    public string? Table { get; init; }

    /// <summary>The row.</summary>
    public string? RowId { get; init; }

    /// <summary>Its date.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Code system.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>Code, or the concept of a mention.</summary>
    public string? Code { get; init; }

    /// <summary>Value.</summary>
    public double? Value { get; init; }

    /// <summary>Its unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The report's sentence, or what the source calls it.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Where in the excerpt the mention begins, in characters.</summary>
    public int? ExcerptStart { get; init; }

    /// <summary>How long the mention is, in characters.</summary>
    public int? Length { get; init; }

    /// <summary>From when on it was looked for.</summary>
    public DateOnly? WindowFrom { get; init; }

    /// <summary>Up to when.</summary>
    public DateOnly? WindowTo { get; init; }

    /// <summary>Whether a reviewer entered it.</summary>
    public bool IsReported => RowId?.StartsWith("reported:", StringComparison.Ordinal) == true;

    /// <summary>The criterion as words.</summary>
    public string Name => Criterion.Replace('-', ' ');

    /// <summary>Reads what a publication kept.</summary>
    public static IReadOnlyList<Evidence> Parse(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<Evidence>>(json, Names) ?? [];

    /// <summary>The sentence in three pieces, the mention in the middle; the sentence alone where it is not known where that is.</summary>
    public (string Before, string Mention, string After) Marked
    {
        get
        {
            if (Excerpt is not { } text)
                return ("", "", "");
            // Counted in characters as people count them (code points), as everywhere in the program.
            if (ExcerptStart is not { } start || Length is not { } length || Utf16(text, start) is not { } from || Utf16(text, start + length) is not { } to)
                return (text, "", "");
            return (text[..from], text[from..to], text[to..]);
        }
    }

    private static int? Utf16(string text, int codePoints)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (codePoints == 0)
                return at;
            codePoints--;
            at += rune.Utf16SequenceLength;
        }
        return codePoints == 0 ? at : null;
    }
}
