namespace Opportune.Tests.Integration.Schedules;

/// <summary>A clock that shows what the test says.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
