using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// Which entry of a pathway goes on. Of one patient it is the latest. Where patients were found to be one, there may be one of
/// each: a decision goes before none, and what a person closed answers another entry that says nothing new beside it; the
/// others wait under the one that goes on, and come back when the merge is undone.
/// </summary>
internal sealed class EntryMerge(ReconcileRequest request)
{
    /// <summary>The entry that goes on, as it is after merges; null where there is none.</summary>
    /// <param name="patientId">The patient, after merges.</param>
    /// <param name="lines">The pathway's gaps.</param>
    /// <param name="entries">The pathway's entries, of all patients that are this one.</param>
    /// <param name="changes">Is added to.</param>
    /// <param name="before">The same entry as published.</param>
    public PublishedEntry? Live(
        string patientId, IReadOnlyList<GapLine> lines, IReadOnlyList<PublishedEntry> entries, PatientChanges changes, out PublishedEntry? before)
    {
        before = null;
        if (entries.Count == 0)
            return null;
        var candidates = new List<PublishedEntry>();
        foreach (var ofOne in entries.GroupBy(e => e.PatientId))
        {
            var latest = ofOne.MaxBy(e => e.Number)!;
            if (latest.MergedInto is null || !entries.Any(e => e.EntryId == latest.MergedInto))
                candidates.Add(latest);
        }
        if (candidates.Count > 1)
        {
            changes.RestsOn.UnionWith(candidates);
            candidates = [.. candidates.OrderBy(e => Preference(e, lines)).ThenBy(e => e.IsInQueue).ThenBy(e => e.FirstSeen).ThenBy(e => e.EntryId, StringComparer.Ordinal)];
        }
        before = candidates.FirstOrDefault();
        foreach (var other in entries.Except(candidates))
            Move(other, patientId, changes);
        if (before is null)
            return null;
        var goesOn = before with { PatientNow = patientId, MergedInto = null };
        foreach (var other in candidates.Skip(1))
            goesOn = TakeIn(goesOn, other, patientId, changes);
        return goesOn;
    }

    /// <summary>Whether a person closed it and nothing has happened since that opens it again, whatever the data say meanwhile.</summary>
    private bool IsSettled(PublishedEntry entry) => (entry with { Finding = EntryFinding.Open }).On(request.AsOf) == EntryState.ClosedByPerson;

    private int Preference(PublishedEntry entry, IReadOnlyList<GapLine> lines)
    {
        if (IsSettled(entry))
        {
            var memory = EntryMemory.Parse(entry.Memory);
            return lines.Any(l => l.IsNewTo(memory)) ? 3 : 1;
        }
        return entry.On(request.AsOf) switch
        {
            EntryState.ClosedByEvidence => 4,
            EntryState.Withdrawn => 5,
            _ => entry.Decision == EntryDecision.None ? 2 : 0,
        };
    }

    // History goes where its patient goes.
    private void Move(PublishedEntry entry, string patientId, PatientChanges changes)
    {
        if (entry.PatientNow == patientId)
            return;
        var state = entry.On(request.AsOf);
        changes.Settle(entry, entry with { PatientNow = patientId }, ChangeCause.PatientMerged);
        changes.Events.Add(new(entry.EntryId, KindOf(entry, patientId), ChangeCause.PatientMerged, state, state, EventTexts.Moved(entry.PatientId == patientId)));
    }

    private PublishedEntry TakeIn(PublishedEntry goesOn, PublishedEntry other, string patientId, PatientChanges changes)
    {
        // What a person closed stays closed by that person; it is only answered by another entry from now on.
        var finding = IsSettled(other) && !IsSettled(goesOn) ? EntryFinding.Satisfied : EntryFinding.Merged;
        var after = other with
        {
            PatientNow = patientId,
            MergedInto = goesOn.EntryId,
            Finding = finding,
            FindingSince = request.AsOf,
            FindingCause = ChangeCause.PatientMerged,
            FindingReason = EventTexts.TakenIn,
        };
        changes.Settle(other, after, ChangeCause.PatientMerged);
        changes.Events.Add(new(other.EntryId, "merged", ChangeCause.PatientMerged, other.On(request.AsOf), after.On(request.AsOf), EventTexts.TakenIn));
        var memory = EntryMemory.Parse(goesOn.Memory);
        memory.Merge(EntryMemory.Parse(other.Memory));
        // People were asked to look at one of the two already: the one that goes on does not wait.
        return goesOn with { Memory = memory.ToText() };
    }

    /// <summary>Whether its patient was merged into another one, or came back.</summary>
    public static string KindOf(PublishedEntry entry, string patientId) => entry.PatientId == patientId ? "unmerged" : "merged";
}
