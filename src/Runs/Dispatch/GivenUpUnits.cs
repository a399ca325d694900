using Opportune.Core;
using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>Units that were given up, in words for people.</summary>
internal static class GivenUpUnits
{
    /// <summary>Which, and why; without identifiers.</summary>
    public static string Describe(List<FailedUnit> units)
    {
        var what = string.Join(", ", units.Select(u => $"unit {u.PartitionId} ({u.Step}{(u.TableName.Length > 0 ? $" of {u.TableName}" : "")}{(u.Rows > 0 ? $", {Amounts.Of(u.Rows, "row")}" : "")})"));
        return $"{what} given up after {Amounts.Of(units[0].Failures, "attempt")} ({units[0].Failure})";
    }

    /// <summary>What a run that ended without them lacks; null: nothing.</summary>
    public static string? WhatIsMissing(List<FailedUnit> units) =>
        units.Count == 0 ? null : $"{Describe(units)}; what is listed of their patients is as last published";
}
