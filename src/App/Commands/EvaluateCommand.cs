using System.CommandLine;
using Opportune.App.Evaluate;
using Opportune.App.Evaluate.Cases;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary><c>evaluate</c>: what we read in labelled reports, and judge of labelled patients, against their labels.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with labelled sets: *.tsv with the columns id, text and labels; folders of test patients (bundles/*.json, cases.tsv, codes.tsv).", HelpName = "DIR", Required = true };
        var output = new Option<string?>("--out")
        {
            Description = "Where to write every disagreement with its text, for the owner alone (default: a new folder among the temporary ones).",
            HelpName = "FILE",
        };
        var adjudicated = new Option<string?>("--adjudicated")
        {
            Description = "Folder with verdicts (*.tsv: set, label, id, verdict, reason); adjudicated figures are given under the raw ones.",
            HelpName = "DIR",
        };
        var draw = new Option<string?>("--draw")
        {
            Description = "Write the reports to adjudicate: those where label, plain expression and reader are not of one mind, without who said what.",
            HelpName = "FILE",
        };
        var (jobs, quiet) = (CommonOptions.Jobs(), CommonOptions.Quiet());
        var command = new Command("evaluate", "Hold what is read in labelled reports and judged of test patients against their labels: counts, precision, recall, F1, intervals.")
        {
            data, output, adjudicated, draw, jobs, quiet,
        };
        command.SetAction(parsed => Guard.Run(() => Task.FromResult(Run(
            parsed.GetRequiredValue(data), parsed.GetValue(output), parsed.GetValue(adjudicated), parsed.GetValue(draw), parsed.GetValue(jobs), parsed.GetValue(quiet)))));
        return command;
    }

    private static int Run(string data, string? output, string? adjudicated, string? draw, string? jobs, bool quiet)
    {
        var folder = CommonOptions.FindJobs(jobs);
        var evaluation = new Evaluation(LoadedJobs.LexiconOf(folder), Verdicts.Read(adjudicated));
        evaluation.Run(data, folder.Folder);
        if (draw is not null)
            EvaluationFiles.WriteDraw(draw, evaluation.Disagreements);
        var path = output ?? EvaluationFiles.NewPath();
        EvaluationFiles.WriteDisagreements(path, evaluation.Disagreements);
        if (!quiet)
        {
            EvaluationView.Print(evaluation, Console.Out);
            Console.WriteLine($"{Amounts.Of(evaluation.Disagreements.Count(d => d.Labelled != d.Ours), "disagreement")}, with texts, -> {path}");
        }
        return ExitCode.Done;
    }
}
