using System.CommandLine;
using System.Globalization;
using Opportune.App.Demo;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>demo</c>: an invented hospital, the nightly job over it, the result against the truth, and the worklists in the browser.</summary>
internal static class DemoCommand
{
    // Of twenty thousand too few are treated in a quarter for a number that tells of nobody.
    private const int UsualPatients = 20_000, PatientsOfPast = 60_000;

    public static Command Create()
    {
        var patients = new Option<int>("--patients") { Description = "Size of the invented hospital.", HelpName = "N", DefaultValueFactory = _ => UsualPatients };
        var seed = new Option<int>("--seed") { Description = "Another seed, another hospital.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "Folder for the hospital (input/) and the run (run/).", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine(".opportune", "demo") };
        var noWeb = new Option<bool>("--no-web") { Description = "End after printing." };
        var past = new Option<bool>("--past") { Description = "Give the hospital two years of monthly runs and a year of invented people's work first, for the pages of quality: some minutes more, and 60,000 patients unless told otherwise." };
        var (threads, jobs, quiet) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.Quiet());
        var command = new Command("demo", "Invent a hospital, run the nightly job over it, show worklists and accuracy against the truth, and serve the worklists to the browser.")
        {
            patients, seed, output, noWeb, past, threads, jobs, quiet,
        };
        command.SetAction((parsed, cancel) => Guard.RunAndPublish(async () =>
        {
            var folder = parsed.GetRequiredValue(output);
            var (input, run, silent) = (Path.Combine(folder, "input"), Path.Combine(folder, "run"), parsed.GetValue(quiet));
            var (serves, hasPast) = (!parsed.GetValue(noWeb), parsed.GetValue(past));
            // What is only printed is the same on every day; on the pages people work as of yesterday.
            var asOf = serves ? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(-1) : SynthCommand.DefaultAsOf;
            var options = SynthCommand.Options(hasPast && parsed.GetResult(patients) is null or { Implicit: true } ? PatientsOfPast : parsed.GetValue(patients), parsed.GetValue(seed), asOf);
            var loaded = LoadedJobs.Load(parsed.GetValue(jobs), null);
            await SynthCommand.Write(options, input, silent);
            var state = Path.Combine(folder, "state.db");
            foreach (var old in Directory.EnumerateFiles(folder, "state.db*"))
                File.Delete(old);
            await using var database = serves || hasPast ? await OpportuneDatabase.Open(DatabaseUrl.Parse($"sqlite:{state}"), TimeProvider.System, cancel) : null;
            if (database is not null)
                await new StandingTable(database).DeclareInvented("demo", cancel);
            if (hasPast)
                await new DemoPast(loaded, database!, input, run, parsed.GetValue(threads)).Make(options.AsOf, silent, cancel);
            var request = loaded.Request("nightly", options.AsOf, input, parsed.GetValue(threads));
            var report = await RunCommand.Execute(hasPast ? request with { Guards = DemoPast.Unguarded } : request, new RunPlace { OutFolder = run, Database = database, RequestedBy = "demo" }, silent, cancel);
            RunSummary.Print(report, ShownParts.Everything);
            WorklistView.Print(report.Folder ?? run, report);
            PrintAccuracy(input, report.Folder ?? run, loaded, report);
            if (database is not null && serves)
                await DemoSite.Serve(database, loaded, folder, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void PrintAccuracy(string input, string run, LoadedJobs loaded, RunReport report)
    {
        var console = Screens.Out;
        var text = TextAccuracy.Measure(input, loaded.Lexicon);
        var lists = ListAccuracy.Measure(input, run, [.. report.Measures.Select(m => m.Measure.Id)], text.MisreadPatients);
        Screens.Line("");
        Screens.Line("Against the hidden truth");
        lists.Print(console);
        text.Print(console);
        Screens.Line(string.Create(CultureInfo.InvariantCulture,
            $"These {report.Tables[Table.Patients].Used:N0} patients and their reports are invented, by the same people who wrote the reader: real reports are harder, and these figures flatter."));
    }
}
