using System.Data.Common;
using System.Globalization;
using Opportune.Core;
using Opportune.Database.Disputes;

namespace Opportune.Database;

public sealed partial class WorklistWriter
{
    private static readonly HashSet<string> OpenStates =
        [.. new[] { EntryState.New, EntryState.Queued, EntryState.InReview, EntryState.Snoozed, EntryState.Waiting, EntryState.Reopened }.Select(EntryNames.Of)];

    /// <summary>
    /// Applies a disposition: the decision, the evidence that it enters, and, if it says so, the patient's other open entries, in one
    /// transaction. The decision is made on the counters that the person saw: if a run has found something new meanwhile it is kept, and
    /// holds only as far as it can.
    /// </summary>
    /// <exception cref="InputException">There is no such disposition.</exception>
    public Task<ActionResult> Decide(string entryId, string disposition, DispositionFields fields, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Decide(entryId, disposition, fields, seen, actor, isAmongMany: false, cancel);

    /// <summary>The same as one of many, ticked or in a file: what is most urgent, and what is rare and easily overlooked, is not closed so.</summary>
    /// <inheritdoc cref="Decide(string, string, DispositionFields, EntrySeen, EntryActor, CancellationToken)"/>
    public Task<ActionResult> DecideAmongMany(
        string entryId, string disposition, DispositionFields fields, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Decide(entryId, disposition, fields, seen, actor, isAmongMany: true, cancel);

    private Task<ActionResult> Decide(
        string entryId, string disposition, DispositionFields fields, EntrySeen seen, EntryActor actor, bool isAmongMany, CancellationToken cancel)
    {
        var chosen = dispositions.Find(disposition) ?? throw new InputException($"there is no disposition '{disposition}'; known: {string.Join(", ", dispositions.All.Select(d => d.Id))}");
        return Act(entryId, seen, actor, (connection, entry) =>
            isAmongMany && chosen.Effect == DispositionEffect.Close && (entry.Tier == 1 || entry.Pathway == "neck")
                ? ActionResult.No(entry, $"{(entry.Tier == 1 ? "tier 1" : "a neck finding")} is closed one by one")
                : Decide(connection, entry, chosen, fields, seen, actor), cancel);
    }

    private static ActionResult? Decide(
        DbConnection connection, EntryRow entry, Disposition chosen, DispositionFields fields, EntrySeen seen, EntryActor actor, string? said = null, EventDetail? detail = null)
    {
        var bornOn = PeopleTable.Find(connection, entry.PatientNow)?.BirthDate;
        var ruling = Rule(chosen, entry, bornOn, fields, seen.Counters, actor);
        if (ruling.Refused is { } refused)
            return ActionResult.No(entry, refused);
        actor = actor with { As = ruling.As };
        if (OtherOpen(connection, entry, ruling.Decision!, actor) is { } other)
            return ActionResult.No(entry, $"entry {other} of this patient is open in the {entry.Pathway} pathway; decide there");
        if (!EntryTable.Decide(connection, entry.EntryId, entry.Revision, ruling.Decision!))
            return null;
        var after = Keep(connection, entry, chosen, ruling.Decision!, (detail ?? new()) with { Fields = fields }, actor, said);
        var rows = ruling.Reports.Select(fact => Report(connection, entry, after.State, fact, chosen, actor)).ToList();
        var (changed, left) = chosen.WholePatient ? DecideOthers(connection, entry, bornOn, chosen, fields, actor) : ([], []);
        return new()
        {
            Outcome = ActionOutcome.Done,
            Entry = after,
            Message = MovedOn(chosen, seen.Counters, after),
            AlsoChanged = changed,
            LeftOpen = left,
            Reported = rows,
        };
    }

    private static Ruling Rule(Disposition chosen, EntryRow entry, DateOnly? bornOn, DispositionFields fields, EntryCounters seen, EntryActor actor) =>
        Ruling.Of(chosen, entry.AtHand with { BornOn = bornOn }, fields, new(actor.By, actor.Roles, actor.At, actor.Today, seen));

    private static EntryRow Keep(DbConnection connection, EntryRow before, Disposition chosen, DecisionMade made, EventDetail detail, EntryActor actor, string? said = null)
    {
        var after = EntryTable.Find(connection, before.EntryId, actor.Today, Sight.Everything)!;
        var back = made.ReturnsOn is { } day ? string.Create(CultureInfo.InvariantCulture, $", back on {day:d MMM yyyy}") : "";
        EntryTable.AddEvent(connection, before, after.State, actor, EventKinds.Decided, chosen.Id, (said ?? chosen.Label) + back, detail with { Before = before.Last, After = made });
        if (chosen.Disputes is { } kind)
            DisputeTable.Open(connection, before, kind, string.Join("; ", new[] { chosen.Label, detail.Fields?.Criterion, detail.Fields?.Text }.Where(t => !string.IsNullOrWhiteSpace(t))), actor);
        return after;
    }

    private static long Report(DbConnection connection, EntryRow entry, string state, ReportedFact fact, Disposition chosen, EntryActor actor)
    {
        var number = EntryTable.AddEvidence(connection, entry, actor, fact);
        var value = fact.Value is { } v ? string.Create(CultureInfo.InvariantCulture, $" {v}{(fact.Rule.Unit is { } unit ? " " + unit : "")}") : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"entered as evidence: {fact.Rule.Display}{value}, {fact.Date:d MMM yyyy}");
        EntryTable.AddEvent(connection, entry with { State = state }, state, actor, EventKinds.Reported, chosen.Id, text, new() { Row = number });
        return number;
    }

    // In the order of their ids, so that two who close the same patient's entries wait for each other and never both.
    private static (List<EntryRow> Changed, List<EntryRow> Left) DecideOthers(
        DbConnection connection, EntryRow said, DateOnly? bornOn, Disposition chosen, DispositionFields fields, EntryActor actor)
    {
        var (changed, left) = (new List<EntryRow>(), new List<EntryRow>());
        foreach (var entry in EntryTable.OfPatient(connection, said.EntryId, actor.Today, Sight.Everything)
            .Where(e => e.EntryId != said.EntryId && OpenStates.Contains(e.State)).OrderBy(e => e.EntryId, StringComparer.Ordinal))
        {
            if (Rule(chosen, entry, bornOn, fields, entry.Counters, actor).Decision is not { } made)
                left.Add(entry);
            else if (WriteOver(connection, entry, made, actor) is { } before)
                changed.Add(Keep(connection, before, chosen, made, new() { SaidOn = said.EntryId }, actor));
        }
        return (changed, left);
    }

    // What is said of the patient goes before what a colleague said of one entry a moment ago; the history keeps both.
    private static EntryRow? WriteOver(DbConnection connection, EntryRow entry, DecisionMade made, EntryActor actor)
    {
        var before = entry;
        while (!EntryTable.Decide(connection, before.EntryId, before.Revision, made))
            before = EntryTable.Find(connection, before.EntryId, actor.Today, Sight.Everything)!;
        return before;
    }

    // A decision that opens a closed entry would be a second open one beside another.
    private static string? OtherOpen(DbConnection connection, EntryRow entry, DecisionMade made, EntryActor actor)
    {
        if (OpenStates.Contains(entry.State) || !OpenStates.Contains(EntryNames.Of(entry.AtHand.With(made).On(actor.Today))))
            return null;
        return EntryTable.OfPatient(connection, entry.EntryId, actor.Today, Sight.Everything)
            .FirstOrDefault(e => e.EntryId != entry.EntryId && e.Pathway == entry.Pathway && OpenStates.Contains(e.State))?.EntryId;
    }

    private static string? MovedOn(Disposition chosen, EntryCounters seen, EntryRow after)
    {
        if (seen.Episode != after.Episode)
            return $"kept, but a run opened a new episode since you looked, so the entry is {after.State}; look at it again";
        return chosen.Effect == DispositionEffect.Snooze && seen.News != after.News
            ? $"kept, but a run found new evidence since you looked, so the entry is {after.State}; look at it again"
            : null;
    }
}
