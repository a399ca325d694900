namespace Opportune.Core;

/// <summary>The normal distribution, as far as intervals need it.</summary>
internal static class Normal
{
    /// <summary>97.5th percentile: 95% lie between both tails.</summary>
    public const double Z = 1.959963984540054;
}
