using System.CommandLine;
using Opportune.App;
using Opportune.App.Commands;

var parsed = OpportuneCommands.Create().Parse(args);
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
return await AuditedCommands.Run(parsed, () => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience }));
