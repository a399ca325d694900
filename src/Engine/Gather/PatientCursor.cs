using Opportune.Columnar;

namespace Opportune.Engine;

/// <summary>A row of a patient who is asked about.</summary>
/// <param name="Row">The row within its row group.</param>
/// <param name="Patient">The patient's number.</param>
internal readonly record struct AskedRow(int Row, int Patient);

/// <summary>Finds the rows of the patients who are asked about: once per distinct id where the file has a dictionary.</summary>
internal sealed class PatientCursor(PatientNumbers patients)
{
    private readonly DictionaryMemo<int> _byId = new();
    private ColumnReader? _patient;

    /// <summary>Turns to a row group; numbers may have begun anew.</summary>
    public void Open(ColumnReader? patient)
    {
        _patient = patient;
        _byId.Forget();
    }

    /// <summary>The row after the last of the page that holds the row.</summary>
    public int EndOfPage(int row) => CodeCursor.EndOfPage(_patient, row);

    /// <summary>Appends their rows of one page.</summary>
    public void Find(int from, int to, List<AskedRow> into)
    {
        if (_patient is null)
            return;
        var page = _patient.Page;
        if (page.Dictionary is { } dictionary)
        {
            FindIds(page, dictionary, from, to, into);
            return;
        }
        for (var row = from; row < to; row++)
        {
            if (patients.Of(page.Text(row - page.FirstRow)) is >= 0 and var patient)
                into.Add(new(row, patient));
        }
    }

    private void FindIds(Page page, PageDictionary dictionary, int from, int to, List<AskedRow> into)
    {
        var known = _byId.Of(dictionary, 0);
        var ids = page.Ids[(from - page.FirstRow)..(to - page.FirstRow)];
        for (var i = 0; i < ids.Length; i++)
        {
            var id = ids[i];
            if (id < 0)
                continue;
            if (!known[id].Known)
                known[id] = (true, patients.Of(dictionary.Text(id)));
            if (known[id].Value >= 0)
                into.Add(new(from + i, known[id].Value));
        }
    }
}
