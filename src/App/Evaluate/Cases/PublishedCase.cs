using System.Globalization;
using Opportune.App.Screen;
using Opportune.Core;

namespace Opportune.App.Evaluate.Cases;

/// <summary>A published test patient: the measure's year, and what is expected of each of the four populations.</summary>
/// <param name="Id">The bundle's file name without its ending.</param>
/// <param name="Title">What the case shows.</param>
/// <param name="PeriodEnd">The year's last day.</param>
/// <param name="Expected">By population, from 1.</param>
internal sealed record PublishedCase(string Id, string Title, DateOnly PeriodEnd, IReadOnlyList<Standing> Expected)
{
    private static readonly string[] Outcomes = ["den", "denex", "num", "denexcep"];
    private static readonly string[] Columns =
        ["case", "title", "period_start", "period_end", .. Enumerable.Range(1, 4).SelectMany(g => Outcomes.Select(o => $"g{g}_{o}"))];

    /// <summary>Reads cases.tsv.</summary>
    /// <exception cref="InputException">A cell is no 0 or 1, or a period is no calendar year.</exception>
    public static IReadOnlyList<PublishedCase> Read(string path) => [.. TableRows.Read(path, Columns).Select((row, i) => Of(row, path, i + 2))];

    private static PublishedCase Of(string?[] row, string path, int line)
    {
        var (from, to) = (Date(row[2]), Date(row[3]));
        if (row[0] is not { Length: > 0 } id || id != Path.GetFileName(id))
            throw new InputException($"{path}:{line}: the case has no name that a file of bundles/ can have");
        if (from is null || to is null || from.Value.Month != 1 || from.Value.Day != 1 || to != new DateOnly(from.Value.Year, 12, 31))
            throw new InputException($"{path}:{line}: period_start .. period_end must be a calendar year, yyyy-01-01 .. yyyy-12-31");
        return new(id, row[1] ?? "", to.Value, [.. row.Skip(4).Select(Bit).Chunk(Outcomes.Length).Select(c => new Standing(c[0], c[1], c[2], c[3]))]);

        bool Bit(string? cell) => cell switch { "1" => true, "0" => false, _ => throw new InputException($"{path}:{line}: g1_den and the like must be 0 or 1") };
    }

    private static DateOnly? Date(string? cell) =>
        DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>What a patient is in one population.</summary>
internal readonly record struct Standing(bool IsMember, bool IsExcluded, bool IsTreated, bool IsExcepted);
