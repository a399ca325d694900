using System.Globalization;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// A day that is yet to come cannot be looked back from: nothing is covered up to it, so that every row is withheld, and a list published
/// as of it is in the way of every run until then.
/// </summary>
public static class FutureDay
{
    /// <summary>Refuses an as-of date after tomorrow: where the clocks are furthest ahead, today has begun while UTC still has yesterday.</summary>
    /// <param name="asOf">The as-of date.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">It lies in the future.</exception>
    public static void Refuse(DateOnly asOf, TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (asOf > today.AddDays(1))
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"as of {asOf:yyyy-MM-dd}: that day is yet to come, today is {today:yyyy-MM-dd}; name today or an earlier day, or set this machine's clock"));
    }
}
