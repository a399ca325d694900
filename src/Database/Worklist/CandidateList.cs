using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Who may be responsible for a patient, first is best, as the column <c>people.candidates</c> keeps it.</summary>
public static class CandidateList
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>One line of JSON; null: nobody.</summary>
    public static string? ToText(IReadOnlyList<AttributedTo> candidates) => candidates.Count == 0 ? null : JsonSerializer.Serialize(candidates, Form);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static IReadOnlyList<AttributedTo> Parse(string? text) => text is null ? [] : JsonSerializer.Deserialize<List<AttributedTo>>(text, Form) ?? [];
}
