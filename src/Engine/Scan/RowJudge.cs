using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>Decides whether a row that a rule would use can be used, and keeps the books of those that cannot.</summary>
internal sealed class RowJudge
{
    private const int MostWords = 4096;

    private readonly WorkPlan _plan;
    private readonly TableLayout _layout;
    private readonly BytesTable<string> _words = new(text => Encoding.UTF8.GetString(text).Trim().ToLowerInvariant(), MostWords);
    private readonly int _asOf;

    public RowJudge(WorkPlan plan, Table table)
    {
        _plan = plan;
        _layout = TableLayout.Of(table);
        _asOf = plan.Rules.AsOfDay;
    }

    /// <summary>Whether the row can be used; if not, it is counted, and written down where it is refused.</summary>
    public bool Admit(RowValues values, PartitionOutput output)
    {
        if (SkipReason(values) is { } reason)
        {
            output.Book.Skip(reason);
            return false;
        }
        if (values.Fault is { } fault)
        {
            Reject(values.Row, fault, output);
            return false;
        }
        if (IsLater(values, _layout.Date) || IsLater(values, _layout.RecordedAt) || IsLater(values, _layout.ReportDate))
        {
            output.Book.Skip(SkipReasons.AfterAsOf);
            return false;
        }
        if (IsLater(values, _layout.EndDate))
            values.Forget(_layout.EndDate);
        return true;
    }

    /// <summary>What became of the row.</summary>
    public RowState StateOf(RowValues values) => RowStates.Of(_layout.Definition.Table, Word(values, _layout.Status), Intents.Normalise(Word(values, _layout.Intent)));

    /// <summary>
    /// Whether the row counts as a positive control, as far as it does not depend on its code: done, dated in the last year,
    /// and known.
    /// </summary>
    public bool IsRecent(RowValues values)
    {
        if (!values.Has(_layout.Date) || SkipReason(values) is not null || StateOf(values) != RowState.Done)
            return false;
        var day = values.Integer(_layout.Date);
        return day <= _asOf && day > _asOf - SiteControls.RecentDays
            && !IsLater(values, _layout.RecordedAt) && !IsLater(values, _layout.ReportDate);
    }

    /// <summary>Writes down a row that is refused.</summary>
    public void Reject(long row, RowFault fault, PartitionOutput output)
    {
        var (file, inFile) = _plan.Input(_layout.Definition.Table).Locate(row);
        output.Book.Reject(fault.Rule);
        output.Rejects.Add(new(_layout.Definition.Table, file, inFile, _layout.Definition.Columns[fault.Column].Name, fault.Rule, fault.Value));
    }

    private string? SkipReason(RowValues values)
    {
        var status = Word(values, _layout.Status);
        if (_layout.Definition.Table == Table.ImagingFindings && status is "preliminary" or "partial" or "registered")
            return SkipReasons.Preliminary;
        return StateOf(values) == RowState.Void ? SkipReasons.StatusNotReal : null;
    }

    private string? Word(RowValues values, int column) => values.Has(column) ? _words[values.Text(column)] : null;

    private bool IsLater(RowValues values, int column) => values.Has(column) && values.Integer(column) > _asOf;
}
