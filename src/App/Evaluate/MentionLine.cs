using Opportune.Core;

namespace Opportune.App.Evaluate;

/// <summary>Mentions written short, for a person who compares them with a text.</summary>
internal static class MentionLine
{
    /// <summary>"vascular-calcification[coronary] present 'calcified' + ...", or "nothing".</summary>
    public static string Short(IEnumerable<Mention> mentions) =>
        string.Join(" + ", mentions.Select(m => $"{m.Concept}[{string.Join(',', m.Sites)}] {Word(m.Assertion)} '{m.Text}'")) is { Length: > 0 } all ? all : "nothing";

    public static string Word(Assertion assertion) => assertion == Assertion.OtherPerson ? "other-person" : assertion.ToString().ToLowerInvariant();
}
