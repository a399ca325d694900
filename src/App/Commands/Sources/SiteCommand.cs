using System.CommandLine;

namespace Opportune.App.Commands;

/// <summary><c>site</c>: a hospital that joins.</summary>
internal static class SiteCommand
{
    public static Command Create() => new("site", "A site that joins: what is there, what lacks, and how to mend it.") { Add() };

    private static Command Add()
    {
        var site = new Option<string>("--site") { Description = "The site's name, as its rows have it in their column 'site'; without it the source has only one.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var source = new Option<string>("--source") { Description = "The mapping: the name of a file under jobs/sources/, without .yaml.", HelpName = "ID", Required = true };
        var input = new Option<string?>("--input") { Description = "Folder with the source's files.", HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder for what is proposed and for what is to be looked at, for its owner only. What lies there already stays as it is.", HelpName = "DIR", Required = true };
        var (sourceDatabase, database, asOf) = (CommonOptions.SourceDatabase(), CommonOptions.Database(required: false), CommonOptions.AsOf(required: false));
        var (threads, jobs, sets) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets());
        var command = new Command("add", "Walk through what a new site needs: mapping, feeds, positive controls, bands, codes, headings, sentences, panels and people. Call it again after each step.")
        {
            site, source, input, sourceDatabase, asOf, output, database, threads, jobs, sets,
        };
        command.SetAction((parsed, cancel) => Guard.Run(() =>
        {
            var folder = CommonOptions.FindJobs(parsed.GetValue(jobs));
            return new SiteWalk(
                parsed.GetRequiredValue(site), new(folder, parsed.GetRequiredValue(source), parsed.GetValue(input), parsed.GetValue(sourceDatabase)),
                LoadedJobs.Load(folder, parsed.GetValue(sets), null), parsed.GetRequiredValue(output))
                .Walk(parsed.GetResult(asOf) is null ? null : parsed.GetValue(asOf), parsed.GetValue(database), parsed.GetValue(threads), cancel);
        }));
        return command;
    }
}
