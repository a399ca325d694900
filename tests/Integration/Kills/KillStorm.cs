using System.Diagnostics;
using Dapper;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Integration.Commands;

namespace Opportune.Tests.Integration.Kills;

/// <summary>
/// Lives through some weeks of a hospital twice: once undisturbed, and again and again with the program killed at random
/// moments of migration, runs, publication and dispositions. After each kill readers must see the list as it was before the
/// command or as it is after it, and at the end everything as in the undisturbed life.
/// </summary>
internal sealed class KillStorm(string input, Func<Task<(string Url, string Out, Func<Task> Remove)>> fresh, int nights, int seed, Action<string> tell)
{
    /// <summary>The nights of a life, from which the first so many are lived.</summary>
    public static readonly string[] Nights = ["2026-07-14", "2026-08-14", "2026-09-14"];

    private static readonly string[][] Decisions = [["patient-declined"], ["snooze"], ["sent-to-clinician", "--to", "Dr. Example"], ["statin-elsewhere", "--date", "2026-07-01"], ["deceased", "--date", "2026-07-02"]];

    private readonly Random _random = new(seed);
    private readonly List<(string Before, string After, TimeSpan Time)> _undisturbed = [];
    private (string Url, string Out, Func<Task> Remove) _life;

    /// <summary>Kills that came before the command was over.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills after which the command was found to be done all the same.</summary>
    public int Late { get; private set; }

    /// <summary>Whole lives lived.</summary>
    public int Lives { get; private set; }

    /// <summary>Goes on until so many kills came.</summary>
    public async Task Run(int kills)
    {
        await LiveUndisturbed();
        while (Kills < kills)
        {
            await LiveAndDie();
            tell($"{Kills} kills in {Lives} lives, {Late} of them after the deed");
        }
    }

    private async Task LiveUndisturbed()
    {
        _life = await fresh();
        for (var step = 0; step < Steps; step++)
        {
            var before = await Seen();
            var clock = Stopwatch.StartNew();
            var result = await Cli.Run(await Command(step));
            Assert.True(IsDone(result), $"step {step}: {result.ExitCode} {result.Error}");
            var after = await Seen();
            Assert.NotEqual(before, after);
            _undisturbed.Add((before, after, clock.Elapsed));
        }
        await CheckTheEnd();
        await _life.Remove();
    }

    private async Task LiveAndDie()
    {
        _life = await fresh();
        for (var step = 0; step < Steps; step++)
        {
            var (before, after, time) = _undisturbed[step];
            while (true)
            {
                var command = await Command(step);
                var killed = _random.Next(4) > 0;
                using var process = Cli.Start(command);
                if (killed)
                {
                    // Half of them late, where the command writes.
                    var from = _random.Next(2) * 0.6;
                    killed = await KillAfter(process, time * (from + (1.15 - from) * _random.NextDouble()));
                }
                if (!killed)
                {
                    var result = await Cli.Finish(process);
                    Assert.True(IsDone(result), $"seed {seed}, life {Lives}, step {step}: exit {result.ExitCode}, {result.Error}");
                }
                Kills += killed ? 1 : 0;
                var now = await Seen();
                if (now == after)
                {
                    Late += killed ? 1 : 0;
                    break;
                }
                Assert.True(killed, $"seed {seed}, life {Lives}, step {step}: the command ended well, yet the list is another\n{Difference(after, now)}");
                // An empty database is also one that is half migrated.
                Assert.True(now == before, $"seed {seed}, life {Lives}, step {step}: after a kill the list is neither the old nor the new one\n{Difference(before, now)}");
            }
        }
        await CheckTheEnd();
        await _life.Remove();
        Lives++;
    }

    private int Steps => 1 + nights * (1 + Decisions.Length);

    // migrate, then for each night a run and some decisions.
    private async Task<string[]> Command(int step)
    {
        if (step == 0)
            return ["migrate", "--database", _life.Url];
        var (night, deed) = Math.DivRem(step - 1, 1 + Decisions.Length);
        if (step == 1)
            await DeclareInvented();
        return deed == 0
            ? ["run", "nightly", "--as-of", Nights[night], "--input", input, "--out", _life.Out, "--database", _life.Url, "--quiet"]
            : await Decide(night, deed - 1);
    }

    // Else nothing would be shown before somebody judged it. Nothing is published yet: a run that was killed and had published is not asked for again.
    private async Task DeclareInvented()
    {
        await using var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(_life.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        await new StandingTable(database).DeclareInvented("tests", TestContext.Current.CancellationToken);
    }

    private async Task<string[]> Decide(int night, int decision)
    {
        await using var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(_life.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        await using var connection = await database.Connect(TestContext.Current.CancellationToken);
        // Another entry each time, and the same ones in every life.
        var (entry, revision) = await connection.QueryFirstAsync<(string, string)>(
            "select entry_id, revision || '.' || episode || '.' || news || '.' || reopenings from entries where finding = 'open' and pathway = 'vascular' order by patient_id, pathway, number limit 1 offset @skipped",
            new { skipped = (night * Decisions.Length) + decision });
        return
        [
            "entries", "dispose", entry, "--as", .. Decisions[decision], "--by", "reviewer", "--revision", revision, "--as-of", Nights[night],
            "--database", _life.Url,
        ];
    }

    // Nobody writes the invented hospital's sites after a while, so guards hold parts of the later nights: that is also a life.
    private static bool IsDone(CliResult result) => result.ExitCode is 0 or 3;

    private Task<string> Seen() => PublishedList.Of(DatabaseUrl.Parse(_life.Url));

    private static async Task<bool> KillAfter(Process process, TimeSpan delay)
    {
        var over = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(over, Task.Delay(delay, TestContext.Current.CancellationToken)) == over)
            return false;
        process.Kill();
        await over;
        return process.ExitCode != 0;
    }

    private async Task CheckTheEnd()
    {
        var doctor = await Cli.Run("doctor", "--database", _life.Url);
        Assert.True(doctor.ExitCode == 0, $"seed {seed}, life {Lives}: doctor {doctor.Output} {doctor.Error}");
        await using var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(_life.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        await using var connection = await database.Connect(TestContext.Current.CancellationToken);
        var stuck = await connection.QueryAsync<string>("select run_id || ' ' || state from runs where state in ('queued', 'running')");
        Assert.Empty(stuck);
        var published = (await connection.QueryAsync<string>("select run_id from runs where state in ('succeeded', 'partial')")).ToHashSet();
        Assert.All(Directory.GetDirectories(Path.Combine(_life.Out, "runs")), folder => Assert.Contains(Path.GetFileName(folder), published));
    }

    // The first lines in which two texts differ; invented patients only.
    private static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', left.Except(right).Take(5).Select(l => "- " + l).Concat(right.Except(left).Take(5).Select(l => "+ " + l)));
    }
}
