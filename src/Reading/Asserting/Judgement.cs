using Opportune.Core;

namespace Opportune.Reading;

/// <summary>Whether and how surely something is stated.</summary>
/// <param name="Assertion">Whether and how.</param>
/// <param name="Certainty">How surely.</param>
/// <param name="Past">Whether it is told of the past, whatever else is said of it: "no history of" is absent, and of the past.</param>
public readonly record struct Judgement(Assertion Assertion, Certainty Certainty, bool Past = false);
