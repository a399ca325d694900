using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The tier of an episode, the rule that gave it and the shifts that hold.</summary>
internal sealed record Tiering(int Tier, TierRule? Rule, IReadOnlyList<TierShift> Shifts)
{
    /// <summary>Labels of the tier and of what moved it.</summary>
    public string Priority => string.Join("; ", Shifts.Select(s => s.Label).Prepend(Rule?.Label ?? "").Where(label => label.Length > 0));

    public static Tiering Of(Trial trial)
    {
        var measure = trial.Plan.Measure;
        var rule = measure.Tiers.FirstOrDefault(t => t.When is not { } when || trial.Holds(when));
        var shifts = measure.Shifts.Where(s => trial.Holds(s.When)).ToList();
        // Each direction counts once, by its widest step, however many reasons there are.
        var up = shifts.Select(s => s.By).Append(0).Min();
        var down = shifts.Select(s => s.By).Append(0).Max();
        var tier = Math.Clamp((rule?.Tier ?? trial.Plan.LowestTier) + up + down, 1, trial.Plan.LowestTier);
        return new(tier, rule, shifts);
    }
}
