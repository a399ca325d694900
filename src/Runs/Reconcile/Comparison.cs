using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs;

/// <summary>
/// Goes through tonight's gaps, the published gaps and the entries side by side, patient by patient, and puts down what
/// changes. Holds one patient at a time; only patients who were merged wait until the end, when all that is theirs has come by.
/// </summary>
internal sealed class Comparison
{
    private readonly ReconcileRequest _request;
    private readonly PatientReconciler _reconciler;
    private readonly ChangeSet _set;
    private readonly EntryLines _lines;
    private readonly PatientChanges _changes = new();
    private readonly HashSet<string> _linked = [];
    private readonly HashSet<string> _parted = [];
    private readonly Dictionary<string, PatientRows> _waiting = [];
    private readonly HashSet<MeasurePart> _parts;
    private readonly HashSet<string> _measures;
    private readonly Dictionary<(string Pathway, string Site), long> _open = [];
    private readonly Dictionary<RowChange, long> _counts = [];

    public Comparison(
        ReconcileRequest request, IReadOnlyList<PublishedPart> published, IReadOnlyList<(string PatientId, string PatientNow)> moved, EntryIds ids, ChangeSet set, EntryLines lines)
    {
        (_request, _set, _lines) = (request, set, lines);
        _reconciler = new(request, new(request, published), ids);
        _measures = [.. request.Measures.Select(m => m.Id)];
        _parts = [.. published.Select(p => new MeasurePart(p.Measure, p.Site))];
        foreach (var (from, to) in request.MergedPatients)
            _linked.UnionWith([from, to]);
        foreach (var (patient, now) in moved)
        {
            _linked.UnionWith([patient, now]);
            if (Final(patient) != now)
                _parted.Add(now);
        }
    }

    /// <summary>Compares all; each comes in order of patient as UTF-8 bytes.</summary>
    public void Run(IEnumerable<Gap> tonight, IEnumerable<PublishedGap> gaps, IEnumerable<PublishedEntry> entries, CancellationToken cancel)
    {
        using var found = new Patients<Gap>(tonight, g => g.PatientId);
        using var known = new Patients<PublishedGap>(gaps, g => g.PatientId);
        using var given = new Patients<PublishedEntry>(entries, e => e.PatientId);
        var rows = new PatientRows();
        while (First(First(found.Next, known.Next), given.Next) is { } patient)
        {
            cancel.ThrowIfCancellationRequested();
            var isLinked = _linked.Contains(patient);
            var into = isLinked ? Waiting(Final(patient)) : rows;
            found.Take(patient, into.Tonight);
            known.Take(patient, into.Gaps);
            given.Take(patient, into.Entries);
            if (isLinked)
                continue;
            Reconcile(patient, rows, inOrder: true);
            rows.Clear();
        }
        foreach (var (patient, waiting) in _waiting.OrderBy(w => w.Key, Utf8Order.Comparer))
            Reconcile(patient, waiting, inOrder: false);
        Finish();
    }

    private static string? First(string? a, string? b) => a is null ? b : b is null ? a : Utf8Order.Compare(a, b) <= 0 ? a : b;

    private string Final(string patient) => _request.MergedPatients.GetValueOrDefault(patient, patient);

    private PatientRows Waiting(string patient)
    {
        if (!_waiting.TryGetValue(patient, out var rows))
            _waiting[patient] = rows = new();
        return rows;
    }

    private void Reconcile(string patient, PatientRows rows, bool inOrder)
    {
        foreach (var gap in rows.Tonight)
            _parts.Add(new(gap.Measure, gap.Site ?? ""));
        foreach (var gap in rows.Gaps)
            _parts.Add(new(gap.Measure, gap.Site));
        foreach (var entry in rows.Entries)
            Count(entry, 1);
        if (IsLeftOut(patient))
            return;
        _changes.Clear();
        _reconciler.Reconcile(patient, rows.Tonight, rows.Gaps, rows.Entries, _parted.Contains(patient), _changes);
        foreach (var gap in _changes.Gaps)
            _set.Write(gap.Row, gap.Quality, gap.Content?.Gap, gap.Content?.Evidence);
        foreach (var gap in _changes.Gone)
            _set.Remove(gap);
        foreach (var entry in _changes.Entries)
            _set.Write(entry.Row, entry.IsNew);
        foreach (var entry in _changes.RestsOn)
            _set.RestOn(entry);
        foreach (var told in _changes.Events)
            _set.Tell(told.EntryId, told.Kind, told.Cause, told.Before, told.After, told.Text);
        foreach (var row in _changes.Rows)
            _counts[row] = _counts.GetValueOrDefault(row) + 1;
        foreach (var line in _changes.Lines)
            _lines.Add(line.Measure, patient, new(line.EntryId, line.FirstSeen, line.Due), inOrder);
    }

    // Whoever was merged or unmerged waits until both sides are known.
    private bool IsLeftOut(string patient) => _request.IsLeftOut is { } isLeftOut && (_linked.Contains(patient) || isLeftOut(patient));

    private void Count(PublishedEntry entry, long by)
    {
        if (entry.IsOpen)
            _open[(entry.Pathway, entry.Site)] = _open.GetValueOrDefault((entry.Pathway, entry.Site)) + by;
    }

    // What was open, and what came and went: the database is asked whether that is what is open afterwards.
    private void Finish()
    {
        foreach (var (row, amount) in _counts)
        {
            var by = row.Change switch { PatientChanges.Added => amount, PatientChanges.Dropped => -amount, _ => 0 };
            _open[(row.Pathway, row.Site)] = _open.GetValueOrDefault((row.Pathway, row.Site)) + by;
        }
        _set.Open = [.. _open.Where(o => o.Value != 0).Select(o => new OpenCount(o.Key.Pathway, o.Key.Site, o.Value))];
        _set.Counts =
        [
            .. _counts.Select(c => new ChangeCount(c.Key.Pathway, c.Key.Site, c.Key.Change, EntryNames.Of(c.Key.Cause), c.Value))
                .OrderBy(c => c.Pathway, StringComparer.Ordinal).ThenBy(c => c.Site, StringComparer.Ordinal)
                .ThenBy(c => c.Change, StringComparer.Ordinal).ThenBy(c => c.Cause, StringComparer.Ordinal),
        ];
        var versions = _request.Measures.ToDictionary(m => m.Id, m => m.Version);
        _set.Parts =
        [
            .. _parts.Where(p => _measures.Contains(p.Measure) && !_request.Held.Contains(p))
                .OrderBy(p => p.Measure, StringComparer.Ordinal).ThenBy(p => p.Site, StringComparer.Ordinal)
                .Select(p => (Part: p, Hashes: _request.Hashes[p.Measure]))
                .Select(p => new PublishedPart(p.Part.Measure, p.Part.Site, _request.AsOf, versions[p.Part.Measure], p.Hashes.Measure, p.Hashes.Sets, p.Hashes.Lexicon)),
        ];
    }

    // What the three streams hold of one patient.
    private sealed class PatientRows
    {
        public List<Gap> Tonight { get; } = [];

        public List<PublishedGap> Gaps { get; } = [];

        public List<PublishedEntry> Entries { get; } = [];

        public void Clear()
        {
            Tonight.Clear();
            Gaps.Clear();
            Entries.Clear();
        }
    }

    // A stream of rows in order of patient.
    private sealed class Patients<T> : IDisposable
    {
        private readonly IEnumerator<T> _rows;
        private readonly Func<T, string> _patientOf;

        public Patients(IEnumerable<T> rows, Func<T, string> patientOf)
        {
            (_rows, _patientOf) = (rows.GetEnumerator(), patientOf);
            Move();
        }

        public string? Next { get; private set; }

        public void Take(string patient, List<T> into)
        {
            while (Next == patient)
            {
                into.Add(_rows.Current);
                Move();
            }
        }

        public void Dispose() => _rows.Dispose();

        private void Move()
        {
            var before = Next;
            Next = _rows.MoveNext() ? _patientOf(_rows.Current) : null;
            if (Next is not null && Utf8Order.Compare(before, Next) > 0)
                throw new InvalidOperationException("rows of the comparison are not in the order of their patients");
        }
    }
}
