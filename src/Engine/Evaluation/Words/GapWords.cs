using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Fills the texts of one gap.</summary>
internal sealed class GapWords(Trial trial, Verdict verdict, Tiering tiering, int age, DateOnly? due)
{
    private Event Lead => trial.Episode.Lead.Event;

    /// <summary>
    /// The gap with its texts. The measure's own texts say that something was not found, so they are filled only where that
    /// is claimed; any other gap says what it is and why it is not listed.
    /// </summary>
    public Gap Word(Gap gap) => verdict.Status is GapStatus.Open or GapStatus.Prospective ? Listed(gap) : Unlisted(gap);

    private Gap Listed(Gap gap)
    {
        var texts = trial.Plan.Texts;
        return gap with
        {
            Why = texts.WhyListed.Fill(Value) + Course,
            LookedFor = texts.LookedFor.Fill(Value),
            WouldClose = texts.WouldClose.Fill(Value),
            Wording = Sentences([.. Notes(n => n is { First: true, OfClosed: false }), Paragraph().Fill(Value), .. Notes(n => n is { First: false, OfClosed: false }), Wording.Closing]),
            Limits = Sentences([texts.Limits.Fill(Value), .. verdict.Absence?.Limits ?? []]),
        };
    }

    private Gap Unlisted(Gap gap)
    {
        var why = $"{Source}: {Finding}{Course}";
        return gap with
        {
            Why = why,
            Wording = Sentences([why, $"Not listed ({gap.Status.ToString().ToLowerInvariant()}): {gap.StatusReason}", .. verdict.IsSatisfied ? Notes(n => n.OfClosed) : [], Wording.Closing]),
        };
    }

    private string Finding => field ??= EventPhrase.Of(Lead, trial.Plan.Words);

    // Over all reports of the patient, those before the look-back too.
    private string Course => trial.Course is { } course ? $"; {course.Words}" : "";

    private string Source => field ??= EventPhrase.Source(Lead);

    private WordingTemplate Paragraph()
    {
        var instead = trial.Plan.Measure.Wording.Instead;
        for (var i = 0; i < instead.Count; i++)
        {
            if (trial.Holds(instead[i].When))
                return trial.Plan.Texts.Instead[i];
        }
        return trial.Plan.Texts.Paragraph;
    }

    private IEnumerable<string> Notes(Func<Note, bool> wanted)
    {
        var notes = trial.Plan.Measure.Notes;
        for (var i = 0; i < notes.Count; i++)
        {
            if (!wanted(notes[i]))
                continue;
            if (notes[i].When is not { } when || trial.Holds(when))
                yield return trial.Plan.Notes[i].Fill(Value);
        }
    }

    private string Value(string placeholder) => placeholder switch
    {
        "index-date" => Dates.Text(trial.Episode.IndexDate),
        "report-date" => Dates.Text(trial.Episode.ReportDate),
        "index-finding" => Finding,
        "source" => Source,
        "modality" => string.IsNullOrEmpty(Lead.Modality) ? "exam" : Lead.Modality,
        "body-part" => Lead.BodyPart?.ToLowerInvariant() ?? "",
        "age" => age.ToString(CultureInfo.InvariantCulture),
        "sex" => trial.Facts.Patient.Sex switch { Sex.F => "female", Sex.M => "male", _ => "sex unknown" },
        "covered-to" => Dates.CoveredTo(trial, verdict.Absence?.CoveredTo ?? trial.AsOf),
        "looked-back-to" => verdict.Absence?.LookedBackTo is { } from && from > DateOnly.MinValue ? Dates.LookedBackTo(trial, from) : "the beginning of the records",
        "due-date" => due is { } date ? Dates.Text(date) : "unknown",
        "sites" => trial.Plan.Words.Sites(trial.Episode.Events.SelectMany(e => e.Event.Mention?.Sites ?? []).Distinct(StringComparer.Ordinal)),
        "tier-label" => tiering.Rule?.Label ?? "",
        _ when placeholder.StartsWith(Wording.Trend, StringComparison.Ordinal) => FoundWords.Trend(trial.Result(placeholder[Wording.Trend.Length..]).Events),
        _ when placeholder.StartsWith(Wording.DatesOf, StringComparison.Ordinal) => FoundWords.DatesOf(trial.Result(placeholder[Wording.DatesOf.Length..]).Events),
        _ => "",
    };

    private static string Sentences(IEnumerable<string> texts) =>
        string.Join(' ', texts.Where(t => t.Length > 0).Select(t => char.ToUpperInvariant(t[0]) + t[1..] + (t[^1] is '.' or '!' or '?' ? "" : ".")));
}
