namespace Opportune.Engine;

/// <summary>Until when something counts as it does as of a date: to the first of the days that are told.</summary>
internal sealed class Holding
{
    /// <summary>The last such day.</summary>
    public long Until { get; private set; } = long.MaxValue;

    /// <summary>Not after that day.</summary>
    public void Add(long lastDay) => Until = Math.Min(Until, lastDay);

    /// <summary>Begins anew.</summary>
    public void Clear() => Until = long.MaxValue;
}
