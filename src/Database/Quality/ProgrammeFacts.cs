using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Database.Validation;

namespace Opportune.Database.Quality;

/// <summary>What the programme report says of a measure and quarter.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Rows">Its published tables.</param>
/// <param name="Began">The first day on which cases of it came to people; null: none did.</param>
/// <param name="Minutes">The published median of minutes from opening an entry to deciding about it; null: none is published, or fewer than eleven are known.</param>
/// <param name="ReleasedUntil">The day on which the last panel of a stepped release begins that goes on, so that no table is made; null: none does.</param>
/// <param name="Judged">Of listed cases of blind samples that were drawn in the quarter and are settled: how many should be listed, of how many.</param>
public sealed record ProgrammeFacts(Measure Measure, ILookup<Quarter, QualityRow> Rows, DateOnly? Began, double? Minutes, DateOnly? ReleasedUntil, (long Right, long Of) Judged)
{
    /// <summary>Reads it.</summary>
    public static ProgrammeFacts Of(DbConnection connection, Measure measure, Quarter quarter) => new(
        measure, QualityBook.Rows(connection, measure.Id), connection.QuerySingle<Beginning>(Sql.Load("quality/find-beginning.sql"), new { measure = measure.Id }).Began,
        connection.QuerySingleOrDefault<double?>(Sql.Load("quality/find-minutes.sql"), new { measure = measure.Id, quarter = quarter.First }),
        StandingTable.ReleasedUntil(connection, measure.Id), ValidationTable.Precision(connection, measure.Id, quarter.First, quarter.Last));

    private sealed record Beginning(DateOnly? Began);
}
