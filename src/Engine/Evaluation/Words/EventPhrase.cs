using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>An event in words.</summary>
internal static class EventPhrase
{
    /// <summary>What was found: "coronary calcification, moderate", "Osteoporosis without fracture".</summary>
    public static string Of(Event e, FindingWords words) => e.Mention is { } mention ? OfMention(mention, words) : OfRow(e);

    /// <summary>Where it was said: "Report of 3 May 2026 (CT chest)".</summary>
    public static string Source(Event e)
    {
        var exam = string.Join(' ', new[] { e.Modality, e.BodyPart?.ToLowerInvariant() }.Where(part => !string.IsNullOrEmpty(part)));
        var where = exam.Length > 0 ? $" ({exam})" : "";
        var kind = e.Table switch
        {
            Table.ImagingFindings => "Report",
            Table.Conditions => "Diagnosis",
            Table.Medications => "Medication",
            Table.Procedures => "Procedure",
            Table.Results => "Result",
            _ => "Record",
        };
        return $"{kind} of {Dates.Text(e.ReportDate ?? e.Date)}{where}";
    }

    private static string OfMention(Mention mention, FindingWords words)
    {
        var phrase = words.Finding(mention.Concept, mention.Sites);
        phrase = (mention.Assertion, mention.Certainty) switch
        {
            (Assertion.Historical, _) => $"history of {phrase}",
            (Assertion.Possible, _) or (_, Certainty.Possible) => $"possible {phrase}",
            (_, Certainty.Probable) => $"probable {phrase}",
            _ => phrase,
        };
        if (mention.Value is { } value)
            phrase += $" {Number(value, mention.Unit)}";
        if (mention.Severity != Severity.None)
            phrase += $", {mention.Severity.ToString().ToLowerInvariant()}";
        return phrase + Age(mention);
    }

    private static string OfRow(Event e)
    {
        var what = !string.IsNullOrWhiteSpace(e.Display) ? e.Display
            : e.ValueSets.Count > 0 ? $"{FindingWords.Plain(e.ValueSets[0])} ({e.Code})"
            : e.Code ?? "row";
        var value = e.Value is { } number ? $" {Number(number, e.Unit)}" : "";
        return Presence.Of(e) switch { Certainty.Possible => "possible ", Certainty.Probable => "probable ", _ => "" } + what + value
            + (ReportedRows.Names(e.RowId) ? " (reported)" : "");
    }

    // A fracture without a word on its age says so: nobody may read it as new.
    private static string Age(Mention mention) => mention.Age switch
    {
        LesionAge.None => mention.Concept.EndsWith("fracture", StringComparison.Ordinal) && mention.Assertion != Assertion.Historical ? ", age not stated" : "",
        LesionAge.Indeterminate => ", age indeterminate",
        _ => $", {mention.Age.ToString().ToLowerInvariant()}",
    };

    private static string Number(double value, string? unit) =>
        value.ToString("0.##", CultureInfo.InvariantCulture) + (string.IsNullOrEmpty(unit) ? "" : $" {unit}");
}
