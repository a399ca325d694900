using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Finds where reports begin: adjacent rows with one accession and one patient are one report. A row without an accession
/// is a report of its own. The patient belongs to the key so that no sentence is ever read as being about somebody else.
/// </summary>
internal sealed class ReportKey(MergedPatients merged)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly Remembered _lastAccession = new();
    private readonly Remembered _lastPatient = new();
    private HashSet<PatientPair> _pairs = [];
    private ColumnReader? _accession;
    private ColumnReader? _patient;

    /// <summary>Begins anew: the next row begins a report.</summary>
    /// <param name="pairs">Gets the pairs of different ids that were asked about.</param>
    public void Clear(HashSet<PatientPair> pairs)
    {
        _pairs = pairs;
        _lastAccession.Take(default);
        _lastPatient.Take(default);
    }

    /// <summary>Turns to a row group; the key of the row before stays.</summary>
    public void Open(RowReader rows) => (_accession, _patient) = (rows.Column(_layout.Accession), rows.Column(_layout.Patient));

    /// <summary>Takes the key of a row.</summary>
    public void Take(int row)
    {
        _lastAccession.Take(_accession!.Page.Text(_accession.MoveTo(row)));
        _lastPatient.Take(_patient!.Page.Text(_patient.MoveTo(row)));
    }

    /// <summary>Whether the row continues the report of the row whose key was taken last.</summary>
    public bool Continues(int row)
    {
        var accession = _accession!.Page.Text(_accession.MoveTo(row));
        return !accession.IsEmpty && _lastAccession.Is(accession) && AreOne(_lastPatient.Text, _patient!.Page.Text(_patient.MoveTo(row)));
    }

    /// <summary>
    /// Appends the rows from <paramref name="from"/> to before <paramref name="to"/> that begin a report. The row before
    /// <paramref name="from"/> must be the last one that was asked for.
    /// </summary>
    public void FindStarts(int from, int to, List<int> into)
    {
        while (from < to)
        {
            var end = Math.Min(to, Math.Min(CodeCursor.EndOfPage(_accession, from), CodeCursor.EndOfPage(_patient, from)));
            FindInPage(from, end, into);
            Take(end - 1);
            from = end;
        }
    }

    private void FindInPage(int from, int to, List<int> into)
    {
        var (accessions, patients) = (_accession!.Page, _patient!.Page);
        var (a, p) = (from - accessions.FirstRow, from - patients.FirstRow);
        if (!Continues(from))
            into.Add(from);
        for (var row = from + 1; row < to; row++)
        {
            (a, p) = (a + 1, p + 1);
            if (!IsSame(accessions, a) || accessions.Text(a).IsEmpty || !(IsSame(patients, p) || AreOne(patients.Text(p - 1), patients.Text(p))))
                into.Add(row);
        }
    }

    // An accession of two patients: rare, and another night they may have become one.
    private bool AreOne(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b))
            return true;
        var areOne = merged.AreOne(a, b);
        _pairs.Add(new(StableHash.Of(a), StableHash.Of(b), areOne));
        return areOne;
    }

    // Whether a row of a page says the same as the row before it.
    private static bool IsSame(Page page, int i) =>
        page.Dictionary is null ? page.Text(i).SequenceEqual(page.Text(i - 1)) : page.Ids[i] == page.Ids[i - 1];

    /// <summary>A text that outlives its page.</summary>
    private sealed class Remembered
    {
        private byte[] _bytes = new byte[64];
        private int _length;

        public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _length);

        public bool Is(ReadOnlySpan<byte> text) => text.SequenceEqual(Text);

        public void Take(ReadOnlySpan<byte> text)
        {
            if (_bytes.Length < text.Length)
                _bytes = new byte[text.Length * 2];
            text.CopyTo(_bytes);
            _length = text.Length;
        }
    }
}
