using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>The names that the cases of a measure may use: a misspelt one makes a case of somebody who is not listed pass.</summary>
/// <param name="measure">The measure.</param>
/// <param name="known">The lexicon's ids; null: they are not checked.</param>
internal sealed class CaseNames(Measure measure, KnownIds? known)
{
    private const string Report = "report";

    private readonly HashSet<string> _modalities = [.. Modalities.Names, .. Matches(measure).SelectMany(m => m.Modalities.Concat(m.NotModalities))];
    private readonly HashSet<string> _rowKinds = [.. Words.RowKinds, .. Matches(measure).SelectMany(m => m.RowKinds)];
    private readonly HashSet<string> _controls = [.. measure.SatisfiedBy.Select(s => s.Control?.ValueSet).OfType<string>()];
    private readonly HashSet<string> _labels = [.. measure.Tiers.Select(t => t.Label), .. measure.Shifts.Select(s => s.Label)];

    /// <summary>One line for each name that nothing bears, in the order of the case.</summary>
    public IReadOnlyList<string> Unknown(MeasureCase one) =>
    [
        .. one.Events.SelectMany(Unknown),
        .. Unknown("control", one.Unproven, _controls),
        .. Unknown("label", one.Expect.NotLabels, _labels),
    ];

    private IEnumerable<string> Unknown(Event row) =>
    [
        .. row.Table == Table.ImagingFindings ? Unknown("modality", [row.Modality], _modalities) : [],
        .. row.Table == Table.Medications ? Unknown("kind", [row.Kind], _rowKinds) : [],
        .. row.Mention is { } mention && known is not null ? Unknown(mention, known) : [],
    ];

    // A word alone may have been meant as 'report'.
    private static IEnumerable<string> Unknown(Mention mention, KnownIds known) =>
    [
        .. Unknown("concept", [mention.Concept], mention.Sites.Count > 0 ? known.Concepts : [.. known.Concepts, Report]),
        .. Unknown("site", mention.Sites, known.Sites),
        .. Unknown("kind", mention.Kinds, known.Kinds),
    ];

    private static IEnumerable<string> Unknown(string what, IEnumerable<string?> names, IReadOnlyCollection<string> known) =>
        names.OfType<string>().Where(n => !known.Contains(n)).Select(n => Problems.Unknown(what, n, known));

    private static IEnumerable<EventMatch> Matches(Measure measure) =>
        measure.Index.Classes.SelectMany(c => c.AnyOf).Concat(measure.Criteria.Values.SelectMany(c => c.AnyOf));
}
