using System.Globalization;
using Opportune.Core;

namespace Opportune.Sources.Databases;

/// <summary>Keeps the reading of a database within the hours and the rows a second that its administrator allows. Used by several threads.</summary>
/// <param name="hours">The hours of every local day in which it may be read; null: all.</param>
/// <param name="zone">The zone of that day.</param>
/// <param name="rowsPerSecond">Rows a second, over all connections; null: as many as there come.</param>
/// <param name="time">The clock.</param>
public sealed class ReadingPace(TimeWindow? hours, TimeZoneInfo zone, long? rowsPerSecond, TimeProvider time)
{
    /// <summary>After how many rows a reader tells of them.</summary>
    public const int Rows = 1024;

    private static readonly TimeSpan LookAtClock = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private long _rows;
    private long _looked = long.MinValue;

    /// <summary>Refuses to read outside the hours.</summary>
    /// <exception cref="IOException">It is outside; it passes.</exception>
    public void Check()
    {
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
        if (hours is { } allowed && !allowed.Contains(TimeOnly.FromDateTime(now.DateTime)))
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the source's database may be read from {allowed.From:HH:mm} to {allowed.To:HH:mm} only ('hours' under 'database' in the mapping), and it is {now:HH:mm}; nothing was taken"));
    }

    /// <summary>Notes rows, and waits as long as it must.</summary>
    /// <exception cref="IOException">The hours are over.</exception>
    public void Note(int rows)
    {
        TimeSpan wait;
        lock (_lock)
        {
            _rows += rows;
            var now = time.GetTimestamp();
            if (hours is not null && (_looked == long.MinValue || time.GetElapsedTime(_looked, now) > LookAtClock))
            {
                _looked = now;
                Check();
            }
            wait = rowsPerSecond is { } most ? TimeSpan.FromSeconds((double)_rows / most) - time.GetElapsedTime(_started, now) : TimeSpan.Zero;
        }
        if (wait > TimeSpan.Zero)
            Task.Delay(wait, time).GetAwaiter().GetResult();
    }
}
