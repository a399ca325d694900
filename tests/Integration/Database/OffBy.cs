namespace Opportune.Tests.Integration.Database;

/// <summary>A clock that goes, and is wrong by so much.</summary>
internal sealed class OffBy(TimeSpan difference) : TimeProvider
{
    /// <summary>One on which it is that day.</summary>
    public static OffBy To(DateOnly day) => new(day.ToDateTime(new(12, 0), DateTimeKind.Utc) - System.GetUtcNow());

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + difference;
}
