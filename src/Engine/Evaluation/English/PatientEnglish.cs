using System.Text;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>An explanation as text.</summary>
public static class PatientEnglish
{
    /// <summary>Every question with its answer and evidence; an arrow marks the one that keeps the patient off the list.</summary>
    public static string Render(Explanation explanation)
    {
        var text = new StringBuilder();
        text.Append($"{explanation.Measure}, patient {explanation.PatientId}, as of {Dates.Text(explanation.AsOf)}: {Summary(explanation)}\n");
        AppendChanges(text, explanation);
        Append(text, explanation.Index);
        foreach (var (gap, steps) in explanation.Episodes)
        {
            text.Append($"\nEpisode of {Dates.Text(gap.IndexDate)}: {Status(gap)}\n");
            Append(text, steps);
            text.Append($"  {gap.Wording}\n");
        }
        return text.ToString();
    }

    // Before the rest: what a row says ends with what it is and is not.
    private static void AppendChanges(StringBuilder text, Explanation explanation)
    {
        var isListed = explanation.Episodes.Any(e => e.Gap is { Leads: true, Status: GapStatus.Open });
        var what = isListed ? "not be listed" : "be listed";
        if (explanation.Changes.Count == 0)
            text.Append($"  No small change of the data was found by which the patient would {what}.\n");
        foreach (var change in explanation.Changes)
            text.Append($"  Would {what} if {change}.\n");
    }

    private static string Summary(Explanation explanation)
    {
        if (explanation.Episodes.Count == 0)
            return $"not listed ({explanation.Outcome})";
        var leader = explanation.Episodes.First(e => e.Gap.Leads).Gap;
        return leader.Status == GapStatus.Open ? $"listed, tier {leader.Tier}" : $"not listed ({Status(leader)})";
    }

    private static string Status(Gap gap) => $"{gap.Status.ToString().ToLowerInvariant()}: {gap.StatusReason}";

    private static void Append(StringBuilder text, IReadOnlyList<ExplanationStep> steps)
    {
        foreach (var step in steps)
        {
            text.Append($"{(step.Decides ? "->" : "  ")} {step.Question}: {step.Answer}\n");
            foreach (var detail in step.Details)
                text.Append($"       {detail}\n");
        }
    }
}
