using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Scans the patients: every row goes to its bucket, for whoever comes twice must be noticed there.</summary>
internal sealed class PatientScan
{
    private static readonly TableLayout Layout = TableLayout.Of(Table.Patients);
    private static readonly PatientColumns Columns = new();

    private readonly RowValues _values = new(Layout);
    private readonly BytesTable<Sex?> _sexes = new(SexOf, 256);

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
                Take(harvest);
            }
        }
    }

    private void Take(Harvest harvest)
    {
        var sex = _values.Has(Columns.Sex) ? _sexes[_values.Text(Columns.Sex)] : null;
        if ((_values.Fault ?? Fault(sex)) is { } fault)
        {
            harvest.Reject(_values.Row, fault);
            return;
        }
        PatientRows.Write(harvest.Common, _values, Columns, sex!.Value, harvest.FirstRow);
        harvest.SettleIfFull();
    }

    private RowFault? Fault(Sex? sex)
    {
        if (sex is null)
            return new(RejectRules.UnknownSex, Columns.Sex, Encoding.UTF8.GetString(_values.Text(Columns.Sex)));
        return _values.Has(Columns.DeathDate) && _values.Integer(Columns.DeathDate) < _values.Integer(Columns.BirthDate)
            ? new(RejectRules.ImpossibleDate, Columns.DeathDate, _values.Date(Columns.DeathDate).ToString("yyyy-MM-dd"))
            : null;
    }

    private static Sex? SexOf(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).Trim().ToUpperInvariant() switch
    {
        "F" or "FEMALE" => Sex.F,
        "M" or "MALE" => Sex.M,
        "U" or "UNKNOWN" => Sex.U,
        _ => null,
    };
}

/// <summary>Where the patients table has what rules may know about a person.</summary>
internal sealed class PatientColumns
{
    public int Id { get; } = CanonicalTable.Of(Table.Patients).IndexOf("patient_id");
    public int BirthDate { get; } = CanonicalTable.Of(Table.Patients).IndexOf("birth_date");
    public int Sex { get; } = CanonicalTable.Of(Table.Patients).IndexOf("sex");
    public int DeathDate { get; } = CanonicalTable.Of(Table.Patients).IndexOf("death_date");
    public int Site { get; } = CanonicalTable.Of(Table.Patients).IndexOf("site");
    public int Active { get; } = CanonicalTable.Of(Table.Patients).IndexOf("active");
    public int Restricted { get; } = CanonicalTable.Of(Table.Patients).IndexOf("restricted");
    public int OptedOut { get; } = CanonicalTable.Of(Table.Patients).IndexOf("opted_out");
    public int ProviderId { get; } = CanonicalTable.Of(Table.Patients).IndexOf("provider_id");
}
