using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>
/// Weeks of schedules under random people, runs, clocks and schedulers. Whatever happens: every due instant has exactly one occasion, a job has
/// at most one run that waits and one at work, and none begins while its schedule is paused or its window closed.
/// </summary>
public sealed class RandomHistoryTests
{
    private static readonly string[] Crons = ["30 2 * * *", "0 */2 * * *", "15,45 * * * *", "0 22 * * 1-5"];
    private static readonly string[] Overlaps = ["skip", "queue", "cancel-old"];
    private static readonly string[] States = [RunStates.Succeeded, RunStates.Succeeded, RunStates.Partial, RunStates.Held, RunStates.Failed, RunStates.Failed, RunStates.Cancelled];
    private static readonly string[] Failures = [RunFailures.Passing, RunFailures.Passing, RunFailures.Lost, RunFailures.Input, RunFailures.Poison];

    public static TheoryData<DatabaseEngine, int> Histories => new(
        from engine in Enum.GetValues<DatabaseEngine>() from seed in Enumerable.Range(1, engine == DatabaseEngine.Sqlite ? 3 : 2) select (engine, seed));

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Whatever_happens_every_due_instant_is_decided_once_and_nothing_runs_when_it_may_not(DatabaseEngine engine, int seed)
    {
        var history = new History(await Rota.On(engine, "03-02 12:00"), new Random(seed));
        await using (history)
        {
            try
            {
                await history.Live(steps: 160);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"seed {seed} on {engine}: {e.Message}\n{string.Join('\n', history.Told.TakeLast(25))}\n{e.StackTrace}");
            }
        }
    }

    /// <summary>One random history, with what must have come due by the schedules that held.</summary>
    private sealed class History(Rota rota, Random random) : IAsyncDisposable
    {
        private readonly string[] _jobs = ["alpha", "beta", "gamma"];
        private readonly Dictionary<string, (string Text, DateTimeOffset Since)> _holds = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<DateTimeOffset>> _expected = new(StringComparer.Ordinal);

        public List<string> Told { get; } = [];

        public ValueTask DisposeAsync() => rota.DisposeAsync();

        public async Task Live(int steps)
        {
            foreach (var job in _jobs)
                _expected[job] = [];
            foreach (var job in _jobs)
                rota.Write(job, Some());
            rota.Write("follower", "after: alpha\noverlap: queue\n");
            await Look();
            await NoteHolds();
            for (var i = 0; i < steps; i++)
            {
                await Step();
                await CheckNow();
            }
            await Look();
            await CheckAll();
        }

        private async Task Step()
        {
            var job = _jobs[random.Next(_jobs.Length)];
            switch (random.Next(20))
            {
                case < 7:
                    rota.Clock.Now += TimeSpan.FromMinutes(random.Next(1, 200));
                    await Look();
                    break;
                case 7:
                    rota.Clock.Now += TimeSpan.FromHours(random.Next(20, 60));
                    await Look();
                    break;
                case 8:
                    await StepBack();
                    break;
                case < 13:
                    await Begin();
                    break;
                case < 16:
                    await End();
                    break;
                case 16:
                    await Pause(job);
                    break;
                case 17:
                    await Ask(() => rota.Desk.Trigger(job, "ada", null, TestContext.Current.CancellationToken));
                    break;
                case 18:
                    await Change(job);
                    break;
                default:
                    await ChangeFile(job);
                    break;
            }
        }

        // Two schedulers at once, or one.
        private async Task Look()
        {
            Told.Add($"look at {rota.Clock.Now:MM-dd HH:mm}");
            if (random.Next(4) > 0)
            {
                await rota.Look();
                return;
            }
            await using var other = await rota.OpenAnother();
            await Task.WhenAll(Task.Run(rota.Look), Task.Run(() => rota.Duty(other).Look(TestContext.Current.CancellationToken)));
        }

        // Of more than an hour a clock is believed, and what no schedule had held for comes due then: DutyTests.
        private async Task StepBack()
        {
            var now = rota.Clock.Now;
            await Look();
            rota.Clock.Now = now - TimeSpan.FromMinutes(random.Next(1, 60));
            await Look();
            rota.Clock.Now = now + TimeSpan.FromMinutes(1);
            await Look();
        }

        private async Task Begin()
        {
            if (await rota.Begin() is not { } run)
                return;
            var begun = (await rota.Runs()).Single(r => r.RunId == run);
            var row = await rota.Row(begun.Job);
            Told.Add($"{run} begins at {rota.Clock.Now:MM-dd HH:mm}");
            Assert.False(row.IsPaused(rota.Clock.Now), $"{run} began while {begun.Job} was paused");
            Assert.True(Planner.WindowAllows(ScheduleText.Read(row.Holds!), rota.Clock.Now), $"{run} began outside of its window");
        }

        private async Task End()
        {
            if ((await rota.Runs()).Find(r => r.State == RunStates.Running) is not { } run)
                return;
            var state = run.CancelRequestedAt is null ? States[random.Next(States.Length)] : RunStates.Cancelled;
            Told.Add($"{run.RunId} {state}");
            await rota.End(run.RunId, state, state == RunStates.Failed ? Failures[random.Next(Failures.Length)] : null);
        }

        private async Task Pause(string job)
        {
            Told.Add($"pause or resume {job}");
            if ((await rota.Row(job)).IsPaused(rota.Clock.Now))
                await Ask(() => rota.Desk.Resume(job, "ada", null, TestContext.Current.CancellationToken));
            else
                await Ask(() => rota.Desk.Pause(job, random.Next(2) == 0 ? null : rota.Clock.Now.AddHours(random.Next(1, 40)), "ada", "why", TestContext.Current.CancellationToken));
        }

        private async Task Change(string job)
        {
            Told.Add($"change {job}");
            if (random.Next(3) == 0)
            {
                await Ask(() => rota.Desk.Reset(job, "ada", null, TestContext.Current.CancellationToken));
            }
            else
            {
                var values = ScheduleText.Values(Some());
                foreach (var key in new[] { "window", "skip-if-later-than" })
                    values.TryAdd(key, null);
                await Ask(() => rota.Desk.Set(job, values, "ada", "why", TestContext.Current.CancellationToken));
            }
            await NoteHolds();
        }

        private async Task ChangeFile(string job)
        {
            Told.Add($"file of {job}");
            // What came due until now is decided before the file goes: nobody can know when that was.
            await Look();
            if (random.Next(3) == 0 && (await rota.Row(job)).GoneAt is null)
                rota.Delete(job);
            else
                rota.Write(job, Some());
            await Look();
            await NoteHolds();
        }

        // People hear of what cannot be done; a history goes on.
        private async Task Ask(Func<Task> ask)
        {
            try
            {
                await ask();
            }
            catch (InputException e)
            {
                Told.Add($"refused: {e.Message}");
            }
        }

        private async Task NoteHolds()
        {
            foreach (var job in _jobs)
            {
                var row = await rota.Row(job);
                var holds = row.GoneAt is null ? row.Holds : null;
                if (_holds.TryGetValue(job, out var before) && before.Text == holds)
                    continue;
                Expect(job);
                _holds.Remove(job);
                if (holds is not null)
                    _holds[job] = (holds, rota.Clock.Now);
            }
        }

        private void Expect(string job)
        {
            if (_holds.TryGetValue(job, out var held))
                _expected[job].UnionWith(Planner.DueAfter(ScheduleText.Read(held.Text), held.Since).TakeWhile(d => d <= rota.Clock.Now));
        }

        private async Task CheckNow()
        {
            var live = (await rota.Runs()).Where(r => r.Kind == RunKinds.Live).ToList();
            foreach (var ofJob in live.GroupBy(r => r.Job))
            {
                Assert.True(ofJob.Count(r => r.State == RunStates.Queued) <= 1, $"{ofJob.Key} has several queued runs");
                Assert.True(ofJob.Count(r => r.State == RunStates.Running) <= 1, $"{ofJob.Key} has several runs at work");
                Assert.All(ofJob.Where(r => r.RetryOf is null).GroupBy(r => r.DueAt), g => Assert.Single(g));
            }
        }

        private async Task CheckAll()
        {
            var runs = (await rota.Runs()).ToDictionary(r => r.RunId, StringComparer.Ordinal);
            foreach (var job in _jobs)
            {
                Expect(job);
                var occasions = await rota.Occasions(job);
                // A person may have started it in the very second of a due instant.
                var decided = occasions.Where(o => o.Origin == OccasionOrigins.Cron || _expected[job].Contains(o.DueAt)).Select(o => o.DueAt).ToList();
                Assert.Equal(_expected[job].Order().Select(d => d.UtcDateTime), decided.Select(d => d.UtcDateTime));
                Assert.All(occasions, o => Assert.Equal(o.State == OccasionStates.Queued, o.Reason is null));
                Assert.All(occasions.Where(o => o.State == OccasionStates.Queued), o => Assert.Equal((o.DueAt, o.AsOf, job), (runs[o.RunId!].DueAt!.Value, runs[o.RunId!].AsOf, runs[o.RunId!].Job)));
            }
        }

        private string Some()
        {
            var overlap = Overlaps[random.Next(Overlaps.Length)];
            var catchUp = overlap == "queue" && random.Next(2) == 0 ? "all" : random.Next(3) == 0 ? "none" : "latest";
            var text = $"cron: \"{Crons[random.Next(Crons.Length)]}\"\ntime-zone: {(random.Next(2) == 0 ? "UTC" : "America/Chicago")}\noverlap: {overlap}\ncatch-up: {catchUp}\n";
            if (random.Next(3) == 0)
                text += "window: {from: \"20:00\", to: \"06:30\"}\n";
            return random.Next(3) == 0 ? text + "skip-if-later-than: 26h\n" : text;
        }
    }
}
