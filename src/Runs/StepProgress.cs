namespace Opportune.Runs;

/// <summary>How far a step of a long work has come.</summary>
/// <param name="Step">The step, for people: "scan".</param>
/// <param name="Done">Units done so far.</param>
/// <param name="Total">Units there are.</param>
/// <param name="Unit">What is counted: rows, patients.</param>
public readonly record struct StepProgress(string Step, long Done, long Total, string Unit);
