using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Opportune.Core;

/// <summary>The memory as one line of text, as the database keeps it.</summary>
public sealed partial class EpisodeMemory
{
    /// <summary>
    /// JSON without spaces: <c>{"last":"2026-05-03","sites":["coronary"],"worst":{"coronary":"mild"},"highest":{"agatston-score":120}}</c>,
    /// names in ordinal order, empty parts left out. Equal memories have equal texts.
    /// </summary>
    public string ToText()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (Last is { } last)
                json.WriteString("last", last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            WriteSites(json);
            if (_worst.Count > 0)
                WriteWorst(json);
            if (_highest.Count > 0)
                WriteHighest(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static EpisodeMemory Parse(string text)
    {
        var memory = new EpisodeMemory();
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var part in json.RootElement.EnumerateObject())
                memory.Read(part.Name, part.Value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException("an episode's memory cannot be read", e);
        }
        return memory;
    }

    private void WriteSites(Utf8JsonWriter json)
    {
        if (_sites.Count == 0)
            return;
        json.WriteStartArray("sites");
        foreach (var site in _sites)
            json.WriteStringValue(site);
        json.WriteEndArray();
    }

    private void WriteWorst(Utf8JsonWriter json)
    {
        json.WriteStartObject("worst");
        foreach (var (byClass, severity) in _worst)
            json.WriteString(byClass, WordOf(severity));
        json.WriteEndObject();
    }

    private void WriteHighest(Utf8JsonWriter json)
    {
        json.WriteStartObject("highest");
        foreach (var (concept, value) in _highest)
            json.WriteNumber(concept, value);
        json.WriteEndObject();
    }

    private void Read(string name, JsonElement value)
    {
        switch (name)
        {
            case "last":
                Last = DateOnly.ParseExact(TextOf(value), "yyyy-MM-dd", CultureInfo.InvariantCulture);
                break;
            case "sites":
                foreach (var site in value.EnumerateArray())
                    _sites.Add(TextOf(site));
                break;
            case "worst":
                foreach (var grade in value.EnumerateObject())
                    _worst[grade.Name] = SeverityOf(TextOf(grade.Value));
                break;
            case "highest":
                foreach (var number in value.EnumerateObject())
                    _highest[number.Name] = number.Value.GetDouble();
                break;
            default:
                throw new FormatException($"unknown part '{name}'");
        }
    }

    private static string TextOf(JsonElement value) => value.GetString() ?? throw new FormatException("null where a text belongs");

    private static string WordOf(Severity severity) => severity switch
    {
        Severity.Mild => "mild",
        Severity.Moderate => "moderate",
        Severity.Severe => "severe",
        _ => throw new NotSupportedException($"severity {severity}"),
    };

    private static Severity SeverityOf(string word) => word switch
    {
        "mild" => Severity.Mild,
        "moderate" => Severity.Moderate,
        "severe" => Severity.Severe,
        _ => throw new FormatException($"unknown severity '{word}'"),
    };
}
