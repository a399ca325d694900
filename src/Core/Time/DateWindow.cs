namespace Opportune.Core;

/// <summary>Dates from <paramref name="From"/> to <paramref name="To"/>, both included. Empty when To is before From.</summary>
public readonly record struct DateWindow(DateOnly From, DateOnly To)
{
    /// <summary>Whether it holds no day.</summary>
    public bool IsEmpty => To < From;

    /// <summary>Whether it holds that day.</summary>
    public bool Contains(DateOnly date) => date >= From && date <= To;
}
