using System.CommandLine;
using Opportune.App;
using Opportune.App.Commands;

var root = new RootCommand(
    "Opportune finds the patients whose imaging has already shown a reason to act, and whom nobody acted on: worklists of "
    + "candidates for DEXA or statin review from a hospital's imaging findings. Everything listed is a candidate for clinician "
    + "review; not a diagnosis, order or prescription.")
{
    DemoCommand.Create(),
    SynthCommand.Create(),
    RunCommand.Create(),
    RunsCommand.Create(),
    ScheduleCommand.Create(),
    MentionsCommand.Create(),
    EvaluateCommand.Create(),
    CheckCommand.Create(),
    ExplainCommand.Create(),
    VerifyCommand.Create(),
    ValueSetsCommand.Create(),
    TableCommand.Create(),
    MigrateCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    DoctorCommand.Create(),
    EntriesCommand.Create(),
    ExportCommand.Create(),
    UserCommand.Create(),
    AlarmsCommand.Create(),
    WorkerCommand.Create(),
    ServeCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // Wrong use gets one line, like wrong input; the long form is a --help away.
    Console.Error.WriteLine($"opportune: {string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} (see --help)");
    return ExitCode.WrongInput;
}
// A worker leaves in its own time, and a service hears signals itself: the second one means another thing than the first.
TimeSpan? patience = parsed.CommandResult.Command.Name switch
{
    ServeCommand.Name => null,
    WorkerCommand.Name => Timeout.InfiniteTimeSpan,
    _ => TimeSpan.FromSeconds(2),
};
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience });
