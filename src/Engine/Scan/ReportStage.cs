namespace Opportune.Engine;

/// <summary>How far a report has come, as its status says.</summary>
internal enum ReportStage : byte
{
    /// <summary>Signed; also where no status says otherwise.</summary>
    Final,

    /// <summary>Not signed yet: no rule sees it.</summary>
    Preliminary,

    /// <summary>Added to a signed report, whose text stays.</summary>
    Addendum,

    /// <summary>Replaces what was signed before.</summary>
    Corrected,
}

/// <summary>The words for the stages: ours, and FHIR's.</summary>
internal static class ReportStages
{
    /// <param name="status">A status in lower case.</param>
    public static ReportStage Of(string? status) => status switch
    {
        "preliminary" or "partial" or "registered" => ReportStage.Preliminary,
        "addendum" or "appended" => ReportStage.Addendum,
        "corrected" or "amended" => ReportStage.Corrected,
        _ => ReportStage.Final,
    };
}
