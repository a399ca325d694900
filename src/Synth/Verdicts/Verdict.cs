using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What the worklist should say of a patient for one measure.</summary>
/// <param name="Measure">Id of the measure.</param>
/// <param name="Status">open, closed, excluded, withheld, prospective, or none where nothing starts the clock.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Tier">Of an open one.</param>
internal sealed record Verdict(string Measure, string Status, string Reason, int? Tier = null)
{
    public bool IsListed => Status == "open";

    /// <summary>What every measure should say of a patient.</summary>
    public static IEnumerable<Verdict> All(Chart chart) =>
    [
        DexaVerdict.Of(chart), StatinVerdict.Of(chart), TreatmentVerdict.Of(chart), VertebralVerdict.Of(chart), MineralVerdict.Of(chart),
        NeckVerdict.Of(chart), CalcinosisVerdict.Of(chart),
    ];
}
