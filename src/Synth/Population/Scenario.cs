using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>A story that a reviewer would want to see handled: who it can happen to, and what then stands in the chart.</summary>
/// <param name="Id">Short name, kept in the truth.</param>
/// <param name="Youngest">Age band, at the as-of date.</param>
/// <param name="Oldest">Age band, at the as-of date.</param>
/// <param name="Sex">F, M, or null for any.</param>
/// <param name="Tell">Writes it into a chart that holds only everyday facts.</param>
internal sealed record Scenario(string Id, int Youngest, int Oldest, char? Sex, Action<ChartBuilder> Tell)
{
    /// <summary>The only sites where it can be told; null for the normal ones.</summary>
    public string? Site { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. StatinScenarios.All, .. BoneScenarios.All, .. RecordScenarios.All];
}
