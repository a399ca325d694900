using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Cluster;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>Faults that go away are waited out; the others are told.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Work_goes_on_after_the_server_crashed_in_the_middle_of_it_and_nothing_is_lost_or_doubled()
    {
        await using var server = await PrivateServer.Start();
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse($"{server.Url}/postgres"), TimeProvider.System, TestContext.Current.CancellationToken);
        await database.Write(c => c.Execute("create table things (number bigint primary key)"), TestContext.Current.CancellationToken);
        using var halfway = new SemaphoreSlim(0);
        const int Rows = 400, CrashAt = 150;
        var writer = Task.Run(async () =>
        {
            for (var number = 0L; number < Rows; number++)
            {
                if (number == CrashAt)
                    halfway.Release();
                // It recognises what it did before, as the facade asks.
                await database.Write(c => c.Execute("insert into things values (@number) on conflict do nothing", new { number }), TestContext.Current.CancellationToken);
                if (number >= CrashAt)
                    await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        await halfway.WaitAsync(TestContext.Current.CancellationToken);
        await server.Crash();
        await writer;
        Assert.Equal((Rows, Rows * (Rows - 1L) / 2), await database.Read(c => c.QuerySingle<(long, long)>("select count(*), cast(sum(number) as bigint) from things"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Questions_come_to_the_connection_that_was_used_last_and_go_on_when_the_server_ended_those_that_rest()
    {
        await using var fresh = await Things.In(DatabaseEngine.PostgreSql);
        Task<int> Process() => fresh.Database.Ask(c => c.QuerySingle<int>("select pg_backend_pid()"), TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => fresh.Database.Ask(c => c.Execute("select pg_sleep(0.05)"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)));
        var process = await Process();
        Assert.Equal(process, await Process());
        Assert.Equal(process, await fresh.Database.Read(c => c.QuerySingle<int>("select pg_backend_pid()"), TestContext.Current.CancellationToken));
        await BothEngines.OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{DatabaseUrl.Parse(fresh.Url).Name}'");
        Assert.NotEqual(process, await Process());
    }

    [Fact]
    public async Task A_statement_of_a_process_that_is_gone_is_ended_by_the_server()
    {
        await using var fresh = await Things.In(DatabaseEngine.PostgreSql);
        var url = DatabaseUrl.Parse(fresh.Url);
        await using var relay = new Relay(url.Host, url.Port);
        await using var gone = await OpportuneDatabase.Open(DatabaseUrl.Parse($"postgresql://{url.User}@127.0.0.1:{relay.Port}/{url.Name}"), TimeProvider.System, TestContext.Current.CancellationToken);
        using var giveUp = new CancellationTokenSource();
        var asked = Task.Run(() => gone.Ask(c => c.Execute("select pg_sleep(600)"), giveUp.Token), TestContext.Current.CancellationToken);
        Task<bool> Goes(bool on) => fresh.Database.Read(c => c.QuerySingle<long>("select count(*) from pg_stat_activity where datname = current_database() and query = 'select pg_sleep(600)' and state = 'active'") == (on ? 1 : 0), TestContext.Current.CancellationToken);
        await Soon.Until(() => Goes(true));
        relay.Cut();
        await Soon.Until(() => Goes(false));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => asked);
    }

    [Fact]
    public async Task A_writer_that_holds_the_file_is_waited_for_and_a_person_is_told_when_it_takes_too_long()
    {
        await using var fresh = await Things.In(DatabaseEngine.Sqlite);
        await using var holder = await fresh.Connect();
        var held = holder.BeginWrite();
        await using var impatient = await fresh.Connect();
        impatient.Execute("pragma busy_timeout = 0");
        var fault = Assert.Throws<SqliteException>(() => impatient.BeginWrite());
        Assert.True(DatabaseFault.IsTransient(fault));
        Assert.Contains("locked by another process", Assert.IsType<IOException>(DatabaseFault.Tell(fault)).Message, StringComparison.Ordinal);
        var waiting = Task.Run(() => fresh.Database.Write(c => c.Execute("insert into things (word) values ('late')"), TestContext.Current.CancellationToken));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal(1, await waiting);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_refused_row_is_no_transient_fault_and_its_values_are_not_told(DatabaseEngine engine)
    {
        await using var fresh = await Things.In(engine);
        await fresh.Database.Write(c => c.Execute("create unique index once on things (word)"), TestContext.Current.CancellationToken);
        var times = 0;
        var fault = await Assert.ThrowsAnyAsync<DbException>(() => fresh.Database.Write(c =>
        {
            times++;
            return c.Execute("insert into things (word) values ('SECRET'), ('SECRET')");
        }, TestContext.Current.CancellationToken));
        Assert.Equal(1, times);
        Assert.False(DatabaseFault.IsTransient(fault));
        var told = Assert.IsType<IOException>(DatabaseFault.Tell(fault)).Message;
        Assert.Contains("please report it", told, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_in_each_others_way_are_both_done_in_the_end()
    {
        await using var fresh = await Things.In(DatabaseEngine.PostgreSql);
        await fresh.Database.Write(c => c.Execute("insert into things (word, number) values ('a', 0), ('b', 0)"), TestContext.Current.CancellationToken);
        using var both = new Barrier(2);
        // Each takes the other's second row first: a deadlock, of which the server ends one.
        Task Cross(string first, string second)
        {
            var met = false;
            return Task.Run(() => fresh.Database.Write(c =>
            {
                var rows = c.Execute("update things set number = number + 1 where word = @first", new { first });
                if (!met)
                    both.SignalAndWait();
                met = true;
                return rows + c.Execute("update things set number = number + 1 where word = @second", new { second });
            }, TestContext.Current.CancellationToken));
        }
        await Task.WhenAll(Cross("a", "b"), Cross("b", "a"));
        Assert.Equal(4, await fresh.Database.Read(c => c.QuerySingle<long>("select cast(sum(number) as bigint) from things"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Patience_ends_with_the_last_fault()
    {
        var times = 0;
        await Assert.ThrowsAsync<SqliteException>(() => Retry.Until<int>(TimeProvider.System, TimeSpan.FromMilliseconds(400), () =>
        {
            times++;
            throw new SqliteException("locked", 5);
        }, TestContext.Current.CancellationToken));
        Assert.InRange(times, 2, 4);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_leaves_what_was_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small disk takes root on Linux");
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var installed = 60_000;
        await fresh.Database.Write(connection =>
        {
            using var load = BulkLoad.Into(connection, "installation", ["name", "value"]);
            for (var i = 0; i < installed; i++)
            {
                load.Add($"fact {i}");
                load.Add(Guid.NewGuid().ToString());
                load.EndRow();
            }
            load.Complete();
            return 0;
        }, TestContext.Current.CancellationToken);
        var backup = _folder["backup.zip"];
        Assert.Equal(0, (await Cli.Run("backup", "-q", "--database", fresh.Url, "--to", backup)).ExitCode);
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        var app = Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll");
        // A disk on which an empty database fits and a full one does not; then one on which a backup does not fit.
        var script = $"""
            mount -t tmpfs -o size=2m tmpfs {disk}
            dotnet {app} migrate -q --database sqlite:{disk}/state.db || exit 90
            dotnet {app} restore --database sqlite:{disk}/state.db --from {backup}
            [ $? = 1 ] || exit 91
            dotnet {app} doctor -q --database sqlite:{disk}/state.db > {_folder["doctor"]}
            [ $? = 4 ] || exit 92
            grep -v "space: " {_folder["doctor"]} && exit 93
            head -c 4000000 /dev/zero > {disk}/full 2>/dev/null
            dotnet {app} backup --database {fresh.Url} --to {disk}/backup.zip
            code=$?
            [ -e {disk}/backup.zip ] && exit 94
            ls -A {disk} | grep -q part && exit 95
            exit $code
            """;
        var start = new System.Diagnostics.ProcessStartInfo("unshare", ["-m", "sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var result = await Cli.Finish(process);
        Assert.True(result.ExitCode == 1, $"{result.ExitCode}: {result.Error}");
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.All(result.ErrorLines, line => Assert.Contains("space", line, StringComparison.OrdinalIgnoreCase));
    }
}
