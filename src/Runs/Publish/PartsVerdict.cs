using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>The state of a run that has ended, by what became of its parts.</summary>
internal static class PartsVerdict
{
    /// <summary>A word of <see cref="RunStates"/>.</summary>
    public static string StateOf(IReadOnlyCollection<string> parts)
    {
        var isShown = parts.Any(p => p is PartStates.Published or PartStates.Released);
        if (parts.Contains(PartStates.Held))
            return isShown ? RunStates.Partial : RunStates.Held;
        if (parts.All(p => p is PartStates.Published or PartStates.Released))
            return RunStates.Succeeded;
        return isShown ? RunStates.Partial : parts.Contains(PartStates.Superseded) ? RunStates.Superseded : RunStates.Rejected;
    }

    /// <summary>Why not all of it is published, in one line; null where it is.</summary>
    public static string? Reason(IReadOnlyCollection<RunPartRow> parts)
    {
        var open = parts.Where(p => p.State == PartStates.Held).ToList();
        if (open.Count > 0)
            return $"{open.Count} of {parts.Count} parts held: {string.Join(", ", open.Select(p => p.Guard).Distinct())}";
        var gone = parts.Where(p => p.State is PartStates.Rejected or PartStates.Superseded).ToList();
        return gone.Count == 0 ? null : $"{gone.Count} of {parts.Count} parts {string.Join(" and ", gone.Select(p => $"{p.State}: {p.DecisionReason}").Distinct())}";
    }
}
