using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Finds the first status that holds: excluded, closed, withheld, prospective, open.</summary>
internal sealed class StatusJudge(Trial trial)
{
    /// <summary>Why a patient who moved away or is lost to the practice is excluded.</summary>
    public const string NotActive = "not active here";

    /// <summary>Why a patient who does not want to be looked at is excluded: nothing else is asked.</summary>
    public const string OptedOut = "opted out";

    private readonly List<Exclusion> _exclusions = [];
    private readonly List<Satisfaction> _satisfactions = [];

    // What was done and yet leaves the gap open.
    private string? _said;

    private Measure Measure => trial.Plan.Measure;

    public Verdict Judge()
    {
        if (Excluded() is var (kind, excluded))
            return Say(GapStatus.Excluded, kind, excluded, null);
        var closed = Satisfied();
        var absence = new AbsenceJudge(trial.Plan, trial.Facts.Record, trial.Episode.IndexDate, trial.Frame).Judge(_satisfactions, Measure.Exclude);
        if (closed is not null)
            return Say(GapStatus.Closed, GapBasisKind.Satisfied, closed, absence);
        if (absence.Withheld is { } reason)
            return Say(GapStatus.Withheld, GapBasisKind.FeedGap, reason, absence);
        var opens = Opens(trial);
        if (opens > trial.AsOf)
            trial.Lasting?.Add(opens.AddDays(-1));
        return opens > trial.AsOf
            ? Say(GapStatus.Prospective, GapBasisKind.Grace, $"grace until {Dates.Text(opens.AddDays(-1))}", absence)
            : Say(GapStatus.Open, GapBasisKind.Open, _said ?? (absence.CoveredTo is { } to ? $"none found up to {Dates.CoveredTo(trial, to)}" : "none found"), absence);
    }

    /// <summary>The first day on which the gap is not prospective.</summary>
    public static DateOnly Opens(Trial trial)
    {
        var grace = trial.Plan.Measure.OpensAfter;
        if (grace.AtOnce is { } atOnce && trial.Holds(atOnce))
            return trial.Episode.ReportDate;
        var inpatient = string.Equals(trial.Episode.Lead.Event.Setting, "inpatient", StringComparison.OrdinalIgnoreCase);
        return (inpatient ? grace.Inpatient : grace.Usual).AddTo(trial.Episode.ReportDate);
    }

    private (GapBasisKind Kind, string Reason)? Excluded()
    {
        var patient = trial.Facts.Patient;
        if (patient.OptedOut)
            return (GapBasisKind.OptedOut, OptedOut);
        if (patient.DeathDate is { } died && died <= trial.AsOf)
            return (GapBasisKind.Death, $"died on {Dates.Text(died)}{(patient.DeathIsReported ? " (reported)" : "")}");
        foreach (var exclusion in Measure.Exclude)
        {
            _exclusions.Add(exclusion);
            if (trial.Holds(exclusion.When))
                return (GapBasisKind.Exclusion, exclusion.Label);
        }
        return IsNotActiveHere() ? (GapBasisKind.NotActiveHere, NotActive) : null;
    }

    // Moved away, or lost to the practice. A patient without any encounter is not one who stopped coming: there the feeds do
    // not know the patient, and the gap is withheld.
    private bool IsNotActiveHere()
    {
        if (Measure.ActiveWithin is not { } period)
            return false;
        if (trial.Facts.Patient.Active == false)
            return true;
        if (!trial.Frame.Coverage.Has(Table.Encounters) || !trial.Facts.Record.LastSeen.TryGetValue(Table.Encounters, out var last))
            return false;
        trial.Lasting?.AddWhile(new(Anchor.AsOf, -1, period), last);
        return last < period.SubtractFrom(trial.AsOf);
    }

    private string? Satisfied()
    {
        foreach (var satisfaction in Measure.SatisfiedBy)
        {
            if (satisfaction.Where is { } where && !trial.Holds(where))
                continue;
            _satisfactions.Add(satisfaction);
            if (!trial.Holds(satisfaction.When) || (satisfaction.Unless is { } unless && trial.Holds(unless)))
                continue;
            if (!satisfaction.KeepsOpen)
                return satisfaction.Label;
            _said ??= satisfaction.Label;
        }
        return null;
    }

    private Verdict Say(GapStatus status, GapBasisKind kind, string reason, Absence? absence) => new()
    {
        Status = status,
        Kind = kind,
        Reason = reason,
        ExclusionsAsked = _exclusions,
        SatisfactionsAsked = _satisfactions,
        Absence = absence,
    };
}
