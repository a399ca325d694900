using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Decides whether a row that a rule would use can be used, whoever asks and as of whichever day.</summary>
internal sealed class RowJudge
{
    private const int MostWords = 4096;

    private readonly TableLayout _layout;
    private readonly BytesTable<string> _words = new(text => Encoding.UTF8.GetString(text).Trim().ToLowerInvariant(), MostWords);

    // Most rows say of their state what the row before said.
    private (string? Status, string? Intent, RowState State) _last = ("", "", RowState.Done);

    public RowJudge(Table table) => _layout = TableLayout.Of(table);

    /// <summary>Why the row is passed over whatever the as-of date; null when it is not.</summary>
    public string? SkipReason(RowValues values) => SkipReason(Word(values, _layout.Status), StateOf(values));

    /// <summary>From which day on the row is known: the latest of its clinical, report and recording dates.</summary>
    public long KnownFrom(RowValues values) =>
        Math.Max(DayOr(values, _layout.Date), Math.Max(DayOr(values, _layout.ReportDate), DayOr(values, _layout.RecordedAt)));

    /// <summary>The row's status, in lower case.</summary>
    public string? StatusOf(RowValues values) => Word(values, _layout.Status);

    /// <summary>What became of the row.</summary>
    public RowState StateOf(RowValues values)
    {
        var (status, intent) = (Word(values, _layout.Status), Word(values, _layout.Intent));
        if (!ReferenceEquals(status, _last.Status) || !ReferenceEquals(intent, _last.Intent))
            _last = (status, intent, RowStates.Of(_layout.Definition.Table, status, Intents.Normalise(intent)));
        return _last.State;
    }

    /// <summary>Whether the row counts as a positive control, as far as it depends neither on its code nor on a date: it was done.</summary>
    public bool IsDone(RowValues values) =>
        values.Has(_layout.Date) && StateOf(values) is RowState.Done and var state && SkipReason(Word(values, _layout.Status), state) is null;

    private string? SkipReason(string? status, RowState state)
    {
        if (_layout.Definition.Table == Table.ImagingFindings && ReportStages.Of(status) == ReportStage.Preliminary)
            return SkipReasons.Preliminary;
        return state == RowState.Void ? SkipReasons.StatusNotReal : null;
    }

    private string? Word(RowValues values, int column) => values.Has(column) ? _words[values.Text(column)] : null;

    private static long DayOr(RowValues values, int column) => values.Has(column) ? values.Integer(column) : long.MinValue;
}
