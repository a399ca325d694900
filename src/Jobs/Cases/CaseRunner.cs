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
    /// <summary>Runs all cases of all measures.</summary>
    public static IReadOnlyList<CaseResult> Run(JobsFolder jobs, CaseEvaluator evaluate) =>
        [.. jobs.Measures.SelectMany(m => jobs.Cases.TryGetValue(m.Id, out var file) ? Run(jobs.For(m), file, evaluate) : [])];

    private static IEnumerable<CaseResult> Run(Rulebook rulebook, CaseFile file, CaseEvaluator evaluate) =>
        file.Cases.Select(c => new CaseResult(file.Path, c, CaseComparison.Differences(c.Expect, evaluate(rulebook, CaseSettings.Of(c, rulebook)))));
}
