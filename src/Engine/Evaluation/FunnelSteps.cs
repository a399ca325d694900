namespace Opportune.Engine.Evaluation;

/// <summary>
/// Where patients leave a measure. Each patient is counted at the furthest step that any of the patient's events reached,
/// so that all patients minus each step are those with an index event.
/// </summary>
public static class FunnelSteps
{
    /// <summary>Nothing on record is an index event.</summary>
    public const string NoIndexEvent = "no-index-event";

    /// <summary>There is one, but before the look-back.</summary>
    public const string BeforeLookBack = "before-look-back";

    /// <summary>Under 18, or younger than every class that would take the event.</summary>
    public const string TooYoung = "too-young";

    /// <summary>Older than every class that would take the event.</summary>
    public const string TooOld = "too-old";

    /// <summary>A further condition of the class does not hold.</summary>
    public const string NotInPopulation = "not-in-population";

    /// <summary>The run could not look at the patient: the unit of work that held the patient was given up. No outcome of a rule.</summary>
    public const string NotEvaluated = "not-evaluated";

    /// <summary>The patient has an index event.</summary>
    public const string HasIndex = "has-index";

    /// <summary>All outcomes of a rule, in the order of the funnel.</summary>
    public static IReadOnlyList<string> All { get; } = [NoIndexEvent, BeforeLookBack, TooYoung, TooOld, NotInPopulation, HasIndex];
}
