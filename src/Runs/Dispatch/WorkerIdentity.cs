using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>A process that takes work.</summary>
/// <param name="Id">Of its own for each start of a process.</param>
/// <param name="Process">The process.</param>
/// <param name="Program">Version of the program.</param>
/// <param name="Threads">How much it does at a time.</param>
public sealed record WorkerIdentity(string Id, ProcessKey Process, string Program, int Threads)
{
    private int _claims;

    /// <summary>This process.</summary>
    public static WorkerIdentity OfThisProcess(string program, int threads) =>
        new($"{RunProcess.Host}-{RunProcess.Id}-{RunProcess.StartedAt.ToUnixTimeMilliseconds()}", RunProcess.Key, program, threads);

    /// <summary>A word that nobody else uses, and that is not used twice.</summary>
    internal string NextClaim() => $"{Id}-{Interlocked.Increment(ref _claims)}";
}
