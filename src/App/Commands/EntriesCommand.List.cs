using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;

namespace Opportune.App.Commands;

internal static partial class EntriesCommand
{
    private const int UsualPage = 25;

    private static Command CreateList()
    {
        var shared = new Shared();
        var measure = new Option<string?>("--measure") { Description = "Only this measure.", HelpName = "ID" };
        var pathway = new Option<string?>("--pathway") { Description = "Only this pathway.", HelpName = "NAME" };
        var states = new Option<string[]>("--state")
        {
            Description = $"Only these states (default: new, in-review, reopened; with --patient all): {string.Join(", ", EntryNames.All<EntryState>())}.",
            HelpName = "STATE",
        };
        states.AcceptOnlyFromAmong([.. EntryNames.All<EntryState>()]);
        var finding = new Option<string?>("--finding") { Description = "Only what the last run found so: treatment-unknown, not-active-here, ...", HelpName = "FINDING" };
        finding.AcceptOnlyFromAmong([.. EntryNames.All<EntryFinding>()]);
        var tier = new Option<int?>("--tier") { Description = "Only this tier.", HelpName = "N" };
        var site = new Option<string?>("--site") { Description = "Only this site.", HelpName = "SITE" };
        var assignee = new Option<string?>("--assignee") { Description = "Only what this person works on.", HelpName = "NAME" };
        var patient = new Option<string?>("--patient") { Description = "Only this patient.", HelpName = "ID" };
        var returned = new Option<bool>("--returned") { Description = "Only what is back on the date that was set." };
        var unconfirmed = new Option<bool>("--unconfirmed") { Description = "Only what a person closed and the data does not confirm." };
        var limit = new Option<int>("--limit") { Description = $"At most so many (default {UsualPage}).", HelpName = "N", DefaultValueFactory = _ => UsualPage };
        var after = new Option<string?>("--after") { Description = "Go on where the page before ended.", HelpName = "PLACE" };
        var command = new Command("list", "The entries, most urgent first, and how many there are in each state.")
        {
            measure, pathway, states, finding, tier, site, assignee, patient, returned, unconfirmed, limit, after,
        };
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
        {
            var size = parsed.GetValue(limit);
            if (size is < 1 or > 10_000)
                throw new InputException("--limit: between 1 and 10000");
            if (parsed.GetValue(measure) is { } id && desk.Rules.Measures.All(m => m.Id != id))
                throw new InputException($"--measure: {Problems.Unknown("measure", id, desk.Rules.Measures.Select(m => m.Id))}");
            var filter = new WorklistFilter
            {
                Measure = parsed.GetValue(measure),
                Pathway = parsed.GetValue(pathway),
                States = [.. (parsed.GetValue(states) ?? []).Select(EntryNames.Parse<EntryState>)],
                Finding = parsed.GetValue(finding) is { } found ? EntryNames.Parse<EntryFinding>(found) : null,
                Tier = parsed.GetValue(tier),
                Site = parsed.GetValue(site),
                Assignee = parsed.GetValue(assignee),
                Patient = parsed.GetValue(patient),
                Returned = parsed.GetValue(returned),
                Unconfirmed = parsed.GetValue(unconfirmed),
            };
            var place = parsed.GetValue(after) is { } text ? ListPosition.Parse(text) : null;
            var page = await desk.Reader.List(filter, desk.Today, size, place, cancel: cancel);
            var counts = await desk.Reader.Count(filter, desk.Today, cancel);
            if (desk.Json)
                EntryJson.Write(page, counts, desk.Dispositions, desk.Today);
            else
                EntryList.Print(page, counts, desk.Dispositions, desk.Today);
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static Command CreateShow()
    {
        var shared = new Shared();
        var entry = EntryArgument();
        var command = new Command("show", "One entry: why it is listed, what was decided, and everything that happened to it.") { entry };
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
        {
            var id = parsed.GetRequiredValue(entry);
            var view = await desk.Reader.Show(id, desk.Today, cancel) ?? throw new InputException($"there is no entry {id}; 'entries list' shows their ids");
            if (desk.Json)
                EntryJson.Write(view, desk.Dispositions, desk.Today);
            else
                EntryCard.Print(view, desk.Dispositions, desk.Today);
            return ExitCode.Done;
        }, cancel));
        return command;
    }
}
