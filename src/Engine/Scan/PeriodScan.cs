using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Scans the observation periods: every row goes to its patient's bucket, for whose site it counts that there is one.</summary>
internal sealed class PeriodScan
{
    private static readonly TableLayout Layout = TableLayout.Of(Table.ObservationPeriods);
    private static readonly int From = Layout.Definition.IndexOf("observed_from");
    private static readonly int To = Layout.Definition.IndexOf("observed_to");
    private static readonly int OpenEnded = Layout.Definition.IndexOf("open_ended");

    private readonly RowValues _values = new(Layout);

    public void Run(IEnumerable<Slice> slices, Harvest harvest)
    {
        using var rows = new RowReader(Layout);
        foreach (var slice in slices)
        {
            rows.Open(slice);
            harvest.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows; row++)
            {
                rows.Load(row, Layout.Every, _values);
                if ((_values.Fault ?? Fault()) is { } fault)
                    harvest.Reject(_values.Row, fault);
                else
                    Take(harvest);
            }
        }
    }

    private RowFault? Fault() =>
        _values.Integer(To) < _values.Integer(From) ? new(RejectRules.ImpossibleDate, To, _values.Date(To).ToString("yyyy-MM-dd")) : null;

    private void Take(Harvest harvest)
    {
        var to = harvest.Common;
        to.Begin(RecordKind.Observed, StableHash.Of(_values.Text(Layout.Patient)));
        to.Day(_values.Integer(From));
        to.Day(_values.Integer(To));
        to.Byte(_values.Has(OpenEnded) && _values.Integer(OpenEnded) == 1 ? (byte)1 : (byte)0);
        to.Number(_values.Forgotten);
        to.End();
        harvest.SettleIfFull();
    }
}
