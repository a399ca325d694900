using System.Collections.Concurrent;

namespace Opportune.Core;

/// <summary>What one feed covers at one site: its intervals, joined into runs of days without a hole.</summary>
internal sealed class FeedReach
{
    private readonly Table _table;
    private readonly FeedInterval[] _intervals;
    private readonly bool _isBySystem;
    private readonly List<Run> _runs = [];
    // By the set itself: a rulebook has few, and asks with the same ones for every patient, from all threads.
    private readonly ConcurrentDictionary<IReadOnlySet<string>, FeedReach> _readable = new(ReferenceEqualityComparer.Instance);

    public FeedReach(Table table, IEnumerable<FeedInterval> intervals)
    {
        _table = table;
        _intervals = [.. intervals.OrderBy(i => i.Covered.From).ThenBy(i => i.Covered.To)];
        _isBySystem = Array.Exists(_intervals, i => i.CodeSystem is not null);
        foreach (var interval in _intervals)
            Join(interval.Covered);
        if (IsEmpty)
            return;
        Lag = _intervals.Max(i => i.AllowedLagDays);
        LastDay = _intervals.Max(i => i.Covered.To);
    }

    /// <summary>Whether no day is covered.</summary>
    public bool IsEmpty => _intervals.Length == 0;

    /// <summary>The last covered day.</summary>
    public DateOnly LastDay { get; }

    /// <summary>How many days it may be behind the as-of date.</summary>
    public int Lag { get; }

    /// <summary>What is left of it for a question that can read these code systems only; null: any.</summary>
    public FeedReach ReadableIn(IReadOnlySet<string>? systems) => systems is null || !_isBySystem
        ? this
        : _readable.GetOrAdd(systems, s => new(_table, _intervals.Where(i => i.CodeSystem is null || s.Contains(i.CodeSystem))));

    /// <summary>How much of a window is covered, for a patient whom the feed knows.</summary>
    public CoverageAnswer Ask(DateWindow window, DateOnly asOf)
    {
        var end = window.To < asOf ? window.To : asOf;
        var neededTo = Period.OfDays(Lag).SubtractFrom(end);
        // The first run that reaches the needed end, else the last one; what lies before a hole does not count.
        var run = 0;
        while (run < _runs.Count - 1 && _runs[run].Days.To < neededTo)
            run++;
        var ((from, to), begins, ends) = _runs[run];
        // What ends before the needed day ends before the as-of date.
        if (to < neededTo)
            return new(CoverageState.None, from, to, ends);
        var lastDay = to < asOf ? to : asOf;
        if (from <= window.From)
            return new(CoverageState.Covered, from, lastDay, null);
        var days = end.DayNumber - from.DayNumber + 1;
        return new(days >= Coverage.PartialDays ? CoverageState.Partial : CoverageState.None, from, lastDay, begins);
    }

    private void Join(DateWindow covered)
    {
        if (_runs.Count > 0 && covered.From.DayNumber <= _runs[^1].Days.To.DayNumber + 1)
        {
            var last = _runs[^1];
            _runs[^1] = last with { Days = last.Days with { To = covered.To > last.Days.To ? covered.To : last.Days.To } };
        }
        else
        {
            _runs.Add(new(covered, $"{Name} feed begins on {covered.From:d MMM yyyy}", ""));
        }
        _runs[^1] = _runs[^1] with { Ends = $"{Name} feed reaches only to {_runs[^1].Days.To:d MMM yyyy}" };
    }

    private string Name => CanonicalTable.Of(_table).Name;

    // The words are made once: most patients of a site get the same.
    private readonly record struct Run(DateWindow Days, string Begins, string Ends);
}
