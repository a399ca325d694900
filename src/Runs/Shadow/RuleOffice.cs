using Opportune.Core;
using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>What whoever changes rules is told by the program that reads them.</summary>
public sealed record RuleOffice
{
    /// <summary>The rules in force now.</summary>
    public required Func<CancellationToken, Task<RuleFiles>> InForce { get; init; }

    /// <summary>Reads others, in the place of those.</summary>
    public required Func<RuleFiles, TriedRules> Try { get; init; }

    /// <summary>The clock of trials, which has to go on while they do.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How large a change asks for a new sample.</summary>
    public Func<Core.ValidationSettings> Validation { get; init; } = () => new();
}

/// <summary>Rules that were read to be tried.</summary>
/// <param name="Errors">What is wrong with the files, with file, line and column; with any of them nothing can be read.</param>
/// <param name="Failed">Finds cases that do not come out as they say.</param>
/// <param name="Request">What a run of the ledger asks for by these rules, of the input as it lies; null where there are errors.</param>
public sealed record TriedRules(IReadOnlyList<string> Errors, Func<IReadOnlyList<string>> Failed, Func<RunRow, RunRequest>? Request);
