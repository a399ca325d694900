using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Which events a match means, in words.</summary>
internal static class MatchWords
{
    public static string Of(EventMatch match, FindingWords words)
    {
        var parts = new List<string> { Subject(match, words) };
        Add("at", match.Sites.Select(s => words.Sites([s])), " or ");
        Add("not only at", match.NotSites.Select(s => words.Sites([s])), " or ");
        Add("without", match.WithoutSites.Select(s => words.Sites([s])), " or ");
        Add("called", match.Kinds, " or ");
        Add("not called", match.NotKinds, " or ");
        Add("severity", Lower(match.Severities), " or ");
        Add("age of the lesion", Lower(match.LesionAges), " or ");
        Add("modality", match.AnyReport ? [] : match.Modalities, " or ");
        Add("not modality", match.NotModalities, " or ");
        Add("of", match.BodyParts, " or ");
        Add("not of", match.NotBodyParts, " or ");
        Add("category", match.Categories, " or ");
        Add("not category", match.NotCategories, " or ");
        Add("status not", match.NotStatuses, " or ");
        Add("kind", match.RowKinds, " or ");
        Add("with a value in no unit or another than", match.NotUnits, " or ");
        Add("not in", match.NotValueSets.Select(s => $"'{s}'"), " or ");
        Add("whose display names", match.DisplayNames.Select(s => $"a name of '{s}'"), " or ");
        Add("value", match.Value is { } value ? [RuleWords.Of(value)] : [], "");
        Add("dose", match.Dose is { } dose ? [RuleWords.Of(dose)] : [], "");
        Add("dose not", match.NotDose is { } not ? [RuleWords.Of(not)] : [], "");
        return string.Join(", ", parts);

        void Add(string word, IEnumerable<string> values, string or)
        {
            if (string.Join(or, values) is { Length: > 0 } text)
                parts.Add($"{word} {text}");
        }
    }

    private static string Subject(EventMatch match, FindingWords words)
    {
        var state = match.State switch { RowState.Waiting => "ordered or scheduled: ", RowState.DoNotPerform => "ordered not to be given: ", _ => "" };
        if (match.AnyReport)
            return $"any final report of modality {string.Join(" or ", match.Modalities)}";
        if (match.Concepts.Count > 0)
            return $"text: {string.Join(" or ", match.Concepts.Select(c => words.Finding(c, [])))} ({Stated(match)})";
        var tables = match.Tables.Count == 0 ? "any table" : string.Join(" or ", match.Tables.Select(t => CanonicalTable.Of(t).Name));
        return $"{state}{tables}: code in {string.Join(" or ", match.ValueSets.Select(s => $"'{s}'"))}";
    }

    private static string Stated(EventMatch match) => $"{string.Join(" or ", Lower(match.Assertions))}; {string.Join(" or ", Lower(match.Certainties))}";

    private static IEnumerable<string> Lower<T>(IEnumerable<T> values) where T : struct, Enum => values.Select(v => v.ToString().ToLowerInvariant());
}
