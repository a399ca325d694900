namespace Opportune.Database;

/// <summary>What one check of a database came to.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Holds">Whether it is as it should be.</param>
/// <param name="Says">What was seen; if it does not hold also where, and how to mend it. One line, without identifiers of patients.</param>
public sealed record DatabaseCheck(string Name, bool Holds, string Says);
