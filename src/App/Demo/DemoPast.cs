using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Runs.Guards;

namespace Opportune.App.Demo;

/// <summary>
/// Two years that the invented hospital has behind it: a year of monthly runs of which nobody was shown anything, and a year in which invented people worked on
/// the list. All by the ordinary means, so that quality and report count what they would count of any hospital. Nothing comes of what these people decide: the
/// hospital's patients are invented before them, and nobody's treatment hangs on it.
/// </summary>
internal sealed class DemoPast(LoadedJobs loaded, OpportuneDatabase database, string input, string output, int threads)
{
    private const int SilentMonths = 12, ShownMonths = 12;

    // So many new entries a month are gone through, the latest first.
    private const int Worked = 400;

    /// <summary>For runs that are months apart, over rows that were delivered long before: what guards compare from night to night says nothing there.</summary>
    public static GuardSettings Unguarded { get; } = new() { DropTo = 0, RiseTo = 1000, NewRowsDropTo = 0, Repeats = 2, StaleMarginDays = 10_000 };

    private readonly Dispositions _dispositions = loaded.Rules.Dispositions;

    /// <summary>Makes it, up to the month before a day.</summary>
    public async Task Make(DateOnly asOf, bool quiet, CancellationToken cancel)
    {
        for (var months = SilentMonths + ShownMonths; months > 0; months--)
        {
            var day = asOf.AddMonths(-months);
            var isSilent = months > ShownMonths;
            await RunCommand.Execute(
                loaded.Request("nightly", day, input, threads) with { Guards = Unguarded }, new RunPlace { OutFolder = output, Database = database, RequestedBy = "demo", Backfill = isSilent }, quiet, cancel);
            if (!isSilent)
                await Work(day, cancel);
        }
    }

    // A month's work, spread over the days after the run. Who decides what hangs on the entry alone, so that the same hospital has the same past.
    private async Task Work(DateOnly day, CancellationToken cancel)
    {
        var (reader, writer) = (new WorklistReader(database, _dispositions, Sight.Everything), new WorklistWriter(database, _dispositions, Sight.Everything));
        var page = await reader.List(new() { Finding = EntryFinding.Open, States = [EntryState.New] }, day.AddDays(1), Worked, order: ListOrder.FirstSeen, cancel: cancel);
        foreach (var (i, entry) in page.Entries.Index())
        {
            var today = day.AddDays(1 + (i * 20 / Worked));
            // Not a hash of the program's: it is to be the same on every machine.
            var lot = entry.EntryId.Aggregate(17, (hash, c) => ((hash * 31) + c) & 0xFFFF) % 100;
            var actor = new EntryActor(lot % 2 == 0 ? "Rae Reviewer" : "Carl Clinician", Roles.Of([Role.Reviewer, Role.Clinician]), new(today, new TimeOnly(9 + (lot % 8), 30), TimeSpan.Zero), today, $"demo:{day:yyyyMMdd}:{entry.EntryId}");
            if (lot < 45 && entry.ClinicianId is { } clinician && loaded.Rules.HandOff is { } rules)
            {
                await writer.Send(entry.EntryId, new() { RecipientId = clinician, Channel = rules.Channels[0], Message = "An invented message about an invented patient.", Limits = new(), Zone = TimeZoneInfo.Utc, Confirmed = true }, entry.Seen, actor, cancel);
                if (lot < 30 && Find(entry, d => d is { Answer: HandOffAnswer.Agreed or HandOffAnswer.Declined, Required.Count: 0 }, lot) is { } answer && await reader.Find(entry.EntryId, today.AddDays(4), cancel) is { } sent)
                    await writer.Answer(entry.EntryId, answer, new(), sent.Seen, actor with { Today = today.AddDays(4), At = actor.At.AddDays(4), RequestId = actor.RequestId + ":answer" }, cancel);
            }
            else if (lot < 70 && Find(entry, d => d is { Effect: DispositionEffect.Close, Expects: null, Answer: null, WholePatient: false, Disputes: null } && d.Required.All(f => f == DispositionField.Text), lot) is { } dismissal)
                await writer.Decide(entry.EntryId, dismissal, new() { Text = "invented" }, entry.Seen, actor, cancel);
            else if (lot < 85)
                await writer.Decide(entry.EntryId, "in-review", new(), entry.Seen, actor, cancel);
        }
    }

    private string? Find(EntryRow entry, Func<Disposition, bool> which, int lot)
    {
        var fitting = _dispositions.All.Where(d => which(d) && d.IsFor(entry.Pathway)).ToList();
        return fitting.Count == 0 ? null : fitting[lot % fitting.Count].Id;
    }
}
