using System.Diagnostics;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What a command said and how it ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines on standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The program as a person runs it: a process of its own.</summary>
internal static class Cli
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CliResult> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return await Finish(process);
    }

    /// <summary>Starts a command; <paramref name="before"/> may wrap it in another program.</summary>
    public static Process Start(string[] arguments, params string[] before)
    {
        string[] all = [.. before, "dotnet", Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll"), .. arguments];
        var start = new ProcessStartInfo(all[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Keys of audit trails of databases on a server belong to the account; the tests' do not.
        start.Environment["XDG_DATA_HOME"] = Path.Combine(Path.GetTempPath(), $"opportune-tests-{Environment.ProcessId}");
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
