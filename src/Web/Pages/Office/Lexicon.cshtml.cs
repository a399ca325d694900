using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;

namespace Opportune.Web.Pages.Office;

/// <summary>How reports are read: the families of terms and the cues, each with its invented sentences.</summary>
internal sealed class LexiconModel(Workplace workplace) : PageModel
{
    /// <summary>The lexicon in force.</summary>
    public Lexicon Lexicon { get; } = workplace.Rules().Lexicon;

    /// <summary>The cues, by what they do.</summary>
    public IEnumerable<IGrouping<CueType, LexiconCue>> Cues => Lexicon.Cues.GroupBy(c => c.Type);

    /// <summary>All concepts that a family can mean.</summary>
    public static string Concepts(LexiconFamily family) =>
        string.Join(", ", family.Places.Values.Append(family.Concept).Concat(family.Terms.Select(t => t.Concept)).Where(c => !string.IsNullOrEmpty(c)).Distinct());

    /// <summary>What a type of cue does.</summary>
    public static string Does(CueType type) => type switch
    {
        CueType.Pseudo => "Keep the cues inside them from working",
        CueType.Stop => "End the reach of others",
        CueType.Absent => "Deny",
        CueType.Possible => "Leave open",
        CueType.Probable => "Affirm with less than certainty",
        CueType.Unlikely => "Deny with less than certainty",
        CueType.Historical => "Tell of the past, not of this exam",
        CueType.Hypothetical => "Tell of what is asked for or may come",
        CueType.OtherPerson => "Speak of somebody else",
        CueType.Recommendation => "Recommend",
        _ => type.ToString(),
    };
}
