using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>Everything that the evaluator gets to see of a case.</summary>
/// <param name="Record">The patient and events, with the rulebook's value sets.</param>
/// <param name="Coverage">What the feeds cover.</param>
/// <param name="Unproven">Value sets whose positive control fails; all others pass.</param>
/// <param name="AsOf">The date as of which the rules are applied.</param>
public sealed record CaseSetting(PatientRecord Record, Coverage Coverage, IReadOnlySet<string> Unproven, DateOnly AsOf);

/// <summary>Applies the rulebook to one patient. The evaluator lives where this project cannot see it.</summary>
public delegate IReadOnlyList<Gap> CaseEvaluator(Rulebook rulebook, CaseSetting setting);

/// <summary>What came of a case.</summary>
/// <param name="File">The case's file.</param>
/// <param name="Case">The case.</param>
/// <param name="Differences">What was not as expected; empty: it passed.</param>
public sealed record CaseResult(string File, MeasureCase Case, IReadOnlyList<string> Differences)
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
    public static IReadOnlyList<CaseResult> Run(JobsFolder jobs, CaseEvaluator evaluate) =>
        [.. jobs.Measures.SelectMany(m => jobs.Cases.TryGetValue(m.Id, out var file) ? Run(jobs.For(m), new(m, jobs.Known), file, evaluate) : [])];

    private static IEnumerable<CaseResult> Run(Rulebook rulebook, CaseNames names, CaseFile file, CaseEvaluator evaluate) =>
        from one in file.Cases
        let unknown = names.Unknown(one)
        select new CaseResult(file.Path, one, unknown.Count > 0 ? unknown : CaseComparison.Differences(one.Expect, evaluate(rulebook, CaseSettings.Of(one, rulebook))));
}
