using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>explain</c>: a rule in English, or why a patient is or is not listed.</summary>
internal static class ExplainCommand
{
    /// <summary>The job whose measures are asked when none is named.</summary>
    public const string EveryMeasure = "nightly";

    public static Command Create()
    {
        var measure = new Option<string?>("--measure") { Description = "A measure; alone: the rule in English.", HelpName = "ID" };
        var input = new Option<string?>("--input") { Description = "Folder with the canonical tables.", HelpName = "DIR" };
        var asOf = CommonOptions.AsOf(required: false);
        var patient = new Option<string?>("--patient") { Description = "The patient to explain.", HelpName = "ID" };
        var (jobs, sets, threads, quiet) = (CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Threads(), CommonOptions.Quiet());
        var command = new Command("explain", "Say in English what a measure asks, or why a patient is or is not listed.") { measure, input, asOf, patient, jobs, sets, threads, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(() =>
        {
            var loaded = LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(sets));
            var chosen = parsed.GetValue(measure) is { } name ? Choose(loaded.Rules, name) : null;
            if (parsed.GetValue(patient) is not { } id)
                return Task.FromResult(ExplainMeasure(loaded.Rules, chosen));
            if (parsed.GetValue(input) is not { } folder || parsed.GetResult(asOf) is null)
                throw new InputException("explain --patient also needs --input DIR and --as-of DATE");
            return ExplainPatient(loaded, chosen, id, folder, parsed.GetValue(asOf), parsed.GetValue(threads), parsed.GetValue(quiet), cancel);
        }));
        return command;
    }

    private static Measure Choose(JobsFolder rules, string id) =>
        rules.Measures.FirstOrDefault(m => m.Id == id) ?? throw new InputException(Problems.Unknown("measure", id, rules.Measures.Select(m => m.Id)));

    private static int ExplainMeasure(JobsFolder rules, Measure? measure)
    {
        if (measure is null)
            throw new InputException($"explain needs --measure ID or --patient ID; measures: {string.Join(", ", rules.Measures.Select(m => m.Id))}");
        Screens.Line(MeasureEnglish.Render(measure, rules.For(measure)));
        return ExitCode.Done;
    }

    private static async Task<int> ExplainPatient(
        LoadedJobs loaded, Measure? measure, string patientId, string input, DateOnly asOf, int threads, bool quiet, CancellationToken cancel)
    {
        FutureDay.Refuse(asOf, TimeProvider.System);
        var request = loaded.Request(EveryMeasure, asOf, input, threads);
        if (measure is not null)
            request = request with { Rules = loaded.Rules.For(measure) };
        using var run = await ProgressView.Show(quiet, progress =>
            Task.Run(() => PreparedRun.Prepare(request, TimeProvider.System, progress, cancel), CancellationToken.None));
        if (run.MergedPatients.TryGetValue(patientId, out var other))
            Screens.Line($"Patient {patientId} was merged into {other}; this is about {other}, with the rows of both.");
        if (run.Find(patientId) is not { } record)
        {
            Screens.Line($"As of {asOf:d MMM yyyy} no finding that starts a measure is on record for this patient ({string.Join(", ", request.Rules.Measures.Select(m => m.Id))}).");
            Screens.Line("That is no evidence of health: a report may leave out what it does not look for. The identifier may also be unknown, or its row refused (rejects.parquet of a run).");
            return ExitCode.Done;
        }
        foreach (var explanation in run.Evaluator.Explain(record))
            Screens.Line(PatientEnglish.Render(explanation));
        return ExitCode.Done;
    }
}
