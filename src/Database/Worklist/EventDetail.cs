using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What a person entered, exactly as it came; kept as JSON with an event. Null: not of that kind of event.</summary>
public sealed record EventDetail
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The fields of a disposition.</summary>
    public DispositionFields? Fields { get; init; }

    /// <summary>The decision before it.</summary>
    public DecisionMade? Before { get; init; }

    /// <summary>The decision after it.</summary>
    public DecisionMade? After { get; init; }

    /// <summary>The entry on which it was said, where it reached this one as one of the same patient.</summary>
    public string? SaidOn { get; init; }

    /// <summary>Of taking back: the event that was taken back.</summary>
    public long? Undone { get; init; }

    /// <summary>The note, or whom it was given to.</summary>
    public string? Value { get; init; }

    /// <summary>The clinician to whom it was sent, or who answered, or whose patient it is: the id.</summary>
    public string? ClinicianId { get; init; }

    /// <summary>What the clinician answered.</summary>
    public HandOffAnswer? Answer { get; init; }

    /// <summary>The number of the row of evidence.</summary>
    public long? Row { get; init; }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static EventDetail Of(string? text) => text is null ? new() : JsonSerializer.Deserialize<EventDetail>(text, Form) ?? new();

    /// <summary>One line of JSON.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Form);
}
