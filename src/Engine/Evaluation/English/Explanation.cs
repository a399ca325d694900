using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Why a patient is, or is not, listed by a measure.</summary>
/// <param name="Measure">Measure id.</param>
/// <param name="PatientId">Patient.</param>
/// <param name="AsOf">The date as of which was looked.</param>
/// <param name="Outcome">The funnel step; has-index where there are episodes.</param>
/// <param name="Index">What was looked for to start the clock.</param>
/// <param name="Episodes">One per episode, by index date.</param>
/// <param name="Changes">The smallest changes that would take the patient off the list, or put the patient on it, as clauses after "if".</param>
public sealed record Explanation(
    string Measure, string PatientId, DateOnly AsOf, string Outcome, IReadOnlyList<ExplanationStep> Index, IReadOnlyList<EpisodeExplanation> Episodes, IReadOnlyList<string> Changes);

/// <summary>Why an episode has its status.</summary>
/// <param name="Gap">What came of it.</param>
/// <param name="Steps">Every question in order, also those after the one that decided.</param>
public sealed record EpisodeExplanation(Gap Gap, IReadOnlyList<ExplanationStep> Steps);

/// <summary>One question and its answer.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">What came of it.</param>
/// <param name="Decides">Whether it is the first that keeps the patient off the list.</param>
/// <param name="Details">The evidence, or where none was found.</param>
public sealed record ExplanationStep(string Question, string Answer, bool Decides, IReadOnlyList<string> Details);
