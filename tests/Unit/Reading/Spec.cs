using System.Globalization;
using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

/// <summary>Mentions written short, for tables of sentences.</summary>
internal static class Spec
{
    /// <summary>"fracture absent, hip-fracture present probable": concept, assertion, and certainty where it is not what goes without saying.</summary>
    public static string Short(IReadOnlyList<Mention> mentions) =>
        mentions.Count == 0 ? "none" : string.Join(", ", mentions.Select(m => $"{m.Concept} {Word(m.Assertion)}{Doubt(m)}"));

    /// <summary>"vascular-calcification[aorta,coronary] {calcified} present severe chronic left =-2.1".</summary>
    public static string Long(IReadOnlyList<Mention> mentions) =>
        mentions.Count == 0 ? "-" : string.Join(" + ", mentions.Select(Long));

    private static string Long(Mention m)
    {
        var parts = new List<string> { m.Sites.Count == 0 ? m.Concept : $"{m.Concept}[{string.Join(',', m.Sites)}]" };
        if (m.Kinds.Count > 0)
            parts.Add($"{{{string.Join(',', m.Kinds)}}}");
        parts.Add(Word(m.Assertion) + Doubt(m));
        if (m.Severity != Severity.None)
            parts.Add(Word(m.Severity));
        if (m.Age != LesionAge.None)
            parts.Add(Word(m.Age));
        if (m.Laterality != Laterality.None)
            parts.Add(Word(m.Laterality));
        if (m.Value is { } value)
            parts.Add("=" + value.ToString(CultureInfo.InvariantCulture) + m.Unit);
        return string.Join(' ', parts);
    }

    private static string Doubt(Mention m) => (m.Assertion, m.Certainty) switch
    {
        (Assertion.Present, Certainty.Probable) => " probable",
        (Assertion.Absent, Certainty.Unlikely) => " unlikely",
        _ => "",
    };

    private static string Word<T>(T value) where T : struct, Enum =>
        value.ToString() == nameof(Assertion.OtherPerson) ? "other-person" : value.ToString().ToLowerInvariant();
}
