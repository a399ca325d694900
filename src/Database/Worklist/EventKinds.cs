namespace Opportune.Database;

/// <summary>What a person can do to an entry, as its history calls it.</summary>
public static class EventKinds
{
    /// <summary>A disposition.</summary>
    public const string Decided = "decided";

    /// <summary>The last disposition was taken back.</summary>
    public const string TakenBack = "taken-back";

    /// <summary>Given to a person, or to nobody.</summary>
    public const string Assigned = "assigned";

    /// <summary>The note was written or removed.</summary>
    public const string Noted = "noted";

    /// <summary>A person said whose patient it is.</summary>
    public const string Attributed = "attributed";

    /// <summary>A row of evidence was entered.</summary>
    public const string Reported = "reported";

    /// <summary>Somebody answered what a reviewer said was wrong.</summary>
    public const string DisputeAnswered = "dispute-answered";

    /// <summary>Somebody said that the report was read rightly.</summary>
    public const string ReadingConfirmed = "reading-confirmed";

    /// <summary>A row of evidence was withdrawn.</summary>
    public const string ReportWithdrawn = "report-withdrawn";
}
