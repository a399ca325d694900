using System.CommandLine;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.App.Serve;

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
// Who works on an installation sees which one it is; what scripts read stays as it is.
if (parsed.CommandResult.Command.Options.Any(o => o.Name is "--database" or "--settings") && !args.Contains("--json") && !args.Contains("--get") && !args.Contains("--quiet"))
    InstallationBanner.Tell();
return await AuditedCommands.Run(parsed, () => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience }));
