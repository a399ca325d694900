using System.Globalization;
using Opportune.Core;
using Opportune.Database.Validation;

namespace Opportune.Web.Show.Office;

/// <summary>Samples and answers in words.</summary>
internal static class ValidationWords
{
    /// <summary>"sample for going live"</summary>
    public static string Kind(SampleRow sample) => sample.Purpose switch
    {
        SampleKind.GoingLive => "sample for going live",
        SampleKind.AfterChange => "sample after a change",
        _ => "monthly sample",
    };

    /// <summary>Why a job draws none.</summary>
    public const string NoText = "The job keeps no text of reports (evidence-text: none), so that nobody could judge a case: no sample is drawn until the job keeps sentences at least.";

    /// <summary>Why the last run did not draw it, as a sentence; null: none could yet.</summary>
    public static string? Problem(SampleRow sample) => sample.Problem is not { } problem ? null : EntryNames.Parse<DrawProblem>(problem) switch
    {
        DrawProblem.NoText => NoText,
        DrawProblem.Held => "What the last run found here is held; it is drawn when a run publishes it.",
        _ => "Drawing it failed after the last run had published; the next run tries again. Its log and the health page name what failed.",
    };

    /// <summary>What a reviewer says.</summary>
    public static string Of(CaseAnswer answer) => answer switch
    {
        CaseAnswer.ShouldBeListed => "should be listed for review",
        CaseAnswer.ShouldNotBeListed => "should not be listed",
        _ => "cannot be told from this",
    };

    /// <summary>Why.</summary>
    public static string Of(AnswerCause cause) => cause switch
    {
        AnswerCause.Stated => "a report states it",
        AnswerCause.NotStated => "no report states it, or one says it is not there",
        AnswerCause.Uncertain => "the report is not sure",
        AnswerCause.OldOrOther => "it is old, known, or somebody else's",
        AnswerCause.Treated => "it was treated or tested already",
        AnswerCause.Excluded => "something else speaks against it",
        _ => "what is shown says too little",
    };

    /// <summary>"88 % (80 % to 93 %) of 100"; "none" where there is nothing.</summary>
    public static string Of(Share share, int cases) => double.IsNaN(share.Value)
        ? "no case"
        : string.Create(CultureInfo.InvariantCulture, $"{share.Value:0%} ({share.Low:0%} to {share.High:0%}) of {cases}");

    /// <summary>"0.57"</summary>
    public static string Kappa(double kappa) => double.IsNaN(kappa) ? "cannot be said: both gave one answer throughout" : kappa.ToString("0.00", CultureInfo.InvariantCulture);
}
