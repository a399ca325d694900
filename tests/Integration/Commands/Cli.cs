using System.Diagnostics;
using Opportune.App.Commands;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What a command said and how it ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines on standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// The program as a person runs it. <see cref="Run"/> carries a command out here, with a screen of its own: starting the program takes longer than
/// most commands. <see cref="Start"/> is the program itself, a process, for what is killed, waits, or is what starting it shows.
/// </summary>
internal static class Cli
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly string OwnData = Path.Combine(Path.GetTempPath(), $"opportune-tests-{Environment.ProcessId}");

    private static readonly OwnScreen Output = new(Console.Out), Error = new(Console.Error);

    static Cli()
    {
        Console.SetOut(Output);
        Console.SetError(Error);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", OwnData);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CliResult> Run(params string[] arguments)
    {
        // To a terminal the program speaks in another way, and what these tell other programs goes out as bytes, past any screen.
        if (!Console.IsOutputRedirected || !Console.IsErrorRedirected || (arguments.Contains("--json") && arguments[0] is "run" or "runs" or "schedule"))
        {
            using var process = Start(arguments);
            return await Finish(process);
        }
        using StringWriter output = new(), error = new();
        (Output.Mine, Error.Mine) = (output, error);
        // Its time is its own, too: what a test does meanwhile goes on.
        var exitCode = await Task.Run(() => OpportuneCommands.Run(arguments)).WaitAsync(Longest);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Starts a command; <paramref name="before"/> may wrap it in another program.</summary>
    public static Process Start(string[] arguments, params string[] before)
    {
        string[] all = [.. before, "dotnet", Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll"), .. arguments];
        var start = new ProcessStartInfo(all[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Keys of audit trails of databases on a server belong to the account; the tests' do not.
        start.Environment["XDG_DATA_HOME"] = OwnData;
        foreach (var argument in all.Skip(1))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits for a command that was started.</summary>
    public static async Task<CliResult> Finish(Process process)
    {
        using var timeout = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return new(process.ExitCode, await output, await error);
    }
}
