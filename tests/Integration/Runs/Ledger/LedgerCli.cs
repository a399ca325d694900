using System.Data.Common;
using System.Text.Json;
using Dapper;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>The nightly job of a small hospital on a database, as an administrator runs it.</summary>
internal sealed class LedgerCli(FreshDatabase database, string input, string output)
{
    /// <summary>Runs the job.</summary>
    public Task<CliResult> Night(string asOf = TinyHospital.AsOf, params string[] more) =>
        Cli.Run(["run", "nightly", "-q", "--as-of", asOf, "--input", input, "--out", output, "--database", database.Url, .. more]);

    /// <summary>Arguments of a run that tells its progress.</summary>
    public string[] LoudNight => ["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", input, "--out", output, "--database", database.Url, "--threads", "1"];

    /// <summary>A command on runs.</summary>
    public Task<CliResult> Runs(string command, params string[] more) => Cli.Run(["runs", command, .. more, "--database", database.Url]);

    /// <summary>What the ledger knows of the newest run, or of another.</summary>
    public async Task<JsonDocument> Show(string run = "last")
    {
        var result = await Runs("show", run, "--json");
        Assert.Equal("", result.Error);
        return JsonDocument.Parse(result.Output);
    }

    /// <summary>A fact of the newest run, or of another.</summary>
    public async Task<string?> Fact(string name, string run = "last")
    {
        using var shown = await Show(run);
        return shown.RootElement.GetProperty("run").GetProperty(name).GetString();
    }

    /// <summary>The states of a run's parts.</summary>
    public async Task<string[]> Parts(string run = "last")
    {
        using var shown = await Show(run);
        return [.. shown.RootElement.GetProperty("parts").EnumerateArray().Select(p => $"{p.GetProperty("measure").GetString()} {p.GetProperty("state").GetString()}")];
    }

    /// <summary>The entries and the published gaps, as text that can be compared.</summary>
    public async Task<string> List()
    {
        await using var connection = await database.Connect();
        var entries = connection.Query<string>("select entry_id || ' ' || patient_now || ' ' || leader || ' ' || finding || ' ' || cast(first_seen as text) from entries order by 1").AsList();
        var gaps = connection.Query<string>("select patient_id || ' ' || measure || ' ' || status || ' ' || coalesce(entry_id, '-') from gaps order by 1").AsList();
        return string.Join('\n', entries) + "\n\n" + string.Join('\n', gaps);
    }

    /// <summary>The folders of runs.</summary>
    public string[] Folders => Directory.Exists(Path.Combine(output, "runs")) ? [.. Directory.GetFileSystemEntries(Path.Combine(output, "runs")).Order(StringComparer.Ordinal)] : [];

    /// <summary>A number that the database counts.</summary>
    public async Task<long> Count(string sql)
    {
        await using DbConnection connection = await database.Connect();
        return connection.ExecuteScalar<long>(sql);
    }
}
