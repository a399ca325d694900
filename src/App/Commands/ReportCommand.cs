using System.CommandLine;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Quality;
using Opportune.Web.Show.Charts;

namespace Opportune.App.Commands;

/// <summary><c>report quarter</c>: the programme report as one HTML file.</summary>
internal static class ReportCommand
{
    public static Command Create() => new("report", "What became of patients, for those who answer for the programme.") { OfQuarter() };

    private static Command OfQuarter()
    {
        var quarter = new Argument<string>("quarter") { Description = "The quarter of day 0, as 2026-Q1.", HelpName = "QUARTER" };
        var file = new Option<string>("--out") { Description = "The HTML file to write.", HelpName = "FILE", Required = true };
        var (url, jobs, valueSets) = (CommonOptions.Database(required: true), CommonOptions.Jobs(), CommonOptions.ValueSets());
        var command = new Command("quarter", "Write the programme report of a quarter: published counts only, no patient.") { quarter, file, url, jobs, valueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (!Quarter.TryParse(parsed.GetRequiredValue(quarter), out var shown))
                throw new InputException($"'{parsed.GetRequiredValue(quarter)}' is no quarter; write it as 2026-Q1");
            var rules = LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(valueSets)).Rules;
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var measures = await database.Read(connection => rules.Measures.Select(m => ProgrammeFacts.Of(connection, m, shown)).ToList(), cancel);
            await PartFile.Write("--out", parsed.GetRequiredValue(file), null, async part =>
            {
                await File.WriteAllTextAsync(part, ProgrammeHtml.Whole(shown, measures, $"Day 0 from {shown.First:yyyy-MM-dd} to {shown.Last:yyyy-MM-dd}."), cancel);
                return 0;
            });
            return ExitCode.Done;
        }));
        return command;
    }
}
