using System.CommandLine;
using System.Globalization;
using Opportune.App.Demo;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>demo</c>: an invented hospital, the nightly job over it, and the result against the truth.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var patients = new Option<int>("--patients") { Description = "Size of the invented hospital.", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "Another seed, another hospital.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "Folder for the hospital (input/) and the run (run/).", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine(".opportune", "demo") };
        var noWeb = new Option<bool>("--no-web") { Description = "End after printing (the pages come with a later version, so this is what it does anyway)." };
        var (threads, jobs, quiet) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.Quiet());
        var command = new Command("demo", "Invent a hospital, run the nightly job over it, and show worklists and accuracy against the truth.")
        {
            patients, seed, output, noWeb, threads, jobs, quiet,
        };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var folder = parsed.GetRequiredValue(output);
            var (input, run, silent) = (Path.Combine(folder, "input"), Path.Combine(folder, "run"), parsed.GetValue(quiet));
            var options = SynthCommand.Options(parsed.GetValue(patients), parsed.GetValue(seed), SynthCommand.DefaultAsOf);
            var loaded = LoadedJobs.Load(parsed.GetValue(jobs), null);
            await SynthCommand.Write(options, input, silent);
            var report = await RunCommand.Execute(loaded.Request("nightly", options.AsOf, input, parsed.GetValue(threads)), new RunPlace { OutFolder = run }, silent, cancel);
            RunSummary.Print(report);
            WorklistView.Print(run, report);
            PrintAccuracy(input, run, loaded, report);
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
