using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.App.Commands;

/// <summary><c>sources</c>: the site's own data, as mappings under <c>jobs/sources/</c> describe it.</summary>
internal static class SourcesCommand
{
    public static Command Create() =>
        new("sources", "The site's own data (OMOP, files, databases), as a mapping under jobs/sources/ describes it.") { Take(), Views() };

    private static Command Take()
    {
        var source = new Option<string>("--source") { Description = "The mapping: the name of a file under jobs/sources/, without .yaml.", HelpName = "ID", Required = true };
        var input = new Option<string?>("--input") { Description = "Folder with the source's files.", HelpName = "DIR" };
        var database = CommonOptions.SourceDatabase();
        var output = new Option<string>("--out") { Description = "Folder for the snapshot, for its owner only; runs read it as their --input.", HelpName = "DIR", Required = true };
        var (threads, jobs, quiet) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.Quiet());
        var command = new Command("take", "Read a source once into a snapshot of canonical tables. What has not changed since the snapshot before is taken over.") { source, input, database, output, threads, jobs, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var taking = new SourceTaking(CommonOptions.FindJobs(parsed.GetValue(jobs)), parsed.GetRequiredValue(source), parsed.GetValue(input), parsed.GetValue(database));
            using var taken = await ProgressView.Show(parsed.GetValue(quiet), progress => Task.Run(() => taking.Take(parsed.GetRequiredValue(output), parsed.GetValue(threads), progress, cancel), CancellationToken.None));
            if (!parsed.GetValue(quiet))
                Print(taken.Snapshot);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Views()
    {
        var engine = new Option<string>("--engine") { Description = "The engine whose types the views use.", HelpName = string.Join('|', ViewSkeletons.Engines), Required = true };
        engine.AcceptOnlyFromAmong([.. ViewSkeletons.Engines]);
        var command = new Command("views", "Print CREATE VIEW skeletons of the canonical tables, for the administrator of the site's database to fill in.") { engine };
        command.SetAction(parsed => Guard.Run(() =>
        {
            Console.Out.Write(ViewSkeletons.Of(parsed.GetRequiredValue(engine)));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    /// <summary>Shows the books of a snapshot.</summary>
    public static void Print(Snapshot snapshot)
    {
        if (snapshot.Taken.State is { } state)
            Screens.Line(state);
        foreach (var book in snapshot.Taken.Books.Concat(snapshot.Taken.Asides))
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{book.Table.ToLowerInvariant()}: {Amounts.Of(book.Read, "row")} read, {book.Used:N0} used{Reasons("skipped", book.Skipped)}{Reasons("rejected", book.Rejected)}"));
        foreach (var table in snapshot.Taken.Files.SelectMany(f => f.Parts).GroupBy(p => p.Table, StringComparer.Ordinal).OrderBy(t => t.Key, StringComparer.Ordinal))
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{table.Key}: {Amounts.Of(table.Sum(p => p.Rows), "row")}"));
        foreach (var note in snapshot.Taken.Notes)
            Screens.Line(note);
    }

    private static string Reasons(string what, SortedDictionary<string, long> counts) =>
        string.Concat(counts.Select(c => string.Create(CultureInfo.InvariantCulture, $", {what} {c.Value:N0} ({c.Key})")));
}
