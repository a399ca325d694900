namespace Opportune.Core;

/// <summary>By when a run must have published: at a time of day, or so long after its due instant. One of the two is set.</summary>
public sealed record Deadline
{
    private Deadline() { }

    /// <summary>The first moment after the due instant at which the clock of the schedule's zone shows this time, or null.</summary>
    public TimeOnly? At { get; private init; }

    /// <summary>Elapsed time from the due instant, or null.</summary>
    public TimeSpan? After { get; private init; }

    /// <summary>At that time of day.</summary>
    public static Deadline AtTime(TimeOnly time) => new() { At = time };

    /// <summary>So long after the due instant.</summary>
    public static Deadline AfterDue(TimeSpan duration) => new() { After = duration };

    /// <inheritdoc/>
    public override string ToString() => At is { } time ? $"{time:HH\\:mm}" : PlainDuration.Format(After!.Value);
}
