using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>What the ledger says of a run that an error ended.</summary>
/// <param name="State">Cancelled or failed.</param>
/// <param name="Reason">One line without identifiers.</param>
/// <param name="Failure">See <see cref="RunFailures"/>; null for a cancelled one.</param>
internal sealed record RunFault(string State, string Reason, string? Failure)
{
    /// <summary>Judges an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="cancelled">What to say if somebody stopped it.</param>
    public static RunFault Of(Exception error, string cancelled) => error switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Of(first, cancelled),
        OperationCanceledException => new(RunStates.Cancelled, cancelled, null),
        // The message of an error of ours may hold anything that was being worked on.
        InputException => new(RunStates.Failed, OneLine(error), RunFailures.Input),
        DbException when DatabaseFault.Tell(error) is var told => new(RunStates.Failed, OneLine(told), told is InputException ? RunFailures.Input : RunFailures.Passing),
        IOException or UnauthorizedAccessException => new(RunStates.Failed, OneLine(error), RunFailures.Passing),
        _ => new(RunStates.Failed, $"internal error: {error.GetType().Name}", RunFailures.Internal),
    };

    private static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ");
}
