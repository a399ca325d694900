namespace Opportune.Synth.Verdicts;

/// <summary>What the worklist should say of a patient for one measure.</summary>
/// <param name="Measure">Id of the measure.</param>
/// <param name="Status">open, closed, excluded, withheld, prospective, or none where nothing starts the clock.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Tier">Of an open one.</param>
internal sealed record Verdict(string Measure, string Status, string Reason, int? Tier = null)
{
    public bool IsListed => Status == "open";
}
