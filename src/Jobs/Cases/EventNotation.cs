using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>
/// One event a line, parts set off by bars: <c>table | date | what | more | more</c>. What is a code
/// (<c>ICD10CM S72.001A</c>), a mention (<c>vascular-calcification @ aorta coronary</c>) or <c>report</c>. More, for any row:
/// value 1.2 mg/dL, status W, exam CT chest, final DATE, setting W. For coded rows also: supply N, dose 5 mg, kind W,
/// category W, end DATE, intent W, presence W, display TEXT. For mentions also: kind W, and bare words for assertion,
/// certainty, severity and age of the lesion.
/// </summary>
internal static class EventNotation
{
    // What may follow, each as it is written; any row has the first, codes and reports the second too.
    private static readonly Dictionary<string, string> OfAny =
        Forms("value 1.2 mg/dL", "status final", "exam CT chest", "final yyyy-MM-dd", "setting inpatient", "kind W");

    private static readonly Dictionary<string, string> OfRow =
        Forms("category W", "intent W", "presence W", "display TEXT", "end yyyy-MM-dd", "supply 90", "dose 5 mg");

    private static readonly string[] OfMention = [.. Words.Assertions.Keys.Concat(Words.Certainties.Keys).Concat(Words.Severities.Keys).Concat(Words.LesionAges.Keys).Distinct()];

    public static bool TryRead(string line, string rowId, [NotNullWhen(true)] out Event? read, out string fault)
    {
        read = null;
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        if (parts.Length < 3)
            return Fail("an event is written 'table | date | what | more'", out fault);
        if (!Words.Tables.TryGetValue(parts[0], out var table))
            return Fail(Problems.Unknown("table", parts[0], Words.Tables.Keys), out fault);
        if (!IsDate(parts[1], out var date))
            return Fail($"'{parts[1]}' is no date, yyyy-MM-dd", out fault);

        var row = new Event { Table = table, Date = date, RowId = rowId };
        if (table == Table.ImagingFindings)
            row = row with { Modality = "CT", ReportDate = date, Accession = $"{date:yyyyMMdd}" };
        if (What(row, parts[2]) is not { } named)
            return Fail(NotNamed(parts[2]), out fault);
        row = named;
        foreach (var more in parts.Skip(3))
        {
            if (More(row, more) is not { } next)
                return Fail(NotRead(row, more), out fault);
            row = next;
        }
        (read, fault) = (row, "");
        return true;
    }

    private static Dictionary<string, string> Forms(params string[] forms) => forms.ToDictionary(f => f.Split(' ')[0], StringComparer.Ordinal);

    private static string NotNamed(string what) =>
        Problems.Nearest(what.Split(' ')[0], CodeSystems.Names) is { } system
            ? $"unknown code system in '{what}'; did you mean '{system}'?"
            : $"'{what}' is no code ('ICD10CM S72.001A'), mention ('concept @ site') or 'report'";

    private static string NotRead(Event row, string more)
    {
        var key = more.Split(' ')[0];
        var forms = row.Mention is null ? OfAny.Concat(OfRow).ToDictionary(StringComparer.Ordinal) : OfAny;
        if (forms.TryGetValue(key, out var form))
            return $"'{more}' cannot be read; it is written '{form}'";
        string[] known = [.. forms.Keys, .. row.Mention is null ? [] : OfMention];
        return Problems.Nearest(key, known) is { } near ? $"unknown '{more}'; did you mean '{near}'?" : $"unknown '{more}'; known: {string.Join(", ", known)}";
    }

    private static Event? What(Event row, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["report"] && row.Table == Table.ImagingFindings)
            return row;
        if (words.Length == 2 && CodeSystems.Normalise(words[0]) is { } system)
            return row with { CodeSystem = system, Code = words[1] };
        if (row.Table != Table.ImagingFindings || (words.Length > 1 && words[1] != "@"))
            return null;
        return row with { Mention = new() { Concept = words[0], Sites = [.. words.Skip(2)], Start = 0, Length = words[0].Length, Text = words[0] } };
    }

    private static Event? More(Event row, string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (key, rest) = space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
        if (rest.Length == 0)
            return row.Mention is { } m ? Word(row, m, key) : null;
        return key switch
        {
            "value" => Quantity(rest) is { } q ? WithValue(row, q) : null,
            "status" => row with { Status = rest },
            "exam" => Exam(row, rest),
            "final" => IsDate(rest, out var date) ? row with { ReportDate = date } : null,
            "setting" => row with { Setting = rest },
            "kind" when row.Mention is { } m => row with { Mention = m with { Kinds = [.. m.Kinds, rest] } },
            _ when row.Mention is not null => null,
            "kind" => row with { Kind = rest },
            "category" => row with { Category = rest },
            "intent" => row with { Intent = rest },
            "presence" => row with { Presence = rest },
            "display" => row with { Display = rest },
            "end" => IsDate(rest, out var date) ? row with { EndDate = date } : null,
            "supply" => Quantity(rest) is { Unit: null } q ? row with { DaysSupply = q.Value } : null,
            "dose" => Quantity(rest) is { } q ? row with { Dose = q.Value, DoseUnit = q.Unit } : null,
            _ => null,
        };
    }

    private static Event? Word(Event row, Mention mention, string word)
    {
        // "possible" is both an assertion and a certainty; a report that says "may" has both.
        var known = false;
        if (Words.Assertions.TryGetValue(word, out var assertion))
            (mention, known) = (mention with { Assertion = assertion }, true);
        if (Words.Certainties.TryGetValue(word, out var certainty))
            (mention, known) = (mention with { Certainty = certainty }, true);
        if (Words.Severities.TryGetValue(word, out var severity))
            (mention, known) = (mention with { Severity = severity }, true);
        if (Words.LesionAges.TryGetValue(word, out var age))
            (mention, known) = (mention with { Age = age }, true);
        return known ? row with { Mention = mention } : null;
    }

    private static Event Exam(Event row, string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? row with { Modality = text } : row with { Modality = text[..space], BodyPart = text[(space + 1)..] };
    }

    private static Event WithValue(Event row, (double Value, string? Unit) quantity) =>
        row.Mention is { } mention
            ? row with { Mention = mention with { Value = quantity.Value, Unit = quantity.Unit } }
            : row with { Value = quantity.Value, Unit = quantity.Unit };

    private static (double Value, string? Unit)? Quantity(string text)
    {
        var words = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? (value, words.Length > 1 ? words[1] : null)
            : null;
    }

    private static bool IsDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static bool Fail(string message, out string fault)
    {
        fault = message;
        return false;
    }
}
