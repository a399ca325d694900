using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>A shared run as this process has it open between its units: the rules are read once, and the plan once.</summary>
internal sealed class OpenRun(RunRow row, RunRequest request, string folder, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private SharedRun? _run;

    /// <summary>What it asks for, by this process' rules.</summary>
    public RunRequest Request => request;

    /// <summary>What keeps this process from working on it; null: nothing.</summary>
    public string? Refusal { get; } =
        request.Program != row.Program ? "it was begun by another version of the program"
        : request.RulesHash != row.RulesSha256 || request.Lexicon.Hash != row.LexiconSha256 ? "its rules are not those of this process"
        : null;

    /// <summary>The run over its files.</summary>
    /// <param name="plan">The plan's file, as the ledger names it.</param>
    public SharedRun Over(string plan)
    {
        lock (_lock)
        {
            return _run ??= SharedRun.Open(request, folder, plan, time);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run?.Dispose();
}
