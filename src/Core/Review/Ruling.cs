namespace Opportune.Core;

/// <summary>What comes of a disposition: either one line that says why not, or the decision with the evidence that it enters.</summary>
public sealed record Ruling
{
    private Ruling() { }

    /// <summary>Why it is refused, in one line; null: it is not.</summary>
    public string? Refused { get; private init; }

    /// <summary>The decision; null when refused.</summary>
    public DecisionMade? Decision { get; private init; }

    /// <summary>The evidence to enter.</summary>
    public IReadOnlyList<ReportedFact> Reports { get; private init; } = [];

    /// <summary>The role in which it is decided; null when refused.</summary>
    public Role? As { get; private init; }

    /// <summary>Who decides, by which clock, and what of the entry that person had before the eyes.</summary>
    /// <param name="By">The person's name.</param>
    /// <param name="Roles">What the person may do.</param>
    /// <param name="At">The instant.</param>
    /// <param name="Today">The day by which the person works.</param>
    /// <param name="Seen">The entry's counters as the person saw them.</param>
    public readonly record struct Actor(string By, Roles Roles, DateTimeOffset At, DateOnly Today, EntryCounters Seen);

    /// <summary>Applies a disposition to an entry; pure.</summary>
    public static Ruling Of(Disposition disposition, EntryAtHand entry, DispositionFields fields, Actor actor)
    {
        var (role, refused) = RoleOf(disposition, entry, actor);
        refused = refused
            ?? Transitions.Refusal(entry.On(actor.Today), entry.Finding, entry.FindingReason, disposition.Effect)
            ?? FieldRules.Refusal(disposition, entry, fields, actor.Today);
        var attempts = Attempts(disposition, entry.Last, actor.Seen);
        if (refused is null && attempts > disposition.Tries)
            refused = $"the patient was tried {disposition.Tries} times; choose something else than '{disposition.Label}'";
        if (refused is not null)
            return new() { Refused = refused };
        return new()
        {
            As = role,
            Decision = new(
                DecisionOf(disposition.Effect), disposition.Id, disposition.Expects, actor.Seen, ReturnsOn(disposition, entry.Pathway, fields, actor.Today),
                attempts, actor.By, actor.At, actor.Today),
            Reports = [.. disposition.Reports.Where(r => r.AppliesTo(fields))
                .Select(r => new ReportedFact(r, fields.Date ?? actor.Today, r.ForTScoreSite is null ? null : fields.TScore))],
        };
    }

    /// <summary>Whether somebody may open an entry again: what a person settled, who answers for the list may.</summary>
    public static bool MayReopen(Roles roles, EntryState state) => state != EntryState.ClosedByPerson || roles.May(Permission.ReopenClosed);

    // In which role it is decided, or why in none.
    private static (Role? Role, string? Refused) RoleOf(Disposition disposition, EntryAtHand entry, Actor actor)
    {
        if (!disposition.IsFor(entry.Pathway))
            return (null, $"'{disposition.Label}' is not for the {entry.Pathway} pathway, only for {string.Join(", ", disposition.Pathways)}");
        if (disposition.RoleOf(actor.Roles, entry.Pathway) is not { } role)
            return (null, $"'{disposition.Label}' in the {entry.Pathway} pathway is for {string.Join(" or ", disposition.Who.In(entry.Pathway).Select(EntryNames.Of))}, not for {actor.Roles}");
        if (disposition.Effect != DispositionEffect.Reopen || entry.On(actor.Today) != EntryState.ClosedByPerson)
            return (role, null);
        return actor.Roles.For(Permission.ReopenClosed) is { } lead
            ? (lead, null)
            : (null, $"a person closed it: it is reopened by a {EntryNames.Of(Role.ClinicalLead)}, not by {actor.Roles}");
    }

    // A new episode, and a return after a close, begin the count again.
    private static long Attempts(Disposition disposition, DecisionMade last, EntryCounters seen)
    {
        var before = last.Decision is EntryDecision.Close or EntryDecision.None || last.Seen.Episode != seen.Episode ? 0 : last.Attempts;
        return disposition.Tries is null ? before : before + 1;
    }

    private static DateOnly? ReturnsOn(Disposition disposition, string pathway, DispositionFields fields, DateOnly today) =>
        fields switch
        {
            { Until: { } until } => until,
            { Appointment: { } appointment } when disposition.AfterAppointment is { } after => after.AddTo(appointment),
            _ => disposition.ReturnsAfter.In(pathway)?.AddTo(today),
        };

    private static EntryDecision DecisionOf(DispositionEffect effect) => effect switch
    {
        DispositionEffect.Review => EntryDecision.Review,
        DispositionEffect.Snooze => EntryDecision.Snooze,
        DispositionEffect.Wait => EntryDecision.Wait,
        DispositionEffect.Close => EntryDecision.Close,
        _ => EntryDecision.Reopen,
    };
}
