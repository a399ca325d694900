using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs;

/// <summary>What reviewers entered as evidence, for the runs of their database.</summary>
internal static class EnteredRows
{
    /// <summary>The request with the rows that were entered up to its as-of date.</summary>
    public static async Task<RunRequest> AddTo(RunRequest request, OpportuneDatabase database, CancellationToken cancel)
    {
        var entered = (await WorklistReader.Reported(database, cancel)).Where(e => DateOnly.FromDateTime(e.EnteredAt.UtcDateTime) <= request.AsOf).ToList();
        return request with
        {
            Reported = [.. entered.Where(e => e.TableName != CanonicalTable.Of(Table.Patients).Name).Select(Row)],
            ReportedDeaths = entered.Where(e => e.TableName == CanonicalTable.Of(Table.Patients).Name)
                .GroupBy(e => e.PatientId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(e => e.EventDate), StringComparer.Ordinal),
        };
    }

    private static ReportedRow Row(EnteredEvidence entered) => new()
    {
        Number = entered.Number,
        PatientId = entered.PatientId,
        Table = CanonicalTable.Named(entered.TableName)!.Table,
        CodeSystem = entered.CodeSystem!,
        Code = entered.Code!,
        Display = entered.Display,
        Date = entered.EventDate,
        RecordedOn = DateOnly.FromDateTime(entered.EnteredAt.UtcDateTime),
        Value = entered.Value,
        Unit = entered.Unit,
    };
}
