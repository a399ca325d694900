using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What happened to a part between two publications, as far as causes go by it.</summary>
/// <param name="AsOf">Tonight.</param>
/// <param name="PreviousAsOf">Of the publication before; null where there was none.</param>
/// <param name="MeasureChanged">Whether the measure's file is another, or the measure is new.</param>
/// <param name="WordsChanged">Whether the lexicon or a value set is another.</param>
/// <param name="LookBackFrom">First day on which an index event counts tonight.</param>
/// <param name="Merged">Whether the patient was merged with another since, or parted from one.</param>
internal readonly record struct PartContext(
    DateOnly AsOf, DateOnly? PreviousAsOf, bool MeasureChanged, bool WordsChanged, DateOnly LookBackFrom, bool Merged)
{
    /// <summary>The cause that the rules give, if they are other ones than before.</summary>
    public ChangeCause? Rules => MeasureChanged ? ChangeCause.MeasureChanged : WordsChanged ? ChangeCause.LexiconOrValueSetChanged : null;

    /// <summary>Whether that day could be known at the publication before.</summary>
    public bool WasThere(DateOnly? day) => day is { } given && given <= PreviousAsOf;
}

/// <summary>The contexts of all parts.</summary>
internal sealed class PartContexts
{
    private readonly ReconcileRequest _request;
    private readonly Dictionary<MeasurePart, PublishedPart> _published;
    private readonly Dictionary<string, Measure> _measures;
    private readonly HashSet<string> _everPublished;
    private readonly DateOnly? _last;
    private readonly Dictionary<MeasurePart, PartContext> _known = [];

    public PartContexts(ReconcileRequest request, IEnumerable<PublishedPart> published)
    {
        _request = request;
        _published = published.ToDictionary(p => new MeasurePart(p.Measure, p.Site));
        _measures = request.Measures.ToDictionary(m => m.Id);
        _everPublished = [.. _published.Keys.Select(p => p.Measure)];
        _last = _published.Count == 0 ? null : _published.Values.Max(p => p.AsOf);
    }

    /// <summary>Of a measure of this run at a site.</summary>
    public PartContext Of(string measure, string site, bool merged)
    {
        var part = new MeasurePart(measure, site);
        if (!_known.TryGetValue(part, out var context))
            _known[part] = context = Make(part);
        return merged ? context with { Merged = true } : context;
    }

    private PartContext Make(MeasurePart part)
    {
        var measure = _measures[part.Measure];
        var from = measure.Index.LookBackFrom(_request.AsOf);
        if (!_published.TryGetValue(part, out var before))
        {
            // A measure that no site had yet came with a change of the rules; a site that is new brought its patients.
            var isNew = _last is not null && !_everPublished.Contains(part.Measure);
            return new(_request.AsOf, _last, isNew, false, from, false);
        }
        var now = _request.Hashes[part.Measure];
        return new(
            _request.AsOf,
            before.AsOf,
            before.MeasureVersion != measure.Version || before.MeasureSha256 != now.Measure,
            before.SetsSha256 != now.Sets || before.LexiconSha256 != now.Lexicon,
            from,
            false);
    }
}
