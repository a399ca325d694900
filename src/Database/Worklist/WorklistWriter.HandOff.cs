using System.Data.Common;
using System.Globalization;
using Dapper;
using Opportune.Core;
using Opportune.Database.Standings;

namespace Opportune.Database;

/// <summary>A message to the clinician whose patient it is.</summary>
public sealed record HandOff
{
    /// <summary>The clinician as the sender saw it; another one meanwhile is a refusal.</summary>
    public required string RecipientId { get; init; }

    /// <summary>By what it goes.</summary>
    public required HandOffChannel Channel { get; init; }

    /// <summary>Exactly what is sent.</summary>
    public required string Message { get; init; }

    /// <summary>From when on data is old, and too old.</summary>
    public required FreshnessLimits Limits { get; init; }

    /// <summary>The site's time zone: data is of the day at the site on which it was delivered.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Whether the sender confirmed that it may go out though the data is old.</summary>
    public bool Confirmed { get; init; }

    /// <summary>The summary that it is a part of; null: it goes alone.</summary>
    public string? SummaryId { get; init; }
}

public sealed partial class WorklistWriter
{
    /// <summary>
    /// Keeps that an entry was sent to the clinician whose patient it is, and starts the clock: it is back on a date if no reply was recorded.
    /// The first time it is asked, the second time reminded; after that it is the lead's (a person with the role clinician), who may begin anew.
    /// </summary>
    public Task<ActionResult> Send(string entryId, HandOff sent, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Act(entryId, seen, actor, (connection, entry) =>
        {
            if (PersonOf(connection, entry) is not { ClinicianId: { } id, ClinicianName: var name })
                return ActionResult.No(entry, "nobody is responsible for this patient: say first whose patient it is");
            if (id != sent.RecipientId)
                return ActionResult.No(entry, "whose patient it is changed since you looked; look at the message again");
            var fresh = new Freshness(HandOffReader.DataDay(connection, entryId, sent.Zone), actor.Today, sent.Limits);
            if (fresh.Refusal(sent.Confirmed) is { } stale)
                return ActionResult.No(entry, stale);
            if (sent.SummaryId is { } summary && HandOffReader.LastSummary(connection, id, summary) is { } last && last.AddDays(HandOffRules.SummaryDays) > actor.Today)
                return ActionResult.No(entry, string.Create(CultureInfo.InvariantCulture, $"{name} had a summary on {last:d MMM yyyy}; the next may go on {last.AddDays(HandOffRules.SummaryDays):d MMM yyyy}"));
            var (step, refused) = StepOf(entry, id, HandOffReader.Of(connection, entryId), actor.Roles, actor.Today);
            if (refused is not null)
                return ActionResult.No(entry, refused);
            if (dispositions.Of(step) is not { } chosen)
                return ActionResult.No(entry, "dispositions.yaml has nothing for this step of a hand-off");
            var said = $"{chosen.Label}: {OneLine(name ?? id)}, {sent.Channel.Label}{(fresh.ToConfirm is null ? "" : $" (data {fresh.Text}, confirmed)")}";
            var result = Decide(connection, entry, chosen, new() { Recipient = name ?? id }, seen, actor, said, new() { ClinicianId = id });
            if (result?.Outcome == ActionOutcome.Done)
                Keep(connection, entry, sent, step, name ?? id, fresh, actor);
            return result;
        }, cancel);

    /// <summary>
    /// Keeps what the clinician answered: a disposition that stands for an answer. "Not my patient" leaves the patient to the pool until somebody
    /// says whose it is.
    /// </summary>
    /// <exception cref="InputException">The disposition stands for no answer.</exception>
    public Task<ActionResult> Answer(string entryId, string disposition, DispositionFields fields, EntrySeen seen, EntryActor actor, CancellationToken cancel = default)
    {
        var chosen = dispositions.Find(disposition) is { Answer: not null } found ? found : throw new InputException($"'{disposition}' stands for no answer of a clinician");
        return Act(entryId, seen, actor, (connection, entry) =>
        {
            if (HandOffRow.LastOf(HandOffReader.Of(connection, entryId)) is not { } asked || dispositions.Find(entry.Reason)?.HandOff is null)
                return ActionResult.No(entry, "no answer is waited for: it was not sent to a clinician, or something else was decided since");
            var said = $"Answer of {OneLine(asked.RecipientName)}: {chosen.Label}";
            var result = Decide(connection, entry, chosen, fields, seen, actor, said, new() { ClinicianId = asked.RecipientId, Answer = chosen.Answer });
            if (result?.Outcome == ActionOutcome.Done && chosen.Answer == HandOffAnswer.NotMine && PersonOf(connection, entry)?.ClinicianId == asked.RecipientId)
                Write(connection, entry, null, actor, $"{OneLine(asked.RecipientName)} says: not my patient");
            return result;
        }, cancel);
    }

    private static void Keep(DbConnection connection, EntryRow entry, HandOff sent, HandOffStep step, string name, Freshness fresh, EntryActor actor) =>
        connection.Execute(Sql.Load("hand-offs/add.sql"), new
        {
            entry_id = entry.EntryId,
            request_id = actor.RequestId,
            step = EntryNames.Of(step),
            episode = entry.Episode,
            recipient_id = sent.RecipientId,
            recipient_name = name,
            channel = sent.Channel.Id,
            message = sent.Message,
            summary_id = sent.SummaryId,
            data_up_to = fresh.UpTo,
            confirmed = fresh.ToConfirm,
            sent_by = actor.By,
            sent_at = actor.At,
            sent_on = actor.Today,
        });

    /// <summary>Which step comes next, or why none does.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="recipientId">The clinician whose patient it is.</param>
    /// <param name="before">What was sent already, oldest first.</param>
    /// <param name="roles">Roles of who would send.</param>
    /// <param name="today">The day by which that person works.</param>
    public (HandOffStep Step, string? Refused) StepOf(EntryRow entry, string recipientId, IReadOnlyList<HandOffRow> before, Roles roles, DateOnly today)
    {
        if (entry.Paused is { } stopped)
            return (HandOffStep.First, PauseTable.Refusal(stopped));
        // Another decision since, a new episode or another clinician begin anew.
        if (dispositions.Find(entry.Reason)?.HandOff is not { } last || entry.OnEpisode != entry.Episode || HandOffRow.LastOf(before) is not { } sent || sent.RecipientId != recipientId)
            return (HandOffStep.First, null);
        if (entry.ReturnsOn > today)
            return (last, string.Create(CultureInfo.InvariantCulture, $"it was sent to {sent.RecipientName} on {sent.SentOn:d MMM yyyy}; the reply has time until {entry.ReturnsOn:d MMM yyyy}"));
        return last == HandOffStep.First ? (HandOffStep.Reminder, null)
            : roles.May(Permission.CloseSeveral) ? (HandOffStep.First, null)
            : (HandOffStep.Reminder, $"{sent.RecipientName} was reminded once and did not reply; it is for the lead (a person with the role clinician)");
    }
}
