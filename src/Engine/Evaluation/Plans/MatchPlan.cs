using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// An event match made ready: the numbers to look under, and only those tests that the match asks for.
/// </summary>
internal sealed class MatchPlan
{
    private readonly EventMatch _match;
    private readonly int _tables;
    private readonly bool _asksRow;
    private readonly bool _asksText;
    private readonly ValueSet[] _displayNames;

    public MatchPlan(EventMatch match, RuleKeys keys, Rulebook rulebook)
    {
        _match = match;
        Keys = keys.Of(match);
        foreach (var table in match.Tables)
            _tables |= 1 << (int)table;
        _displayNames = [.. match.DisplayNames.Select(name => rulebook.ValueSets[name])];
        _asksRow = match.Modalities.Count + match.NotModalities.Count + match.BodyParts.Count + match.NotBodyParts.Count + match.Categories.Count
            + match.NotCategories.Count + match.NotStatuses.Count + match.RowKinds.Count + match.NotUnits.Count + match.NotValueSets.Count + _displayNames.Length > 0
            || match.Dose is not null || match.NotDose is not null;
        _asksText = match.Sites.Count + match.Kinds.Count + match.Severities.Count + match.LesionAges.Count > 0;
    }

    /// <summary>Where the events are filed.</summary>
    public int[] Keys { get; }

    /// <summary>Whether an event filed under one of <see cref="Keys"/> is meant; its value is asked only when wanted.</summary>
    public bool Takes(Event e, RowState state, bool askValue = true) =>
        state == _match.State
        && (_tables == 0 || (_tables >> (int)e.Table & 1) != 0)
        && Presence.Fits(e, _match)
        && (!_asksRow || RowFits(e))
        && (e.Mention is { } mention ? MentionFits(mention) : !_asksText)
        && (!askValue || _match.Value is not { } range || range.Holds(ValueOf(e), UnitOf(e)));

    /// <summary>Whether the event has a value in the unit that is asked for; true where no value is.</summary>
    public bool Reads(Event e) => _match.Value is not { } range || new ValueRange(null, null, null, null, range.Unit).Holds(ValueOf(e), UnitOf(e));

    /// <summary>The number that an event carries: the mention's, or the row's.</summary>
    public static double? ValueOf(Event e) => e.Mention?.Value ?? e.Value;

    private static string? UnitOf(Event e) => e.Mention?.Value is null ? e.Unit : e.Mention.Unit;

    private bool RowFits(Event e) =>
        Lists.Allows(_match.Modalities, e.Modality) && !Lists.Names(_match.NotModalities, e.Modality)
        && BodyPartWords.Fit(_match, e.BodyPart)
        && Lists.Allows(_match.Categories, e.Category) && !Lists.Names(_match.NotCategories, e.Category)
        && !Lists.Names(_match.NotStatuses, e.Status)
        && Lists.Allows(_match.RowKinds, e.Kind)
        && (_match.NotUnits.Count == 0 || (e.Value is not null && !_match.NotUnits.Any(unit => UnitText.AreSame(unit, e.Unit))))
        && !Lists.Overlap(_match.NotValueSets, e.ValueSets)
        && (_match.Dose is not { } dose || dose.Holds(e.Dose, e.DoseUnit))
        && (_match.NotDose is not { } refused || !refused.Holds(e.Dose, e.DoseUnit))
        && (_displayNames.Length == 0 || Array.Exists(_displayNames, set => set.HoldsName(e.Display)));

    private bool MentionFits(Mention mention) =>
        (_match.Sites.Count == 0 || Lists.Overlap(_match.Sites, mention.Sites))
        // A mention without a site is not refused: nothing says that its site does not count.
        && !(mention.Sites.Count > 0 && Lists.Within(mention.Sites, _match.NotSites))
        && !Lists.Overlap(_match.WithoutSites, mention.Sites)
        && (_match.Kinds.Count == 0 || Lists.Overlap(_match.Kinds, mention.Kinds))
        && !Lists.Overlap(_match.NotKinds, mention.Kinds)
        && (_match.Severities.Count == 0 || _match.Severities.Contains(mention.Severity))
        && (_match.LesionAges.Count == 0 || _match.LesionAges.Contains(mention.Age));
}
