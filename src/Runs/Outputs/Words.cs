using Opportune.Core;

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

    /// <summary>found, none-found, not-checked.</summary>
    public static string Of(EvidenceOutcome outcome) => outcome switch
    {
        EvidenceOutcome.Found => "found",
        EvidenceOutcome.NoneFound => "none-found",
        _ => "not-checked",
    };
}
