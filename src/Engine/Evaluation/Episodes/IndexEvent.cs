using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>An event that a class took.</summary>
/// <param name="Event">The event.</param>
/// <param name="Class">The first class that took it.</param>
internal readonly record struct IndexEvent(Event Event, ClassPlan Class)
{
    /// <summary>
    /// Whether it only repeats what an earlier report of the patient said of the same finding
    /// (<see cref="SameFinding.IsRestated"/>): evidence like any other, but never a new episode and no date of its own.
    /// </summary>
    public bool IsRestated { get; init; }

    /// <summary>Whether both say the same on the same day: copies of one statement, in two lines, reports or tables.</summary>
    public bool IsCopyOf(IndexEvent other)
    {
        var (a, b) = (Event, other.Event);
        if (a.Date != b.Date || Class != other.Class)
            return false;
        return a.Mention is { } left && b.Mention is { } right
            ? SaysTheSame(left, right)
            : a.Mention is null && b.Mention is null && (a.CodeSystem, a.Code, Presence.Of(a), a.Value, a.Unit) == (b.CodeSystem, b.Code, Presence.Of(b), b.Value, b.Unit);
    }

    /// <summary>What is remembered of it.</summary>
    public IndexFact ToFact(NewEpisode? rule) => new(
        Event.Date,
        Class.Class.Name,
        Event.Mention?.Sites ?? [],
        Event.Mention?.Severity ?? Severity.None,
        Event.Mention?.Concept,
        MatchPlan.ValueOf(Event),
        BeginsAcute: (!IsRestated && Event.Mention is { } mention && (mention.Age == LesionAge.Acute || (rule is { Grown: true } && mention.Kinds.Contains(NewEpisode.GrownKind))))
            || (rule is not null && Lists.Overlap(rule.InitialValueSets, Event.ValueSets)),
        Class.Class.JoinsOnly,
        Event.Table,
        Event.RowId);

    private static bool SaysTheSame(Mention a, Mention b) =>
        (a.Concept, a.Assertion, a.Certainty, a.Severity, a.Age, a.Laterality, a.Value, a.Unit)
            == (b.Concept, b.Assertion, b.Certainty, b.Severity, b.Age, b.Laterality, b.Value, b.Unit)
        && a.Sites.SequenceEqual(b.Sites, StringComparer.Ordinal)
        && a.Kinds.SequenceEqual(b.Kinds, StringComparer.Ordinal);
}
