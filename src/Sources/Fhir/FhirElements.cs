using System.Globalization;
using System.Text.Json;

namespace Opportune.Sources.Fhir;

/// <summary>One coding of a concept.</summary>
internal readonly record struct FhirCoding(string System, string Code, string? Display);

/// <summary>Looks into elements of a resource. What is not there, or of another kind than FHIR says, is nothing.</summary>
internal static class FhirElements
{
    /// <summary>The element at the end of a path; of a list, its first item.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
                element = element[0];
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }
        return element;
    }

    /// <summary>The text at the end of a path.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    /// <summary>The items of a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The codings of a concept that name both system and code.</summary>
    public static IReadOnlyList<FhirCoding> Codings(this JsonElement? concept) =>
        concept is not { ValueKind: JsonValueKind.Object } one
            ? []
            : [.. one.Items("coding").Where(c => c.Text("system") is not null && c.Text("code") is not null)
                .Select(c => new FhirCoding(c.Text("system")!, c.Text("code")!, c.Text("display") ?? one.Text("text")))];

    /// <summary>
    /// The day of a date or instant, an instant seen from the source's zone. A year or a month alone is no day
    /// (<see cref="DateOnly.MinValue"/>): which day was meant would be guessed.
    /// </summary>
    public static DateOnly? Day(this JsonElement element, TimeZoneInfo zone, params ReadOnlySpan<string> path)
    {
        if (element.Text(path) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime)
            : DateOnly.MinValue;
    }
}
