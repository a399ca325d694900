using Opportune.Core;

namespace Opportune.Reading;

/// <summary>Whether and how surely something is stated.</summary>
/// <param name="Assertion">Whether and how.</param>
/// <param name="Certainty">How surely.</param>
public readonly record struct Judgement(Assertion Assertion, Certainty Certainty);
