namespace Opportune.Core;

/// <summary>What became of a drug that a patient began after day 0 of a gap; counted alone, shown with nobody.</summary>
/// <param name="Kept">Whether it was kept on for a year; null: not known, or not yet.</param>
/// <param name="Rechecked">Whether what is to be measured again was; null: not known, not yet, or nothing is.</param>
public readonly record struct FollowUp(bool? Kept, bool? Rechecked)
{
    /// <summary>Days of the year.</summary>
    public const int Days = 365;

    /// <summary>Kept on where the drug was in hand on so many of them: 80% (PDC of HEDIS and PQA).</summary>
    public const int KeptDays = 292;

    /// <summary>Or where it was in force at most this long before or after the year's last day (IOF, RCP: day 364, give or take 30).</summary>
    public const int Around = 30;

    /// <summary>So many days after the beginning it is known.</summary>
    public const int KnownAfter = Days - 1 + Around;

    /// <summary>What arrives later than this after it could be known is not waited for.</summary>
    public const int LateDays = 120;
}
