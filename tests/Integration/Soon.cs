namespace Opportune.Tests;

/// <summary>Waits for what comes by itself. Nothing is waited for without an end: a test that hangs says nothing, and holds all others up.</summary>
internal static class Soon
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Waits until it holds; <paramref name="otherwise"/> says what there is where it does not within <paramref name="longest"/> (three minutes).</summary>
    public static async Task Until(Func<Task<bool>> holds, Func<string>? otherwise = null, TimeSpan? longest = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (longest ?? Longest))
                Assert.Fail($"it did not come within {longest ?? Longest}. {otherwise?.Invoke()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="Until(Func{Task{bool}}, Func{string}?, TimeSpan?)"/>
    public static Task Until(Func<bool> holds, Func<string>? otherwise = null, TimeSpan? longest = null) => Until(() => Task.FromResult(holds()), otherwise, longest);
}
