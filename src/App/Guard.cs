using System.Data.Common;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App;

/// <summary>Turns what went wrong into one line on standard error and an exit code.</summary>
internal static class Guard
{
    /// <summary>Runs a command's body.</summary>
    public static async Task<int> Run(Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
        {
            return Say("cancelled; nothing was published", ExitCode.Cancelled);
        }
        catch (AggregateException e) when (e.InnerExceptions.Any(i => i is OperationCanceledException))
        {
            return Say("cancelled; nothing was published", ExitCode.Cancelled);
        }
        catch (Exception e)
        {
            return Say(e);
        }
    }

    // The message of an error of ours may hold anything that was being worked on, so only its kind and place are told.
    private static int Say(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Say(first),
        DbException => Say(DatabaseFault.Tell(e)),
        InputException or TableFileException => Say(e.Message, ExitCode.WrongInput),
        FileNotFoundException or DirectoryNotFoundException => Say(e.Message, ExitCode.WrongInput),
        IOException or UnauthorizedAccessException => Say($"{e.Message}; nothing was published", ExitCode.Failed),
        _ => Say($"internal error, please report it: {e.GetType().Name} {FirstFrame(e)}; nothing was published", ExitCode.Failed),
    };

    private static int Say(string line, int exitCode)
    {
        Console.Error.WriteLine($"opportune: {line.ReplaceLineEndings(" ")}");
        return exitCode;
    }

    private static string FirstFrame(Exception e) =>
        e.StackTrace?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(l => l.Contains("Opportune", StringComparison.Ordinal)) ?? "";
}
