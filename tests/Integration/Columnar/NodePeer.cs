using System.Diagnostics;
using System.Text;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>Independent readers and writers, from npm: the scripts of tests/Interop.</summary>
internal static class NodePeer
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Interop");

    /// <summary>Runs a script and returns the lines it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed: the message is what it said.</exception>
    public static async Task<List<string>> Run(string script, string input, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            Assert.Fail("tests/Interop/node_modules is missing: run bash tests/run.sh");
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(Folder, script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        using var timeout = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
        process.StandardInput.Close();
        var text = await output;
        await process.WaitForExitAsync(timeout.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{script}: {await errors}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Runs SQL in a DuckDB of its own and returns the last statement's rows as JSON lines.</summary>
    public static Task<List<string>> Sql(string sql) => Run("duckdb-sql.mjs", sql);
}
