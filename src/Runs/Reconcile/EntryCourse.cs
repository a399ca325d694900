using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What becomes of a pathway's entry: it is opened, goes on, closes, comes back, or is answered by a new one.</summary>
internal sealed class EntryCourse(ReconcileRequest request, EntryIds ids)
{
    private readonly Dictionary<string, string> _titles = request.Measures.ToDictionary(m => m.Id, m => m.Title);

    /// <summary>Adds what changes; returns the entry that the pathway's gaps are lines of, if there is one.</summary>
    /// <param name="patientId">The patient, after merges.</param>
    /// <param name="lines">The pathway's gaps; at least one, or there is an entry.</param>
    /// <param name="entries">All its entries, to number a new one.</param>
    /// <param name="entry">The one that goes on, after merges.</param>
    /// <param name="before">The same as published.</param>
    /// <param name="merged">Whether patients were merged or parted.</param>
    /// <param name="changes">Is added to.</param>
    public PublishedEntry? Go(
        string patientId, IReadOnlyList<GapLine> lines, IReadOnlyList<PublishedEntry> entries, PublishedEntry? entry, PublishedEntry? before, bool merged, PatientChanges changes)
    {
        var lead = GapLine.Leading(lines, entry?.Leader);
        if (entry is null)
            return lead is { IsListed: true } ? Open(patientId, lines, entries, lead, null, changes) : null;
        var memory = EntryMemory.Parse(entry.Memory);
        var isNew = lines.Any(l => l.IsNewTo(memory));
        var state = entry.On(request.AsOf);
        return isNew && state is (EntryState.ClosedByPerson or EntryState.ClosedByEvidence) && !HandsClaimOn(entry, lines, lead)
            ? Succeed(patientId, lines, entries, lead!, entry, before!, changes)
            : Continue(lines, lead, entry, before!, memory, isNew, merged, changes);
    }

    // What a person said was done elsewhere is found, and leaves another line to be looked at: the same entry goes on with it.
    private bool HandsClaimOn(PublishedEntry entry, IReadOnlyList<GapLine> lines, GapLine? lead) =>
        entry.IsClosedByClaim(request.AsOf) && lead is { IsListed: true } && lead.Measure != entry.Leader
        && lines.Any(l => l.Measure == entry.Leader && l.Finding == EntryFinding.Satisfied);

    private PublishedEntry Open(
        string patientId, IReadOnlyList<GapLine> lines, IReadOnlyList<PublishedEntry> entries, GapLine lead, PublishedEntry? predecessor, PatientChanges changes)
    {
        var number = 1 + entries.Where(e => e.PatientId == patientId).Select(e => e.Number).DefaultIfEmpty().Max();
        // The line that leads may be of a measure of another job, whose rule is not at hand.
        var pathway = predecessor?.Pathway ?? lead.Rule!.Pathway;
        var memory = predecessor is null ? new() : EntryMemory.Parse(predecessor.Memory);
        foreach (var line in lines)
            line.Teach(memory);
        // Whoever was looked at once is not a stranger of the time before.
        var isBacklog = GapLine.AreBacklog(lines) == true && predecessor is not { IsInQueue: false };
        var opened = Show(new()
        {
            EntryId = ids.Of(patientId, pathway, number),
            PatientId = patientId,
            PatientNow = patientId,
            Pathway = pathway,
            Number = number,
            Finding = lead.Finding,
            FindingSince = request.AsOf,
            FindingCause = lead.Cause,
            FindingReason = lead.Now!.StatusReason,
            Leader = lead.Measure,
            Site = lead.Now.Site,
            Tier = lead.Now.Tier,
            Priority = lead.Now.Priority,
            IndexDate = lead.Now.IndexDate,
            Counters = new(1, 0, 0),
            Memory = memory.ToText(),
            FirstSeen = request.AsOf,
            QueuedSince = isBacklog ? request.AsOf : null,
        }, lead);
        changes.Settle(null, opened, lead.Cause);
        var text = EventTexts.Listed(opened.Finding, lead.Now) + (isBacklog ? " " + EventTexts.Queued : "");
        changes.Events.Add(new(opened.EntryId, "opened", lead.Cause, null, opened.On(request.AsOf), predecessor is null ? text : $"{text} {EventTexts.Succeeds(predecessor.Number)}"));
        return opened;
    }

    private PublishedEntry Succeed(
        string patientId, IReadOnlyList<GapLine> lines, IReadOnlyList<PublishedEntry> entries, GapLine lead, PublishedEntry entry, PublishedEntry before, PatientChanges changes)
    {
        var next = Open(patientId, lines, entries, lead, entry, changes);
        // It is no longer the one that the gap is open for; what the person decided stays.
        var after = entry.Finding is EntryFinding.Satisfied or EntryFinding.Excluded ? entry : entry with
        {
            Finding = EntryFinding.Satisfied,
            FindingSince = request.AsOf,
            FindingCause = lead.Cause,
            FindingReason = EventTexts.Continued(next.Number),
        };
        if (entry.PatientId != patientId)
            after = after with { MergedInto = next.EntryId };
        changes.RestsOn.Add(before);
        changes.Settle(before, after, lead.Cause);
        changes.Events.Add(new(entry.EntryId, "new-episode", lead.Cause, before.On(request.AsOf), after.On(request.AsOf), EventTexts.Continued(next.Number)));
        return next;
    }

    private PublishedEntry Continue(
        IReadOnlyList<GapLine> lines, GapLine? lead, PublishedEntry entry, PublishedEntry before, EntryMemory memory, bool isNew, bool merged, PatientChanges changes)
    {
        var led = lines.FirstOrDefault(l => l.Measure == entry.Leader);
        var finding = lead?.Finding ?? EntryFinding.Gone;
        // Who is not seen here any more does not bring back what was closed.
        if (finding == EntryFinding.NotActiveHere && entry.Finding is (EntryFinding.Satisfied or EntryFinding.Excluded or EntryFinding.Gone))
            finding = entry.Finding;
        foreach (var line in lines)
            line.Teach(memory);
        var text = memory.ToText();
        var step = new EntryStep
        {
            Before = before,
            AsOf = request.AsOf,
            From = entry.Finding,
            To = finding,
            Lead = lead,
            Led = led,
            HandsOn = IsListed(finding) && IsListed(entry.Finding) && lead!.Measure != entry.Leader,
            IsNew = isNew,
            HasNews = text != before.Memory,
            Merged = merged,
            HandsClaimOn = HandsClaimOn(entry, lines, lead),
            IsClaimed = entry.IsClosedByClaim(request.AsOf),
            WasOpen = entry.On(request.AsOf) is not (EntryState.ClosedByPerson or EntryState.ClosedByEvidence or EntryState.Withdrawn),
        };
        if (step.RestsOnDecision)
            changes.RestsOn.Add(before);
        var after = entry with { Memory = text, Counters = step.Count(entry.Counters, entry.Decision) };
        // Something new about it, or a person who works on it: it does not wait for its turn, and takes no one else's.
        if (entry.IsInQueue && (GapLine.AreBacklog(lines) == false || entry.Decision != EntryDecision.None || entry.IsTaken))
            after = after.OutOfQueue(request.AsOf);
        if (finding != entry.Finding)
            after = after with { Finding = finding, FindingSince = request.AsOf, FindingCause = step.Cause, FindingReason = step.Reason };
        if (finding != EntryFinding.Gone && (IsListed(finding) ? lead : led) is { Now: { } } shown)
            after = Show(after, shown);
        step.Tell(after, request.AsOf, m => _titles.GetValueOrDefault(m, m), changes.Events);
        changes.Settle(before, after, step.Cause);
        return after;
    }

    private static PublishedEntry Show(PublishedEntry entry, GapLine line)
    {
        var gap = line.Now!;
        return entry with
        {
            Leader = line.Measure,
            Site = gap.Site,
            Tier = gap.Tier,
            Priority = gap.Priority,
            IndexDate = gap.IndexDate,
            DueDate = Workload.Due(gap.DueDate, entry.ShownOn),
            CoveredTo = gap.CoveredTo,
            ProviderId = gap.ProviderId,
        };
    }

    private static bool IsListed(EntryFinding finding) => finding <= EntryFinding.NotActiveHere;
}
