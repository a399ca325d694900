namespace Opportune.Web.SignIn.OpenId;

/// <summary>Something that is fetched when it is asked for, kept for a while, and fetched again then, or earlier where it turns out to be old.</summary>
internal sealed class Fetched<T>(Func<CancellationToken, Task<T>> fetch, TimeProvider time) : IDisposable where T : class
{
    /// <summary>Kept for so long without another look.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>While the other side does not answer, what was fetched last is good for so long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Nobody can make this fetch more often.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Last? _last;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>It, as it was fetched last.</summary>
    /// <exception cref="OpenIdException">It cannot be fetched, and there is none that is still good.</exception>
    public async Task<T> Get(CancellationToken cancel) =>
        _last is { } last && time.GetUtcNow() - last.At < Kept ? last.Value : await Fetch(Kept, cancel);

    /// <summary>It, fetched anew unless somebody did, or tried, within the last minute.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public Task<T> GetAgain(CancellationToken cancel) => Fetch(Least, cancel);

    public void Dispose() => _turn.Dispose();

    private async Task<T> Fetch(TimeSpan younger, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow();
            if (_last is { } last && (now - last.At < younger || now - _triedAt < Least))
                return last.Value;
            _triedAt = now;
            try
            {
                _last = new(await fetch(cancel), now);
            }
            catch (OpenIdException) when (_last is { } old && now - old.At < Longest)
            {
            }
            return _last!.Value;
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Last(T Value, DateTimeOffset At);
}
