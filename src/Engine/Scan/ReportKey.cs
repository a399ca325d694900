using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// What makes adjacent rows one report: accession and patient. A row without an accession is a report of its own. The
/// patient belongs to it so that no sentence is ever read as being about somebody else.
/// </summary>
internal sealed class ReportKey
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private byte[] _bytes = new byte[128];
    private int _accession = -1;
    private int _length;

    /// <summary>Whether the row continues the report whose key this is.</summary>
    public bool Continues(RowReader rows, int row) =>
        _accession > 0 && Text(rows, _layout.Accession, row).SequenceEqual(_bytes.AsSpan(0, _accession))
        && Text(rows, _layout.Patient, row).SequenceEqual(_bytes.AsSpan(_accession, _length - _accession));

    /// <summary>Takes the key of a row.</summary>
    public void Take(RowReader rows, int row)
    {
        var accession = Text(rows, _layout.Accession, row);
        var patient = Text(rows, _layout.Patient, row);
        (_accession, _length) = (accession.Length, accession.Length + patient.Length);
        if (_bytes.Length < _length)
            _bytes = new byte[_length * 2];
        accession.CopyTo(_bytes);
        patient.CopyTo(_bytes.AsSpan(_accession));
    }

    /// <summary>Belongs to no report: the next row begins one.</summary>
    public void Clear() => _accession = -1;

    private static ReadOnlySpan<byte> Text(RowReader rows, int column, int row) =>
        rows.Column(column) is { } reader ? reader.Page.Text(reader.MoveTo(row)) : default;
}
