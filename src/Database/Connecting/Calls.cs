using System.Data.Common;
using Npgsql;

namespace Opportune.Database;

/// <summary>
/// Calls from process to process through PostgreSQL: who waits for something is told at once to look, and need not look all the time. What a call is
/// about it does not say, and it may be lost: who waits looks by himself too, now and then.
/// </summary>
internal sealed class Calls(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    /// <summary>Calls all who listen; nobody hears it where the database cannot be reached.</summary>
    public async Task Call(string channel, CancellationToken cancel)
    {
        try
        {
            await using var command = source.CreateCommand($"notify {channel}");
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
        }
    }

    /// <summary>Listens until it is cancelled. While the database cannot be reached nothing is heard, and nothing said of it: others notice, too.</summary>
    public async Task Listen(string channel, Func<Task> called, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancel);
                while (true)
                {
                    await connection.WaitAsync(cancel);
                    await called();
                }
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                await Task.Delay(TryAgain, time, cancel);
            }
        }
    }
}
