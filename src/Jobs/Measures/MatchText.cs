using System.Globalization;
using System.Text;
using Opportune.Core;

namespace Opportune.Jobs.Measures;

/// <summary>A match as text: all that it asks, so that two with one text ask the same.</summary>
public static class MatchText
{
    /// <summary>What it asks.</summary>
    public static string Of(EventMatch match)
    {
        var text = new StringBuilder();
        foreach (var table in match.Tables)
            text.Append((int)table).Append(',');
        text.Append(match.AnyReport ? "|any|" : "||").Append((int)match.State);
        foreach (var assertion in match.Assertions)
            text.Append(",a").Append((int)assertion);
        foreach (var certainty in match.Certainties)
            text.Append(",c").Append((int)certainty);
        foreach (var severity in match.Severities)
            text.Append(",s").Append((int)severity);
        foreach (var age in match.LesionAges)
            text.Append(",l").Append((int)age);
        foreach (var names in new[]
        {
            match.ValueSets, match.NotValueSets, match.Concepts, match.DisplayNames, match.Sites, match.NotSites, match.WithoutSites, match.Kinds, match.NotKinds, match.Modalities,
            match.NotModalities, match.BodyParts, match.NotBodyParts, match.Categories, match.NotCategories, match.NotStatuses, match.RowKinds, match.NotUnits,
        })
        {
            text.Append('|').AppendJoin('\n', names);
        }
        foreach (var range in new[] { match.Value, match.Dose, match.NotDose })
            text.Append(CultureInfo.InvariantCulture, $"|{range}");
        return text.ToString();
    }

    /// <summary>The same of all of a list.</summary>
    public static string Of(IReadOnlyList<EventMatch> anyOf) => string.Join('\f', anyOf.Select(Of));
}
