using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>The state of a run that has ended, by what became of its parts.</summary>
internal static class PartsVerdict
{
    /// <summary>A word of <see cref="RunStates"/>.</summary>
    /// <param name="parts">Their states.</param>
    /// <param name="missing">What the run did not evaluate, in one line; null: nothing.</param>
    public static string StateOf(IReadOnlyCollection<string> parts, string? missing) =>
        StateOf(parts) is var state && state == RunStates.Succeeded && missing is not null ? RunStates.Partial : state;

    /// <summary>Why not all of it is published, in one line; null where it is.</summary>
    /// <inheritdoc cref="StateOf(IReadOnlyCollection{string}, string?)"/>
    public static string? Reason(IReadOnlyCollection<RunPartRow> parts, string? missing) =>
        string.Join("; ", new[] { Reason(parts), missing }.OfType<string>()) is { Length: > 0 } reason ? reason : null;

    private static string StateOf(IReadOnlyCollection<string> parts)
    {
        var isShown = parts.Any(p => p is PartStates.Published or PartStates.Released);
        if (parts.Contains(PartStates.Held))
            return isShown ? RunStates.Partial : RunStates.Held;
        if (parts.All(p => p is PartStates.Published or PartStates.Released))
            return RunStates.Succeeded;
        return isShown ? RunStates.Partial : parts.Contains(PartStates.Superseded) ? RunStates.Superseded : RunStates.Rejected;
    }

    private static string? Reason(IReadOnlyCollection<RunPartRow> parts)
    {
        var open = parts.Where(p => p.State == PartStates.Held).ToList();
        if (open.Count > 0)
            return $"{open.Count} of {parts.Count} parts held: {string.Join(", ", open.Select(p => p.Guard).Distinct())}";
        var gone = parts.Where(p => p.State is PartStates.Rejected or PartStates.Superseded).ToList();
        return gone.Count == 0 ? null : $"{gone.Count} of {parts.Count} parts {string.Join(" and ", gone.Select(p => $"{p.State}: {p.DecisionReason}").Distinct())}";
    }
}
