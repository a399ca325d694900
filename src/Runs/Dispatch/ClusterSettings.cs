namespace Opportune.Runs;

/// <summary>How the processes that share work live together.</summary>
public sealed record ClusterSettings
{
    /// <summary>After so long without a sign of life what a worker had taken is given to others, by the database's clock. At least ten beats.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it gives one, and hears whether a run is to stop.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it looks for what nobody else does.</summary>
    public TimeSpan Tend { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A message is taken for lost when a worker had nothing to do for so long although work waits.</summary>
    public TimeSpan Resend { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>With so many attempts that died or failed a unit is given up, and its run fails.</summary>
    public int MostFailures { get; init; } = 3;

    /// <summary>How long a unit is tried again for what passes by itself, in a run without a deadline.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How much work a unit takes, in rows of codes; null: chosen from the input's size. The result does not depend on it.</summary>
    public long? UnitWork { get; init; }
}
