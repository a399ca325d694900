using System.Collections.Concurrent;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web;

/// <summary>
/// What a list can be filtered by. For who works with some sites or panels it is found by a look through their clinicians' patients, so it is kept for as
/// long as nobody misses a new name: each page would look through them anew.
/// </summary>
internal sealed class FilterChoices(OpportuneDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    // So many scopes are kept; an installation has a few.
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<Sight, (long At, Task<ListChoices> Choices)> _kept = new();

    /// <summary>The choices of who sees that.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public Task<ListChoices> Of(Sight sight, CancellationToken cancel)
    {
        if (sight.Scope.Equals(Scope.All))
            return ListChoices.Read(database, sight, cancel);
        if (_kept.TryGetValue(sight, out var known) && time.GetElapsedTime(known.At) < Kept && !known.Choices.IsFaulted)
            return known.Choices.WaitAsync(cancel);
        if (_kept.Count >= MostKept)
            _kept.Clear();
        // Who asks first may go; others wait for the same.
        var choices = ListChoices.Read(database, sight, CancellationToken.None);
        _kept[sight] = (time.GetTimestamp(), choices);
        return choices.WaitAsync(cancel);
    }
}
