using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Quality;

/// <summary>What the programme report says of a measure and quarter.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Rows">Its published tables.</param>
/// <param name="Began">The first day on which cases of it came to people; null: none did.</param>
/// <param name="Minutes">Median minutes from opening an entry to deciding about it; null: fewer than eleven are known.</param>
public sealed record ProgrammeFacts(Measure Measure, ILookup<Quarter, QualityRow> Rows, DateOnly? Began, double? Minutes)
{
    // Who comes back to an open page after lunch did not think for an hour.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads it.</summary>
    public static ProgrammeFacts Of(DbConnection connection, Measure measure, Quarter quarter)
    {
        var minutes = connection.Query<Decision>(
                Sql.Load("quality/list-decision-times.sql"), new { measure = measure.Id, first_day = quarter.First, last_day = quarter.Last })
            .Select(d => d.DecidedAt - d.OpenedAt).Where(d => d <= Longest).Select(d => d!.Value.TotalMinutes).Order().ToList();
        return new(
            measure, QualityBook.Rows(connection, measure.Id), connection.QuerySingle<Beginning>(Sql.Load("quality/find-beginning.sql"), new { measure = measure.Id }).Began,
            minutes.Count < SmallCells.Least ? null : minutes[minutes.Count / 2]);
    }

    private sealed record Beginning(DateOnly? Began);

    private sealed record Decision(DateTimeOffset DecidedAt, DateTimeOffset? OpenedAt);
}
