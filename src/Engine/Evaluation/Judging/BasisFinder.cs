using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Says what a verdict rests on, in a form that the next run can compare.</summary>
internal static class BasisFinder
{
    public static GapBasis Find(Trial trial, Verdict verdict) => verdict.Kind switch
    {
        GapBasisKind.OptedOut => new() { Kind = verdict.Kind, Table = Table.Patients },
        GapBasisKind.Death => Death(trial.Facts.Patient),
        GapBasisKind.Exclusion => OfRule(trial, verdict.Kind, verdict.ExclusionsAsked[^1].When),
        GapBasisKind.Satisfied => OfRule(trial, verdict.Kind, RuleOf(verdict.SatisfactionsAsked[^1])),
        GapBasisKind.NotActiveHere => NotActive(trial),
        GapBasisKind.Grace => new() { Kind = verdict.Kind, HoldsUntil = StatusJudge.Opens(trial).AddDays(-1) },
        GapBasisKind.EarlierEpisode => new() { Kind = verdict.Kind, Date = verdict.TakenOverOn },
        _ => new() { Kind = verdict.Kind },
    };

    // All that must go on holding for the gap to stay closed.
    private static Condition RuleOf(Satisfaction satisfaction)
    {
        var parts = new List<Condition> { satisfaction.When };
        if (satisfaction.Where is { } where)
            parts.Add(where);
        if (satisfaction.Unless is { } unless)
            parts.Add(new Condition.Not(unless));
        return parts.Count == 1 ? parts[0] : new Condition.AllOf(parts);
    }

    private static GapBasis OfRule(Trial trial, GapBasisKind kind, Condition rule)
    {
        var basis = new GapBasis { Kind = kind, HoldsUntil = Horizon.LastDay(trial, rule) };
        return DecidingRow.Of(rule, trial) is var (criterion, row)
            ? basis with { Criterion = criterion, Table = row.Table, RowId = row.RowId, Date = row.Date, Reported = ReportedRows.Names(row.RowId) }
            : basis;
    }

    private static GapBasis Death(Patient patient) =>
        new() { Kind = GapBasisKind.Death, Table = Table.Patients, Date = patient.DeathDate, Reported = patient.DeathIsReported };

    private static GapBasis NotActive(Trial trial)
    {
        var basis = new GapBasis { Kind = GapBasisKind.NotActiveHere, Table = Table.Patients };
        return trial.Facts.Patient.Active == false
            ? basis
            : basis with { Table = Table.Encounters, Date = trial.Facts.Record.LastSeen[Table.Encounters] };
    }
}
