using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;

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

    /// <summary>Its date; of a report that of the exam, which may have been reported a day later.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>What the date is of, where that is not the row itself: "exam of" before that of a report; else empty.</summary>
    [JsonIgnore]
    public string DateOf => Table == "imaging_findings" && !IsReported ? "exam of" : "";

    /// <summary>Code system.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>Code, or the concept of a mention.</summary>
    public string? Code { get; init; }

    /// <summary>Value.</summary>
    public double? Value { get; init; }

    /// <summary>Its unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The report's sentence with the ones beside it, or what the source calls it.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Where in the excerpt the mention begins, in Unicode code points.</summary>
    public int? ExcerptStart { get; init; }

    /// <summary>How long the mention is, in Unicode code points.</summary>
    public int? Length { get; init; }

    /// <summary>From when on it was looked for.</summary>
    public DateOnly? WindowFrom { get; init; }

    /// <summary>Up to when.</summary>
    public DateOnly? WindowTo { get; init; }

    /// <summary>By what a coded row was found where its code did not say it: "crosswalk" or "name"; else null.</summary>
    public string? MatchedBy { get; init; }

    /// <summary>Whether a reviewer entered it.</summary>
    public bool IsReported => RowId?.StartsWith("reported:", StringComparison.Ordinal) == true;

    /// <summary>What people are told that it is: the criterion as words, unless who shows it knows its rule.</summary>
    [JsonIgnore]
    public string Name { get => field ?? Criterion.Replace('-', ' '); init; }

    /// <summary>Reads what a publication kept.</summary>
    public static IReadOnlyList<Evidence> Parse(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<Evidence>>(json, Names) ?? [];

    /// <summary>The excerpt in three pieces, the mention in the middle; the excerpt alone where it is not known where that is.</summary>
    public (string Before, string Mention, string After) Marked =>
        Excerpt is { } text && ExcerptStart is { } start && Length is { } length && Marking.Part(text, start, length) is { } parts ? parts : (Excerpt ?? "", "", "");
}
