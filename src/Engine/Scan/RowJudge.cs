using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Decides whether a row that a rule would use can be used, whoever asks and as of whichever day.</summary>
internal sealed class RowJudge
{
    private const int MostWords = 4096;

    private readonly TableLayout _layout;
    private readonly BytesTable<string> _words = new(text => Encoding.UTF8.GetString(text).Trim().ToLowerInvariant(), MostWords);

    public RowJudge(Table table) => _layout = TableLayout.Of(table);

    /// <summary>Why the row is passed over whatever the as-of date; null when it is not.</summary>
    public string? SkipReason(RowValues values)
    {
        var status = Word(values, _layout.Status);
        if (_layout.Definition.Table == Table.ImagingFindings && ReportStages.Of(status) == ReportStage.Preliminary)
            return SkipReasons.Preliminary;
        return StateOf(values) == RowState.Void ? SkipReasons.StatusNotReal : null;
    }

    /// <summary>From which day on the row is known: the latest of its clinical, report and recording dates.</summary>
    public long KnownFrom(RowValues values) =>
        Math.Max(DayOr(values, _layout.Date), Math.Max(DayOr(values, _layout.ReportDate), DayOr(values, _layout.RecordedAt)));

    /// <summary>The row's status, in lower case.</summary>
    public string? StatusOf(RowValues values) => Word(values, _layout.Status);

    /// <summary>What became of the row.</summary>
    public RowState StateOf(RowValues values) => RowStates.Of(_layout.Definition.Table, Word(values, _layout.Status), Intents.Normalise(Word(values, _layout.Intent)));

    /// <summary>Whether the row counts as a positive control, as far as it depends neither on its code nor on a date: it was done.</summary>
    public bool IsDone(RowValues values) => values.Has(_layout.Date) && SkipReason(values) is null && StateOf(values) == RowState.Done;

    private string? Word(RowValues values, int column) => values.Has(column) ? _words[values.Text(column)] : null;

    private static long DayOr(RowValues values, int column) => values.Has(column) ? values.Integer(column) : long.MinValue;
}
