using System.CommandLine;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

internal static partial class EntriesCommand
{
    private static Command CreateAssign()
    {
        var to = new Option<string?>("--to") { Description = "The person; left out: nobody in particular.", HelpName = "NAME" };
        return Change("assign", "Give an entry to a person.", [to],
            (desk, parsed, row, seen, actor, cancel) => desk.Writer.Assign(row, parsed.GetValue(to), seen, actor, cancel));
    }

    private static Command CreateNote()
    {
        var text = new Option<string?>("--text") { Description = "The note; left out: the note is removed.", HelpName = "TEXT" };
        return Change("note", "Write the note of an entry.", [text],
            (desk, parsed, row, seen, actor, cancel) => desk.Writer.Note(row, parsed.GetValue(text), seen, actor, cancel));
    }

    private static Command CreateTakeBack() =>
        Change("take-back", "Take back the last decision, with the evidence that came with it; the history keeps both.", [],
            (desk, _, row, seen, actor, cancel) => desk.Writer.TakeBack(row, seen, actor, cancel));

    private static Command CreateWithdraw()
    {
        var shared = new Shared();
        var number = new Argument<long>("number") { Description = "The number of the row, as 'entries show' prints it.", HelpName = "NUMBER" };
        var by = ByOption();
        var command = new Command("withdraw-report", "Withdraw evidence that was entered by mistake, with the decision that it came with.") { number, by };
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
            desk.Tell(await desk.Writer.WithdrawReport(parsed.GetRequiredValue(number), desk.Actor(parsed.GetRequiredValue(by), Role.Reviewer), cancel)), cancel));
        return command;
    }

    private static Command Change(
        string name, string description, IReadOnlyList<Option> options,
        Func<Desk, ParseResult, string, EntrySeen, EntryActor, CancellationToken, Task<ActionResult>> change)
    {
        var shared = new Shared();
        var (entry, by, revision) = (EntryArgument(), ByOption(), RevisionOption());
        var command = new Command(name, description) { entry, by, revision };
        foreach (var option in options)
            command.Options.Add(option);
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
        {
            var row = await desk.Find(parsed.GetRequiredValue(entry), cancel);
            var actor = desk.Actor(parsed.GetRequiredValue(by), Role.Reviewer);
            return desk.Tell(await change(desk, parsed, row.EntryId, parsed.GetValue(revision) ?? row.Seen, actor, cancel));
        }, cancel));
        return command;
    }
}
