using Opportune.Core;

namespace Opportune.Reference;

/// <summary>An event that starts the clock.</summary>
/// <param name="Event">The event.</param>
/// <param name="Class">The first class that takes it.</param>
/// <param name="IsRestated">Whether it only repeats an earlier report.</param>
internal sealed record IndexStatement(Event Event, IndexClass Class, bool IsRestated)
{
    public DateOnly Date => Event.Date;

    public bool IsAcute(NewEpisode rule) =>
        (!IsRestated && IsSaidNew(rule)) || Taking.Share(rule.InitialValueSets, Event.ValueSets);

    private bool IsSaidNew(NewEpisode rule) => Event.Mention?.Age == LesionAge.Acute || (rule.Grown && Event.Mention?.Kinds.Contains("progressed") == true);

    /// <summary>Whether both are one statement, in two lines, reports or tables.</summary>
    public bool IsCopyOf(IndexStatement other)
    {
        var (a, b) = (Event, other.Event);
        if (Class.Name != other.Class.Name || a.Date != b.Date || a.Mention is null != b.Mention is null)
            return false;
        return a.Mention is not null ? Said(a.Mention) == Said(b.Mention!) : Written(a) == Written(b);
    }

    private static string Written(Event e) => $"{e.CodeSystem}|{e.Code}|{Taking.Presence(e)}|{e.Value:R}|{e.Unit}";

    private static string Said(Mention m) =>
        $"{m.Concept}|{m.Assertion}|{m.Certainty}|{m.Severity}|{m.Age}|{m.Laterality}|{m.Value:R}|{m.Unit}|{string.Join(',', m.Sites)}|{string.Join(',', m.Kinds)}";
}
