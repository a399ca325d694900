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
        var rule = First(measure.Tiers, trial);
        var shifts = new List<TierShift>();
        // Each direction counts once, by its widest step, however many reasons there are.
        var (up, down) = (0, 0);
        for (var i = 0; i < measure.Shifts.Count; i++)
        {
            if (measure.Shifts[i] is var shift && !trial.Holds(shift.When))
                continue;
            shifts.Add(shift);
            (up, down) = (Math.Min(up, shift.By), Math.Max(down, shift.By));
        }
        var tier = Math.Clamp((rule?.Tier ?? trial.Plan.LowestTier) + up + down, 1, trial.Plan.LowestTier);
        return new(tier, rule, shifts);
    }

    private static TierRule? First(IReadOnlyList<TierRule> tiers, Trial trial)
    {
        for (var i = 0; i < tiers.Count; i++)
        {
            if (tiers[i].When is not { } when || trial.Holds(when))
                return tiers[i];
        }
        return null;
    }
}
