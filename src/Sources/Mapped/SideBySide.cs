using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>Work on several parts at once.</summary>
internal static class SideBySide
{
    /// <summary>Does it for each.</summary>
    /// <exception cref="InputException">The first fault that says what is wrong.</exception>
    public static void Each<T>(IReadOnlyList<T> items, int threads, Action<T> work, CancellationToken cancel)
    {
        try
        {
            Parallel.ForEach(items, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, work);
        }
        catch (AggregateException e)
        {
            // Of several faults side by side the first says enough; each is one line of its own.
            throw e.InnerExceptions.FirstOrDefault(i => i is InputException or IOException) ?? e.InnerExceptions[0];
        }
    }
}
