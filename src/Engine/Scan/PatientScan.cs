using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Scans the patients: every row goes to its bucket, for whoever comes twice must be noticed there. Most rows are sound, and go
/// there as they lie in the pages.
/// </summary>
internal sealed class PatientScan
{
    private static readonly TableLayout Layout = TableLayout.Of(Table.Patients);
    private static readonly PatientColumns Columns = new();

    private readonly RowValues _values = new(Layout);
    private readonly WholeRows _whole = new(Layout);
    private readonly BytesTable<Sex?> _sexes = new(SexOf, 256);

    public void Run(IEnumerable<Slice> slices, Harvest harvest)
    {
        using var rows = new RowReader(Layout);
        foreach (var slice in slices)
        {
            rows.Open(slice);
            _whole.Open();
            harvest.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows;)
            {
                var end = _whole.Read(rows, row, slice.Rows);
                for (; row < end; row++)
                {
                    if (!_whole.IsSound(row) || !TrySound(row, slice.FirstRow, rows, harvest))
                        Take(row, rows, harvest);
                    harvest.SettleIfFull();
                }
            }
        }
    }

    // Not where two values contradict each other.
    private bool TrySound(int row, long firstRow, RowReader rows, Harvest harvest)
    {
        var patient = new PatientFields
        {
            Row = firstRow + row,
            Content = _whole.Content(row),
            Id = Text(rows, Columns.Id, row),
            BirthDate = Integer(rows, Columns.BirthDate, row)!.Value,
            DeathDate = Integer(rows, Columns.DeathDate, row),
            Active = Integer(rows, Columns.Active, row),
            Restricted = Integer(rows, Columns.Restricted, row),
            OptedOut = Integer(rows, Columns.OptedOut, row),
            Site = Text(rows, Columns.Site, row),
            ProviderId = Text(rows, Columns.ProviderId, row),
        };
        if (_sexes[Text(rows, Columns.Sex, row)] is not { } sex || patient.DeathDate < patient.BirthDate)
            return false;
        PatientRows.Write(harvest.Common, patient, sex, harvest.FirstRow);
        return true;
    }

    private void Take(int row, RowReader rows, Harvest harvest)
    {
        rows.Load(row, Layout.Every, _values);
        var sex = _values.Has(Columns.Sex) ? _sexes[_values.Text(Columns.Sex)] : null;
        if ((_values.Fault ?? Fault(sex)) is { } fault)
        {
            harvest.Reject(_values.Row, fault);
            return;
        }
        PatientRows.Write(harvest.Common, PatientFields.Of(_values, Columns), sex!.Value, harvest.FirstRow);
    }

    private RowFault? Fault(Sex? sex)
    {
        if (sex is null)
            return new(RejectRules.UnknownSex, Columns.Sex, Encoding.UTF8.GetString(_values.Text(Columns.Sex)));
        return _values.Has(Columns.DeathDate) && _values.Integer(Columns.DeathDate) < _values.Integer(Columns.BirthDate)
            ? new(RejectRules.ImpossibleDate, Columns.DeathDate, _values.Date(Columns.DeathDate).ToString("yyyy-MM-dd"))
            : null;
    }

    private static ReadOnlySpan<byte> Text(RowReader rows, int column, int row) =>
        rows.Column(column) is { Page: var page } ? page.Text(row - page.FirstRow) : default;

    private static long? Integer(RowReader rows, int column, int row) =>
        rows.Column(column) is { Page: var page } && row - page.FirstRow is var i && !page.IsNull(i) ? page.Integer(i) : null;

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

/// <summary>What of a patient's row goes to the buckets; nothing where a value is missing.</summary>
internal readonly ref struct PatientFields
{
    public required long Row { get; init; }
    public required ulong Content { get; init; }

    /// <summary>See <see cref="RowValues.Forgotten"/>.</summary>
    public int Forgotten { get; init; }

    public required ReadOnlySpan<byte> Id { get; init; }
    public required long BirthDate { get; init; }
    public required long? DeathDate { get; init; }
    public required long? Active { get; init; }
    public required long? Restricted { get; init; }
    public required long? OptedOut { get; init; }
    public required ReadOnlySpan<byte> Site { get; init; }
    public required ReadOnlySpan<byte> ProviderId { get; init; }

    public static PatientFields Of(RowValues values, PatientColumns columns) => new()
    {
        Row = values.Row,
        Content = values.Content,
        Forgotten = values.Forgotten,
        Id = values.Text(columns.Id),
        BirthDate = values.Integer(columns.BirthDate),
        DeathDate = Integer(values, columns.DeathDate),
        Active = Integer(values, columns.Active),
        Restricted = Integer(values, columns.Restricted),
        OptedOut = Integer(values, columns.OptedOut),
        Site = values.Text(columns.Site),
        ProviderId = values.Text(columns.ProviderId),
    };

    private static long? Integer(RowValues values, int column) => values.Has(column) ? values.Integer(column) : null;
}
