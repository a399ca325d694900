using System.Text.Json;

namespace Opportune.Core;

/// <summary>What a reviewer sees of a case: what the source says of the patient, without a name, and nothing of what the program made of it.</summary>
public sealed record ShownCase
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The day as of which the program looked.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Completed years on that day; null: not known.</summary>
    public int? Age { get; init; }

    /// <summary>F, M or U.</summary>
    public string? Sex { get; init; }

    /// <summary>Reports, the newest first.</summary>
    public IReadOnlyList<ShownReport> Reports { get; init; } = [];

    /// <summary>Coded rows, the newest first.</summary>
    public IReadOnlyList<ShownFact> Facts { get; init; } = [];

    /// <summary>Older reports and rows that are not shown.</summary>
    public int Older { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Form);

    /// <summary>Reads <see cref="ToText"/>.</summary>
    public static ShownCase Parse(string text) => JsonSerializer.Deserialize<ShownCase>(text, Form)!;
}

/// <summary>A report.</summary>
/// <param name="Date">Day of the exam.</param>
/// <param name="Modality">CT, XR ...</param>
/// <param name="BodyPart">What was looked at; null: not said.</param>
/// <param name="Text">All of it.</param>
public sealed record ShownReport(DateOnly Date, string? Modality, string? BodyPart, string Text);

/// <summary>A coded row.</summary>
/// <param name="Table">conditions, medications ...</param>
/// <param name="Date">Its day.</param>
/// <param name="Code">Code system and code.</param>
/// <param name="Display">What the source calls it, or its text, and its value; null: nothing.</param>
/// <param name="Status">As the source says it; null: nothing.</param>
public sealed record ShownFact(string Table, DateOnly Date, string Code, string? Display, string? Status);
