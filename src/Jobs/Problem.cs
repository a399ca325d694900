using Opportune.Core;

namespace Opportune.Jobs;

/// <summary>Something wrong, or worth knowing, in a file under jobs/.</summary>
/// <param name="File">Path as given on the command line.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1; 0 where the whole line is meant.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
/// <param name="IsWarning">Warnings are told and stop nothing.</param>
public sealed record Problem(string File, int Line, int Column, string Message, bool IsWarning = false)
{
    /// <summary><c>file:line:column message</c>.</summary>
    public override string ToString() =>
        (Line, Column) switch
        {
            (0, _) => $"{File}: {Label}{Message}",
            (_, 0) => $"{File}:{Line}: {Label}{Message}",
            _ => $"{File}:{Line}:{Column}: {Label}{Message}",
        };

    private string Label => IsWarning ? "warning: " : "";
}

/// <summary>Gathers problems, so that all of them are told at once.</summary>
public sealed class Problems
{
    private readonly List<Problem> _all = [];

    /// <summary>All problems so far, by file, line and column.</summary>
    public IReadOnlyList<Problem> All =>
        [.. _all.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Whether any of them is more than a warning.</summary>
    public bool HasErrors => _all.Any(p => !p.IsWarning);

    /// <summary>Adds one.</summary>
    public void Add(Problem problem) => _all.Add(problem);

    /// <inheritdoc cref="Spelling.Nearest"/>
    public static string? Nearest(string written, IEnumerable<string> known) => Spelling.Nearest(written, known);

    /// <inheritdoc cref="Spelling.Unknown"/>
    public static string Unknown(string what, string written, IEnumerable<string> known) => Spelling.Unknown(what, written, known);
}
