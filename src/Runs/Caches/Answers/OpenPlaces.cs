using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>What is filled anew each night in a gap that is kept.</summary>
internal enum OpenKind : byte
{
    /// <summary>The last day up to which nothing was found.</summary>
    CoveredTo,

    /// <summary>A text that names days which move.</summary>
    Text,

    /// <summary>The window that was searched.</summary>
    Window,

    /// <summary>Nothing to fill: it could not be checked, and that must still be so.</summary>
    NotChecked,
}

/// <summary>A place in a gap's bytes.</summary>
/// <param name="At">Where, from the gap's start.</param>
/// <param name="Kind">What.</param>
/// <param name="Table">The table that was searched.</param>
/// <param name="Criterion">The number of the criterion that it was searched for.</param>
internal readonly record struct OpenPlace(int At, OpenKind Kind, Table Table, int Criterion);

/// <summary>Notes such places while a gap is written. One a thread.</summary>
/// <param name="evaluator">Knows the criteria.</param>
/// <param name="bytes">Where gaps are written to.</param>
internal sealed class OpenPlaces(MeasureEvaluator evaluator, Stream bytes)
{
    private readonly List<OpenPlace> _places = [];
    private int _measure;
    private long _start;

    /// <summary>Those of the gap that was last begun, in order.</summary>
    public IReadOnlyList<OpenPlace> Places => _places;

    /// <summary>Begins a gap.</summary>
    /// <param name="measure">The place of its measure in the rulebook.</param>
    public void Begin(int measure)
    {
        (_measure, _start) = (measure, bytes.Position);
        _places.Clear();
    }

    public void Add(OpenKind kind) => _places.Add(new((int)(bytes.Position - _start), kind, default, 0));

    public void Add(OpenKind kind, EvidenceItem item) =>
        _places.Add(new((int)(bytes.Position - _start), kind, item.Searched!.Value, evaluator.NumberOf(_measure, item.Criterion)));
}
