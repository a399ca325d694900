using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// Compares what a run found about one patient with what is published, pathway by pathway. A pure function of the three; knows
/// no file and no database.
/// </summary>
internal sealed class PatientReconciler
{
    private readonly ReconcileRequest _request;
    private readonly PartContexts _contexts;
    private readonly Dictionary<string, Measure> _measures;
    private readonly HashSet<string> _pathways;
    private readonly EntryCourse _course;
    private readonly EntryMerge _merge;

    public PatientReconciler(ReconcileRequest request, PartContexts contexts, EntryIds ids)
    {
        _request = request;
        _contexts = contexts;
        _measures = request.Measures.ToDictionary(m => m.Id);
        _pathways = [.. request.Measures.Select(m => m.Pathway)];
        _course = new(request, ids);
        _merge = new(request);
    }

    /// <summary>Adds what changes for a patient.</summary>
    /// <param name="patientId">The patient, after merges.</param>
    /// <param name="tonight">The leading gap of each measure.</param>
    /// <param name="gaps">As published, also of patients who were merged into this one.</param>
    /// <param name="entries">All of them, also of those patients.</param>
    /// <param name="parted">Whether a patient who had been merged into this one parted from it tonight.</param>
    /// <param name="changes">Is added to.</param>
    public void Reconcile(
        string patientId, IReadOnlyList<Gap> tonight, IReadOnlyList<PublishedGap> gaps, IReadOnlyList<PublishedEntry> entries, bool parted, PatientChanges changes)
    {
        var merged = parted || gaps.Any(g => g.PatientId != patientId && _measures.ContainsKey(g.Measure))
            || entries.Any(e => e.PatientNow != patientId && _pathways.Contains(e.Pathway));
        var lines = Lines(patientId, tonight, gaps, entries, merged, changes).ToLookup(l => l.Pathway, l => l.Line);
        foreach (var pathway in lines.Select(l => l.Key).Union(entries.Select(e => e.Pathway)).Order(StringComparer.Ordinal))
        {
            // Of a pathway that this run did not look at nothing is known.
            if (!_pathways.Contains(pathway))
                continue;
            IReadOnlyList<GapLine> mine = [.. lines[pathway]];
            IReadOnlyList<PublishedEntry> its = [.. entries.Where(e => e.Pathway == pathway)];
            var entry = _merge.Live(patientId, mine, its, changes, out var before);
            var after = _course.Go(patientId, mine, its, entry, before, merged, changes);
            WriteGaps(mine, after, changes);
        }
    }

    private IEnumerable<(string Pathway, GapLine Line)> Lines(
        string patientId, IReadOnlyList<Gap> tonight, IReadOnlyList<PublishedGap> gaps, IReadOnlyList<PublishedEntry> entries, bool merged, PatientChanges changes)
    {
        foreach (var measure in tonight.Select(g => g.Measure).Union(gaps.Select(g => g.Measure)).Order(StringComparer.Ordinal))
        {
            var found = tonight.FirstOrDefault(g => g.Measure == measure);
            var olds = gaps.Where(g => g.Measure == measure).OrderBy(g => g.PatientId != patientId).ToList();
            var old = olds.FirstOrDefault();
            if (!_measures.TryGetValue(measure, out var rule))
            {
                if (entries.FirstOrDefault(e => e.EntryId == old!.EntryId) is { } its)
                    yield return (its.Pathway, new() { Measure = measure, Rule = null, Rank = its.Leader == measure ? int.MinValue : int.MaxValue, Old = old, Now = old, Tonight = null, IsBacklog = false, IsShown = true, Cause = ChangeCause.MeasureChanged });
                continue;
            }
            var isShown = _request.Shown.Shows(measure, found?.Site ?? old?.Site ?? "", patientId);
            if (!isShown && found is { Status: GapStatus.Open })
                changes.Lines.Add(new(measure, EntryLine.NotShown, _request.AsOf, null));
            var held = (found is not null && _request.Held.Contains(new(measure, found.Site ?? ""))) || (old is not null && _request.Held.Contains(new(measure, old.Site)));
            if (held)
            {
                if (old is not null)
                    yield return (rule.Pathway, new() { Measure = measure, Rule = rule, Rank = rule.Rank, Old = old, Now = old, Tonight = null, IsBacklog = false, IsShown = isShown, Cause = isShown ? ChangeCause.SourceCorrected : ChangeCause.StandingChanged });
                continue;
            }
            changes.Gone.AddRange(olds.Where(o => found is null || o.PatientId != patientId));
            var now = found is null ? null : PublishedGap.Of(found, null, null);
            var context = _contexts.Of(measure, old?.Site ?? now!.Site, merged);
            yield return (rule.Pathway, new() { Measure = measure, Rule = rule, Rank = rule.Rank, Old = old, Now = now, Tonight = found, IsBacklog = found is not null && _request.Workload.IsBacklog(found), IsShown = isShown, Cause = isShown && !WasSilent(old) ? ChangeCauses.Of(old, now, context) : ChangeCause.StandingChanged });
        }
    }

    // What people are to see is a line of an entry, unless it was silent.
    private static bool WasSilent(PublishedGap? old) => old is { EntryId: null, Status: GapStatus.Open or GapStatus.Withheld };

    private static void WriteGaps(IReadOnlyList<GapLine> lines, PublishedEntry? entry, PatientChanges changes)
    {
        foreach (var line in lines)
        {
            if (line.Tonight is not { } tonight)
                continue;
            var content = GapContent.Of(tonight);
            var its = line.IsShown ? entry : null;
            var row = line.Now! with { EntryId = its?.EntryId, ContentHash = content?.Hash };
            if (row != line.Old)
                changes.Gaps.Add(new(row, content, QualityFacts.Of(tonight, line.Rule)));
            if (its is not null && row.Status == GapStatus.Open)
                changes.Lines.Add(new(line.Measure, its.EntryId, its.FirstSeen, Workload.Due(row.DueDate, its.ShownOn)));
        }
    }
}
