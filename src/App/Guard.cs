using System.Data.Common;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App;

/// <summary>Turns what went wrong into one line on standard error and an exit code.</summary>
internal static class Guard
{
    private const string Unpublished = "; nothing was published";

    /// <summary>Runs the body of a command that publishes: what stops it says that it did not.</summary>
    public static Task<int> RunAndPublish(Func<Task<int>> body) => Run(body, Unpublished);

    /// <summary>Runs a command's body.</summary>
    /// <param name="body">What it does.</param>
    /// <param name="undone">What is added to why it stopped, where that is no slip of whoever called it.</param>
    public static async Task<int> Run(Func<Task<int>> body, string undone = "")
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
        {
            return Say($"cancelled{undone}", ExitCode.Cancelled);
        }
        catch (AggregateException e) when (e.InnerExceptions.Any(i => i is OperationCanceledException))
        {
            return Say($"cancelled{undone}", ExitCode.Cancelled);
        }
        catch (Exception e)
        {
            return Say(e, undone);
        }
    }

    /// <summary>How to mend what a disk refused, by the number that Linux or Windows gave it; empty: nobody knows.</summary>
    internal static string MendOf(IOException fault) => fault.HResult switch
    {
        28 or unchecked((int)0x80070070) => "; make room on its disk, or name a place on another",
        30 or unchecked((int)0x80070013) => "; name a place that can be written",
        _ => "",
    };

    // The message of an error of ours may hold anything that was being worked on, so only its kind and place are told.
    private static int Say(Exception e, string undone) => e switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Say(first, undone),
        DbException => Say(DatabaseFault.Tell(e), undone),
        InputException { IsList: true } => SayAll(e.Message, ExitCode.WrongInput),
        InputException or TableFileException => Say(e.Message, ExitCode.WrongInput),
        FileNotFoundException { FileName: { } file } => Say($"there is no file {file}", ExitCode.WrongInput),
        FileNotFoundException or DirectoryNotFoundException => Say(e.Message, ExitCode.WrongInput),
        UnauthorizedAccessException => Say($"{e.Message.TrimEnd('.')}{undone}; this runs as {Environment.UserName}: name a place that this account may use", ExitCode.Failed),
        IOException fault => Say($"{e.Message.TrimEnd('.')}{undone}{MendOf(fault)}", ExitCode.Failed),
        _ => Say($"internal error, please report it: {e.GetType().Name} {FirstFrame(e)}{undone}", ExitCode.Failed),
    };

    private static int Say(string line, int exitCode) => SayAll(line.ReplaceLineEndings(" "), exitCode);

    private static int SayAll(string lines, int exitCode)
    {
        Console.Error.WriteLine($"opportune: {lines}");
        return exitCode;
    }

    private static string FirstFrame(Exception e) =>
        e.StackTrace?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(l => l.Contains("Opportune", StringComparison.Ordinal)) ?? "";
}
