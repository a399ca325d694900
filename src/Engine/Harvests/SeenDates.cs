namespace Opportune.Engine;

/// <summary>
/// When a table saw each patient of a piece of a harvest: the latest day up to the as-of date, how many rows there were up
/// to it, and each later row by itself, for a later night may know of it.
/// </summary>
internal sealed class SeenDates
{
    private readonly List<(int Patient, long Day, long Known)> _later = [];
    private long[] _latest = [];
    private long[] _rows = [];
    private int _count;

    /// <summary>Notes a row.</summary>
    /// <param name="patient">The patient's number.</param>
    /// <param name="day">Its clinical date.</param>
    /// <param name="known">From which day on it is known: that, or when it was recorded.</param>
    /// <param name="asOf">As of when the run looks.</param>
    public void See(int patient, long day, long known, int asOf)
    {
        if (known > asOf)
        {
            _later.Add((patient, day, known));
            return;
        }
        if (patient >= _count)
            Grow(patient);
        _latest[patient] = Math.Max(_latest[patient], day);
        _rows[patient]++;
    }

    /// <summary>Gives a record for each patient, and begins anew.</summary>
    public void GiveTo(Harvest harvest)
    {
        _later.Sort();
        var later = 0;
        for (var patient = 0; patient < harvest.Patients.Count; patient++)
        {
            var first = later;
            while (later < _later.Count && _later[later].Patient == patient)
                later++;
            var rows = patient < _count ? _rows[patient] : 0;
            if (rows > 0 || later > first)
                Write(harvest, patient, rows, _later[first..later]);
        }
        Clear();
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _later.Clear();
        _latest.AsSpan(0, _count).Fill(long.MinValue);
        _rows.AsSpan(0, _count).Clear();
        _count = 0;
    }

    private void Write(Harvest harvest, int patient, long rows, List<(int Patient, long Day, long Known)> later)
    {
        var to = harvest.ByPatient;
        to.Begin(RecordKind.Seen, harvest.Patients[patient], patient);
        to.Number(rows);
        if (rows > 0)
            to.Day(_latest[patient]);
        to.Number(later.Count);
        foreach (var (_, day, known) in later)
        {
            to.Day(day);
            to.Day(known);
        }
        to.End();
    }

    private void Grow(int patient)
    {
        if (patient >= _latest.Length)
        {
            var before = _latest.Length;
            Array.Resize(ref _latest, Math.Max(1024, patient * 2));
            Array.Resize(ref _rows, _latest.Length);
            _latest.AsSpan(before).Fill(long.MinValue);
        }
        _count = patient + 1;
    }
}
