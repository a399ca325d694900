using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>With whom one patient was and will be seen; small, because there is one for each listed patient.</summary>
internal sealed class CareFacts
{
    private List<(string With, VisitsWith Visits)>? _seen;

    /// <summary>Whether anybody who may be responsible saw the patient.</summary>
    public bool HasVisits => _seen is not null;

    /// <summary>The visits with each.</summary>
    public IReadOnlyDictionary<string, VisitsWith> Visits => (_seen ?? []).ToDictionary(s => s.With, s => s.Visits, StringComparer.Ordinal);

    /// <summary>Who ordered the exam of the leading finding; null: not known, or not asked for.</summary>
    public string? Ordering { get; set; }

    /// <summary>The next appointment.</summary>
    public DateOnly? Next { get; private set; }

    /// <summary>With whom it is.</summary>
    public string? NextWith { get; private set; }

    /// <summary>Notes a visit.</summary>
    public void Saw(string with, DateOnly day)
    {
        _seen ??= [];
        var at = _seen.FindIndex(s => s.With == with);
        if (at < 0)
            _seen.Add((with, new(1, day)));
        else
            _seen[at] = (with, new(_seen[at].Visits.Count + 1, _seen[at].Visits.Last > day ? _seen[at].Visits.Last : day));
    }

    /// <summary>Notes an appointment. The first counts; of two on one day the one that sorts first, so that nothing rests on the order of files.</summary>
    public void WillSee(string? with, DateOnly day)
    {
        if (Next is not { } known || day < known || day == known && Utf8Order.Compare(with, NextWith) < 0)
            (Next, NextWith) = (day, with);
    }
}
