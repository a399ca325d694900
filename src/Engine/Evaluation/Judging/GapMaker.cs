using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Writes the gap of one episode once its status is known.</summary>
internal static class GapMaker
{
    public static Gap Make(Trial trial, Verdict verdict, bool leads)
    {
        var (measure, patient, lead) = (trial.Plan.Measure, trial.Facts.Patient, trial.Episode.Lead);
        var tiering = Tiering.Of(trial);
        var age = trial.AgeAt(lead.Class.Class.Age?.At ?? trial.Plan.CountsAgeAt);
        var due = verdict.Status is GapStatus.Open or GapStatus.Prospective ? Due(trial, tiering.Tier) : (DateOnly?)null;
        var gap = new Gap
        {
            Measure = measure.Id,
            MeasureVersion = measure.Version,
            PatientId = patient.Id,
            GapId = GapIds.Of(measure.Id, patient.Id, trial.Episode.IndexDate),
            Status = verdict.Status,
            StatusReason = verdict.Reason,
            Tier = tiering.Tier,
            Priority = tiering.Priority,
            IndexDate = trial.Episode.IndexDate,
            IndexTable = lead.Event.Table,
            IndexRow = lead.Event.RowId,
            IndexClass = lead.Class.Class.Name,
            ReportDate = trial.Episode.ReportDate,
            Modality = lead.Event.Modality,
            ReportSection = trial.Episode.ReportSection,
            DueDate = due,
            CoveredTo = verdict.Absence?.CoveredTo,
            Age = age,
            Sex = patient.Sex,
            Site = patient.Site,
            ProviderId = patient.ProviderId,
            Why = "",
            LookedFor = "",
            WouldClose = "",
            Wording = "",
            Limits = "",
            Evidence = Evidence(trial, verdict, tiering),
            Basis = BasisFinder.Find(trial, verdict),
            IndexFacts = trial.Episode.ToFacts(measure.Index.NewEpisode),
            Follow = FollowUpJudge.Of(trial),
            BeganNew = trial.Episode.BeganNew,
            Leads = leads,
        };
        trial.Lasting?.Add(new AskedGap(Bits(measure, verdict), verdict.Absence?.ToReach()));
        return new GapWords(trial, verdict, tiering, age, due).Word(gap);
    }

    // A measure asks for a handful.
    private static ulong Bits(Measure measure, Verdict verdict)
    {
        var bits = 0UL;
        for (var i = 0; i < measure.SatisfiedBy.Count; i++)
            bits |= verdict.SatisfactionsAsked.Contains(measure.SatisfiedBy[i]) ? 1UL << i : 0;
        return bits;
    }

    // A function of the data alone. Once a database keeps when an entry was first shown, the later of this and that date
    // plus 28 days is due; the step that knows the entries adds it there.
    private static DateOnly Due(Trial trial, int tier) =>
        (tier == 1 && trial.Plan.Measure.FirstTierDueAfter is { } first ? first : trial.Plan.Measure.DueAfter).AddTo(trial.Episode.ReportDate);

    private static IReadOnlyList<EvidenceItem> Evidence(Trial trial, Verdict verdict, Tiering tiering)
    {
        var list = new EvidenceList(trial);
        list.AddIndex(trial.Episode);
        list.AddFirst(trial.Episode, trial.Course);
        foreach (var exclusion in verdict.ExclusionsAsked)
            list.AddAsked("exclusion", exclusion.When);
        foreach (var satisfaction in verdict.SatisfactionsAsked)
        {
            list.AddAsked("satisfied-by", satisfaction.When);
            list.AddHelping("satisfied-by", satisfaction.Unless);
        }
        list.AddHelping("tier", tiering.Rule?.When);
        foreach (var shift in tiering.Shifts)
            list.AddHelping("shift", shift.When);
        foreach (var note in trial.Plan.Measure.Notes)
        {
            if ((verdict.IsSatisfied || !note.OfClosed) && note.When is { } when && trial.Holds(when))
                list.AddHelping("note", when);
        }
        return list.Items;
    }
}
