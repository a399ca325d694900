using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>Everything that the evaluator gets to see of a case.</summary>
/// <param name="Record">The patient and events, with the rulebook's value sets.</param>
/// <param name="Coverage">What the feeds cover.</param>
/// <param name="Unproven">Value sets whose positive control fails; all others pass.</param>
/// <param name="AsOf">The date as of which the rules are applied.</param>
public sealed record CaseSetting(PatientRecord Record, Coverage Coverage, IReadOnlySet<string> Unproven, DateOnly AsOf);

/// <summary>Plans a rulebook once, and then applies it to one case after the other. The evaluator lives where this project cannot see it.</summary>
public delegate Func<CaseSetting, IReadOnlyList<Gap>> CaseEvaluator(Rulebook rulebook);

/// <summary>What came of a case.</summary>
/// <param name="File">The case's file.</param>
/// <param name="Case">The case.</param>
/// <param name="Setting">What the evaluator saw of it.</param>
/// <param name="Differences">What was not as expected; empty: it passed.</param>
public sealed record CaseResult(string File, MeasureCase Case, CaseSetting Setting, IReadOnlyList<string> Differences)
{
    /// <summary>Whether all was as expected.</summary>
    public bool Passed => Differences.Count == 0;

    /// <summary>As a problem of the case file.</summary>
    public Problem ToProblem() => new(File, Case.Line, 0, $"case '{Case.Name}': {string.Join("; ", Differences)}");
}

/// <summary>Runs the cases of measures.</summary>
public static class CaseRunner
{
    /// <summary>Runs all cases of all measures. One with a name that nothing bears has failed: a patient who is not listed by a slip shows nothing.</summary>
    public static IReadOnlyList<CaseResult> Run(JobsFolder jobs, CaseEvaluator evaluate) => [.. jobs.Measures.SelectMany(m => Run(jobs, m, evaluate))];

    /// <summary>Runs the cases of one measure.</summary>
    public static IReadOnlyList<CaseResult> Run(JobsFolder jobs, Measure measure, CaseEvaluator evaluate)
    {
        if (!jobs.Cases.TryGetValue(measure.Id, out var file))
            return [];
        var (rulebook, names) = (jobs.For(measure), new CaseNames(measure, jobs.Known));
        var judge = evaluate(rulebook);
        return
        [
            .. from one in file.Cases
               let setting = CaseSettings.Of(one, rulebook)
               let unknown = names.Unknown(one)
               select new CaseResult(file.Path, one, setting, unknown.Count > 0 ? unknown : CaseComparison.Differences(one.Expect, judge(setting))),
        ];
    }
}
