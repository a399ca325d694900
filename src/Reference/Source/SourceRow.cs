using System.Globalization;
using Opportune.Core;

namespace Opportune.Reference;

/// <summary>A row of a canonical table as plain texts: dates as yyyy-MM-dd, numbers in invariant form, empty is nothing.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Number">Its place in the table, over all files.</param>
/// <param name="Cells">By column, only those that there are.</param>
public sealed record SourceRow(Table Table, long Number, IReadOnlyDictionary<string, string> Cells)
{
    private static readonly DateOnly FirstDay = CanonicalValue.DateOf(CanonicalValue.FirstDay);
    private static readonly DateOnly LastDay = CanonicalValue.DateOf(CanonicalValue.LastDay);

    /// <summary>The text as it is.</summary>
    public string? Text(string column) => Cells.GetValueOrDefault(column);

    /// <summary>One of few words, in lower case without blanks around.</summary>
    public string? Word(string column) => Text(column)?.Trim().ToLowerInvariant();

    /// <summary>A day that a record can mean.</summary>
    public DateOnly? Date(string column) =>
        DateOnly.TryParseExact(Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= FirstDay && day <= LastDay ? day : null;

    /// <summary>A number.</summary>
    public double? Real(string column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !double.IsNaN(value) ? value : null;

    /// <summary>Its clinical date.</summary>
    public DateOnly? Day => Date(Table switch
    {
        Table.ImagingFindings => "exam_date",
        Table.Conditions or Table.Medications => "start_date",
        Table.Procedures => "performed_date",
        Table.Results => "result_date",
        _ => "encounter_date",
    });

    /// <summary>The days of a row of observation_periods; an end in a year that means "not ended" is far away.</summary>
    public ObservedPeriod? Period
    {
        get
        {
            var isEnd = DateOnly.TryParseExact(Text("observed_to"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) && to >= FirstDay;
            return isEnd && Date("observed_from") is { } from && from <= to ? new(new(from, to > LastDay ? LastDay : to), Text("open_ended") is "1" or "true") : null;
        }
    }

    /// <summary>The day from which on it is known.</summary>
    public DateOnly? Known => new[] { Day, Date("report_date"), Date("recorded_at") }.Max();

    /// <summary>Its own id, or nothing.</summary>
    public string? Id => Text(Table == Table.ImagingFindings ? "finding_id" : "row_id");

    /// <summary>Whether it is cancelled, not done or entered in error, or not signed yet.</summary>
    public bool IsVoid => State == RowState.Void || (Table == Table.ImagingFindings && Word("report_status") is "preliminary" or "partial" or "registered");

    /// <summary>What became of it.</summary>
    public RowState State => RowStates.Of(Table, Word("status") ?? Word("report_status"), Intent);

    internal string? Intent => Word("intent") is "donotperform" or "do not perform" or "do_not_perform" ? "do-not-perform" : Word("intent");
}
