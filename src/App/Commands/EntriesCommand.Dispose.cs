using System.CommandLine;
using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.App.Commands;

internal static partial class EntriesCommand
{
    private static Command CreateDispose()
    {
        var shared = new Shared();
        var (entry, by, revision) = (EntryArgument(), ByOption(), RevisionOption());
        var disposition = new Option<string>("--as") { Description = "The disposition: an id from jobs/review/dispositions.yaml.", HelpName = "ID", Required = true };
        var role = RoleOption();
        var date = CommonOptions.Day("--date", "When it was done, began or happened.");
        var score = new Option<double?>("--t-score") { Description = "The T-score.", HelpName = "N" };
        var scoreSite = new Option<string?>("--t-score-site") { Description = "Where it was measured: lumbar-spine, total-hip, femoral-neck, radius-33.", HelpName = "SITE" };
        var drug = new Option<string?>("--drug") { Description = "Which drug.", HelpName = "NAME" };
        var text = new Option<string?>("--text") { Description = "A comment.", HelpName = "TEXT" };
        var criterion = new Option<string?>("--criterion") { Description = "The criterion of the measure that is wrong.", HelpName = "NAME" };
        var until = CommonOptions.Day("--until", "The first day on which the entry is back.");
        var to = new Option<string?>("--to") { Description = "To whom it was sent or referred.", HelpName = "NAME" };
        var appointment = CommonOptions.Day("--appointment", "The day of the appointment.");
        var command = new Command("dispose", "Decide about an entry.") { entry, disposition, date, score, scoreSite, drug, text, criterion, until, to, appointment, by, role, revision };
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
        {
            var chosen = parsed.GetRequiredValue(disposition);
            if (desk.Dispositions.Find(chosen) is null)
                throw new InputException($"--as: {Problems.Unknown("disposition", chosen, desk.Dispositions.All.Select(d => d.Id))}");
            var row = await desk.Find(parsed.GetRequiredValue(entry), cancel);
            var fields = new DispositionFields
            {
                Date = parsed.GetValue(date),
                TScore = parsed.GetValue(score),
                TScoreSite = parsed.GetValue(scoreSite),
                Drug = parsed.GetValue(drug),
                Text = parsed.GetValue(text),
                Criterion = parsed.GetValue(criterion),
                Until = parsed.GetValue(until),
                Recipient = parsed.GetValue(to),
                Appointment = parsed.GetValue(appointment),
            };
            CheckCriterion(desk, row.Leader, fields.Criterion);
            var actor = desk.Actor(parsed.GetRequiredValue(by), EntryNames.Parse<Role>(parsed.GetValue(role)!));
            return desk.Tell(await desk.Writer.Decide(row.EntryId, chosen, fields, parsed.GetValue(revision) ?? row.Seen, actor, cancel));
        }, cancel));
        return command;
    }

    private static void CheckCriterion(Desk desk, string leader, string? criterion)
    {
        if (criterion is null || desk.Rules.Measures.FirstOrDefault(m => m.Id == leader) is not { } measure)
            return;
        var known = measure.Criteria.Keys.Concat(measure.Index.Classes.Select(c => c.Name)).ToList();
        if (!known.Contains(criterion, StringComparer.Ordinal))
            throw new InputException($"--criterion: {Problems.Unknown("criterion", criterion, known)}; 'explain --measure {leader}' tells them all");
    }
}
