using System.Globalization;
using Opportune.Core;

namespace Opportune.App.Evaluate;

/// <summary>The figures of an evaluation on a page: raw ones first, adjudicated ones under them. No report's text.</summary>
internal static class EvaluationView
{
    public static void Print(Evaluation evaluation, TextWriter into)
    {
        string? set = null;
        foreach (var scored in evaluation.Scores)
        {
            if (scored.Set != set)
            {
                into.WriteLine();
                into.WriteLine(Line(set = scored.Set, "asked", "there", "tp", "fp", "fn", "precision (95 %)", "recall (95 %)", "F1 (95 %)", "plain F1"));
            }
            into.WriteLine(Line(scored.Label, scored.Raw, scored.Plain));
            if (scored.Adjudicated is { } adjudicated)
                into.WriteLine(Line("  adjudicated", adjudicated, null));
        }
        into.WriteLine();
        foreach (var scored in evaluation.Scores)
        {
            if (scored.Absent.Stated > 0)
                into.WriteLine($"{scored.Set}, {scored.Label}: {scored.Absent.CalledPresent} of {scored.Absent.Stated} stated absent are called present");
            if (scored.Notes.Count > 0)
                into.WriteLine($"{scored.Set}, {scored.Label}: {string.Join("; ", scored.Notes)}");
        }
        foreach (var note in evaluation.Notes)
            into.WriteLine(note);
        if (evaluation.Absent.Count > 0)
            into.WriteLine($"absent sets: {string.Join(", ", evaluation.Absent)}");
        into.WriteLine("A report counts as found where a mention is asserted present. Intervals are Wilson's; that of F1 follows from tp / (tp + fp + fn).");
        into.WriteLine("Plain F1: a few lines of expressions, with no 'no' in the sentence.");
    }

    private static string Line(string label, Score score, Score? plain) => Line(
        label, Number(score.Asked), Number(score.TruePositive + score.FalseNegative), Number(score.TruePositive), Number(score.FalsePositive), Number(score.FalseNegative),
        Text(score.Precision), Text(score.Recall), Text(score.F1), plain is null ? "" : Figure(plain.F1.Value));

    private static string Line(string label, string asked, string there, string tp, string fp, string fn, string precision, string recall, string f1, string plain) =>
        $"{label,-34}{asked,6}{there,6}{tp,5}{fp,4}{fn,4}{precision,21}{recall,21}{f1,21}{plain,10}".TrimEnd();

    private static string Text(Share share) => double.IsNaN(share.Value) ? "-" : $"{Figure(share.Value)} ({Figure(share.Low)}-{Figure(share.High)})";

    private static string Figure(double value) => double.IsNaN(value) ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
