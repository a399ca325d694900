using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>How enumerations are written in outputs.</summary>
public static class Words
{
    /// <summary>excluded, closed, withheld, prospective, open.</summary>
    public static string Of(GapStatus status) => status switch
    {
        GapStatus.Excluded => "excluded",
        GapStatus.Closed => "closed",
        GapStatus.Withheld => "withheld",
        GapStatus.Prospective => "prospective",
        _ => "open",
    };

    /// <summary>Where patients leave before they have an index event, in the order of the funnel, each in words.</summary>
    public static IReadOnlyList<(string Step, string Text)> Left { get; } =
    [
        (FunnelSteps.NoIndexEvent, "nothing on record starts the clock"),
        (FunnelSteps.BeforeLookBack, "what starts it lies before the look-back"),
        (FunnelSteps.TooYoung, "too young"),
        (FunnelSteps.TooOld, "too old"),
        (FunnelSteps.NotInPopulation, "not of the population"),
        (FunnelSteps.NotEvaluated, "could not be looked at: a unit of work was given up"),
    ];

    /// <summary>found, none-found, not-checked.</summary>
    public static string Of(EvidenceOutcome outcome) => outcome switch
    {
        EvidenceOutcome.Found => "found",
        EvidenceOutcome.NoneFound => "none-found",
        _ => "not-checked",
    };
}
