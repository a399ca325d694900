using System.Security.Cryptography;
using System.Text;

namespace Opportune.Core;

/// <summary>How a pilot comes to its panels one after another, in an order that nobody chooses: whoever begins later is who the others are held against.</summary>
/// <param name="First">The day on which the first panel begins.</param>
/// <param name="Months">Months from one panel to the next.</param>
/// <param name="Seed">What the order is drawn from: the same seed and panels draw the same.</param>
public sealed record SteppedRelease(DateOnly First, int Months, string Seed)
{
    /// <summary>The most months from one panel to the next.</summary>
    public const int MostMonths = 12;

    /// <summary>The longest seed, in characters.</summary>
    public const int LongestSeed = 64;

    /// <summary>A seed that nobody chose.</summary>
    public static string DrawSeed() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>The panels in the order in which they begin, each with its first day.</summary>
    public IReadOnlyList<(string Panel, DateOnly From)> Steps(IEnumerable<string> panels) =>
        [.. panels.OrderBy(Place, StringComparer.Ordinal).Select((panel, i) => (panel, First.AddMonths(i * Months)))];

    private string Place(string panel) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {panel}")));
}
