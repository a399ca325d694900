using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>
/// Looks after the schedules: what came due is decided once, in the database, and what is to run waits there as a queued run. One such loop a
/// process; any number of processes may have one on the same database, because whoever writes has the turn and looks again first, and a due
/// instant has one row. It carries out nothing itself.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="settings">What it has to know.</param>
/// <param name="time">The clock by which instants come due.</param>
/// <param name="start">Is told of each run that was queued. A hint: it must come back at once, and may be lost, because whoever tends the ledger finds the run too.</param>
/// <param name="log">Hears what was decided, a line at a time, without identifiers of patients.</param>
public sealed class ScheduleDuty(OpportuneDatabase database, DutySettings settings, TimeProvider time, Func<string, CancellationToken, Task> start, Action<string>? log = null)
{
    private readonly Dictionary<string, JobDefinition> _lastGood = new(StringComparer.Ordinal);
    private readonly HashSet<string> _troubles = new(StringComparer.Ordinal);
    private readonly Action<string> _log = log ?? (_ => { });
    private Dictionary<string, string> _broken = new(StringComparer.Ordinal);

    /// <summary>Looks until it is cancelled. What hinders a look is told, and the next one tries again.</summary>
    public async Task Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var wait = settings.Poll;
            try
            {
                var next = await Look(cancel);
                wait = TimeSpan.FromTicks(Math.Clamp((next - time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond * 50, wait.Ticks));
                _troubles.Remove("");
            }
            catch (Exception e) when (e is DbException or IOException or InputException or UnauthorizedAccessException)
            {
                Trouble("", $"schedules were not looked at: {(e is DbException ? DatabaseFault.Tell(e).Message : e.Message)}");
            }
            try
            {
                await Task.Delay(wait, time, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>When to look again at the latest.</returns>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    /// <exception cref="InputException">The jobs folder is not there.</exception>
    public async Task<DateTimeOffset> Look(CancellationToken cancel)
    {
        var files = settings.Files();
        TellBroken(files);
        var now = Instants.ToMicroseconds(time.GetUtcNow());
        DutyLook Decide(DbConnection connection)
        {
            var look = new DutyLook(connection, settings, now);
            look.Settle(files, _lastGood, text => Trouble(text, text));
            return look;
        }
        var look = await database.Read(Decide, cancel);
        if (look.HasWork)
        {
            look = await database.Write(connection =>
            {
                // What was read before the turn may have been decided by somebody else.
                RunLedger.TakeTurn(connection);
                var again = Decide(connection);
                again.Write(connection);
                return again;
            }, cancel);
            foreach (var line in look.Told)
                _log(line);
        }
        foreach (var run in look.Starts)
            await start(run, cancel);
        return look.Next;
    }

    // Files that cannot be used: told when that begins, when it is another error, and when it is over.
    private void TellBroken(IReadOnlyList<JobFile> files)
    {
        var broken = files.Where(f => f.Trouble is not null).ToDictionary(f => f.Id, f => f.Trouble!, StringComparer.Ordinal);
        foreach (var (job, trouble) in broken.Where(b => _broken.GetValueOrDefault(b.Key) != b.Value))
            _log($"{job}: its file has an error, and what it says now does not hold: {trouble}");
        foreach (var job in _broken.Keys.Where(j => !broken.ContainsKey(j)))
            _log($"{job}: its file has no error any more");
        _broken = broken;
    }

    // Told once, until it is over.
    private void Trouble(string key, string text)
    {
        if (_troubles.Add(key))
            _log(text);
    }
}
