using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Serving;

/// <summary><c>serve</c> as an administrator starts and stops it: the real process.</summary>
public sealed partial class ServeTests(ServeTests.Hospital hospital) : IClassFixture<ServeTests.Hospital>, IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_queued_run_is_carried_out_and_published_and_SIGTERM_ends_with_0(DatabaseEngine engine)
    {
        await using var database = await BothEngines.Fresh(engine);
        await Queue(database, new TinyHospital().WriteTo(_folder["in"]));
        using var served = await Serve.Start(database, _folder["out"]);
        await Soon.Until(async () => await State(database) == RunStates.Succeeded, () => served.Log);
        await Soon.Until(async () => (await served.Ready()).Status == HttpStatusCode.OK, () => served.Log);
        await served.Signal("-TERM");
        Assert.Equal(0, await served.End());
        Assert.All(served.Lines.Where(l => l.Length > 0), l => JsonDocument.Parse(l).Dispose());
        Assert.Contains("Stopped", served.Log, StringComparison.Ordinal);
        Assert.Equal("gone", await One(database, "select state from workers"));
    }

    [Fact]
    public async Task Settings_may_stand_in_the_environment_and_with_a_shared_folder_the_run_is_done_in_units()
    {
        // The environment is given by the program env, and the end asked for by a signal.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "env and signals");
        await using var database = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        await Queue(database, new TinyHospital().WriteTo(_folder["in"]));
        Directory.CreateDirectory(_folder["shared"]);
        using var served = await Serve.Start(Cli.Start(["serve"], "env",
            $"OPPORTUNE_DATABASE={database.Url}", $"OPPORTUNE_OUT={_folder["out"]}", $"OPPORTUNE_SHARED={_folder["shared"]}", "OPPORTUNE_THREADS=1", "OPPORTUNE_LISTEN=http://127.0.0.1:0"));
        await Soon.Until(async () => await State(database) == RunStates.Succeeded, () => served.Log);
        Assert.Equal("shared", await One(database, "select work from runs"));
        Assert.Equal("1", await One(database, "select cast(threads as text) from workers"));
        Assert.NotEqual("0", await One(database, "select cast(count(*) as text) from run_partitions where step = 'evaluate' and state = 'done'"));
        await served.Signal("-TERM");
        Assert.Equal(0, await served.End());
    }

    [Fact]
    public async Task What_does_not_finish_in_the_grace_period_is_handed_back_and_taken_up_by_the_next_start()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Queue(database, hospital.Folder);
        var settings = _folder["opportune.yaml"];
        await File.WriteAllTextAsync(settings, "grace: 1s\n", TestContext.Current.CancellationToken);
        using (var served = await Serve.Start(database, _folder["out"], "--settings", settings, "--threads", "1"))
        {
            await Soon.Until(async () => await State(database) == RunStates.Running, () => served.Log);
            await served.Signal("-TERM");
            Assert.Equal(0, await served.End());
        }
        Assert.Equal(RunStates.Queued, await State(database));
        using (var again = await Serve.Start(database, _folder["out"]))
        {
            await Soon.Until(async () => await State(database) == RunStates.Succeeded, () => again.Log);
            await again.Signal("-INT");
            Assert.Equal(0, await again.End());
        }
        Assert.Equal("1", await One(database, "select cast(count(*) as text) from runs"));
    }

    [Fact]
    public async Task A_second_signal_ends_at_once_and_the_next_start_puts_in_order_what_was_left()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Queue(database, hospital.Folder);
        using (var served = await Serve.Start(database, _folder["out"], "--threads", "1"))
        {
            await Soon.Until(async () => await State(database) == RunStates.Running, () => served.Log);
            await served.Signal("-TERM");
            await Soon.Until(() => Task.FromResult(served.Log.Contains("Stopping", StringComparison.Ordinal)), () => served.Log);
            await served.Signal("-TERM");
            Assert.Equal(130, await served.End());
        }
        Assert.Equal(RunStates.Running, await State(database));
        using var again = await Serve.Start(database, _folder["out"]);
        await Soon.Until(async () => await State(database) == RunStates.Failed, () => again.Log);
        Assert.Equal(RunFailures.Lost, await One(database, "select failure from runs"));
        await again.Signal("-TERM");
        Assert.Equal(0, await again.End());
    }

    [Theory]
    [InlineData("--out: name the folder", "--database", "sqlite:state.db")]
    [InlineData("--database: name the database", "--out", "out")]
    [InlineData("several processes can share PostgreSQL only", "--database", "sqlite:state.db", "--out", "out", "--shared", "shared")]
    [InlineData("is no address to listen at", "--database", "sqlite:LISTEN/state.db", "--out", "LISTEN/out", "--listen", "ftp://x")]
    [InlineData("there is no such file", "--settings", "none.yaml")]
    public async Task What_cannot_be_served_is_refused_in_words(string said, params string[] arguments)
    {
        Directory.CreateDirectory(_folder["L"]);
        var result = await Cli.Run(["serve", .. arguments.Select(a => a.Replace("LISTEN", _folder["L"], StringComparison.Ordinal))]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.ErrorLines, l => l.Contains(said, StringComparison.Ordinal));
    }

    private async Task Queue(FreshDatabase database, string input)
    {
        await database.Database.Write(connection =>
        {
            RunLedger.Add(connection, new()
            {
                RunId = "r1",
                Job = "nightly",
                Kind = RunKinds.Live,
                AsOf = new(2026, 11, 14),
                State = RunStates.Queued,
                RequestedAt = connection.Now(),
                RequestedBy = "test",
                Threads = 1,
                Input = input,
                OutFolder = _folder["out"],
                Program = "",
                RulesSha256 = "",
                LexiconSha256 = "",
            });
            return 0;
        }, TestContext.Current.CancellationToken);
    }

    private static Task<string?> State(FreshDatabase database) => One(database, "select state from runs");

    private static async Task<string?> One(FreshDatabase database, string sql)
    {
        await using var connection = await database.Connect();
        return await connection.ExecuteScalarAsync<string>(sql);
    }

    /// <summary>A hospital whose night takes seconds, made once.</summary>
    public sealed class Hospital : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = Some.Folder();

        public string Folder => _folder["in"];

        public async ValueTask InitializeAsync() => Assert.Equal(0, (await Cli.Run("synth", "-q", "--patients", "60000", "--seed", "8", "--out", Folder)).ExitCode);

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The process.</summary>
    private sealed partial class Serve : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly HttpClient _http = new();

        private Serve(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, e) => Add(e.Data);
            process.ErrorDataReceived += (_, e) => Add(e.Data is null ? null : JsonSerializer.Serialize(new { error = e.Data }));
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public string Log => string.Join('\n', Lines);

        public static Task<Serve> Start(FreshDatabase database, string output, params string[] more) =>
            Start(Cli.Start(["serve", "--database", database.Url, "--out", output, "--listen", "http://127.0.0.1:0", .. more]));

        public static async Task<Serve> Start(Process process)
        {
            var served = new Serve(process);
            await Soon.Until(() => Task.FromResult(Address().IsMatch(served.Log) || served._process.HasExited), () => served.Log);
            served._http.BaseAddress = new(Address().Match(served.Log).Groups[1].Value);
            return served;
        }

        public async Task<(HttpStatusCode Status, string Text)> Ready()
        {
            using var answer = await _http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        public async Task Signal(string signal)
        {
            using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        public async Task<int> End()
        {
            await Soon.Until(() => _process.HasExited, () => Log);
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.Dispose();
            _http.Dispose();
        }

        private void Add(string? line)
        {
            if (line is null)
                return;
            lock (_lines)
            {
                _lines.Add(line);
            }
        }

        [GeneratedRegex(@"Serving at (http://127\.0\.0\.1:\d+),")]
        private static partial Regex Address();
    }
}
