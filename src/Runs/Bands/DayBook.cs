using System.Globalization;
using System.Runtime.InteropServices;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs.Bands;

/// <summary>
/// What the rows of candidates at a site were on each of the last days, from which a run's bands are learned. Only rows that a rule
/// uses get here, and of them only recent ones are looked at, so that it costs a comparison a row. Books of patients and buckets add up.
/// </summary>
internal sealed class DayBook
{
    // In place of a day: whatever the as-of date, it is counted on it.
    private const int Tonight = int.MaxValue;

    // Two rows to a doubling of the value, beyond 1.
    private const double SizesOfDouble = 2;
    private const int LongestUnit = 16;

    private readonly Dictionary<(Series Series, int Day), long> _counts = [];

    /// <summary>The size of a value, in steps of half a doubling: what is told of a value.</summary>
    public static int SizeOf(double value) => Math.Sign(value) * (int)Math.Floor(SizesOfDouble * Math.Log2(1 + Math.Min(Math.Abs(value), double.MaxValue / 2)));

    /// <summary>Counts one patient.</summary>
    public void Count(PatientRecord patient, DateOnly asOf)
    {
        Add(Table.Patients, Facet.Rows, "", Tonight);
        Add(Table.Patients, Facet.Sex, patient.Patient.Sex.ToString(), Tonight);
        foreach (var column in OptionalColumns.MissingIn(patient.Patient))
            Add(Table.Patients, Facet.Missing, column, Tonight);
        var first = asOf.AddDays(1 - DayCounts.Days);
        Event? before = null;
        foreach (var e in patient.Events)
        {
            if (e.Date < first || ReportedRows.Names(e.RowId))
                continue;
            var day = e.Date.DayNumber;
            if (e.Mention is { } mention)
            {
                Add(e.Table, Facet.Section, "", day);
                if (mention.Section.Length > 0)
                    Add(e.Table, Facet.Section, mention.Section, day);
            }
            // A row may be several events: what is said in a text, and ways to recognise a drug.
            if (before is null || (before.Table, before.Date, before.RowId) != (e.Table, e.Date, e.RowId))
                CountRow(e, day);
            before = e;
        }
        foreach (var (table, date) in patient.Repeats)
        {
            if (date >= first)
                Add(table, Facet.Repeated, "", date.DayNumber);
        }
    }

    /// <summary>Adds another book.</summary>
    public void Add(DayBook other)
    {
        foreach (var (key, amount) in other._counts)
            Add(key, amount);
    }

    /// <summary>Empties it.</summary>
    public void Clear() => _counts.Clear();

    /// <summary>Writes it, for another process or another night.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(_counts.Count);
        foreach (var ((series, day), amount) in _counts)
        {
            to.Write((byte)series.Table);
            to.Write((byte)series.Facet);
            to.Write(series.Item);
            to.Write(day);
            to.Write((int)amount);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and adds it.</summary>
    public void Add(BinaryReader from)
    {
        for (var left = from.ReadInt32(); left > 0; left--)
            Add((new((Table)from.ReadByte(), (Facet)from.ReadByte(), from.ReadString()), from.ReadInt32()), from.ReadInt32());
    }

    /// <inheritdoc cref="Add(BinaryReader)"/>
    public void Add(ref GapFields from)
    {
        for (var left = from.Integer(); left > 0; left--)
            Add((new((Table)from.Byte(), (Facet)from.Byte(), System.Text.Encoding.UTF8.GetString(from.Text())), from.Integer()), from.Integer());
    }

    /// <summary>Passes over what <see cref="Write"/> wrote.</summary>
    public static void Skip(ref GapFields from)
    {
        for (var left = from.Integer(); left > 0; left--)
        {
            from.Bytes(2);
            from.Text();
            from.Bytes(2 * sizeof(int));
        }
    }

    /// <summary>The last days of each site as of a date, with its positive controls. What is kept of an earlier night may reach back farther.</summary>
    public static IReadOnlyDictionary<string, DayCounts> AsOf(DateOnly asOf, IReadOnlyDictionary<string, SiteBook> sites, SiteControls controls, IEnumerable<(Table, string)> sets) =>
        sites.Keys.Union(controls.Sites).ToDictionary(s => s, s => (sites.GetValueOrDefault(s)?.Days ?? new()).AsOf(asOf, sets.Select(c => (new Series(c.Item1, Facet.Control, c.Item2), controls.LastDaysAt(s, c.Item1, c.Item2)))), StringComparer.Ordinal);

    private DayCounts AsOf(DateOnly asOf, IEnumerable<(Series Series, IReadOnlyList<long> Days)> controls)
    {
        var counts = new Dictionary<Series, int[]>();
        foreach (var ((series, day), amount) in _counts)
        {
            var lag = day == Tonight ? 0 : asOf.DayNumber - day;
            if (lag is < 0 or >= DayCounts.Days)
                continue;
            ref var days = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, series, out _);
            (days ??= new int[DayCounts.Days])[lag] += (int)amount;
        }
        foreach (var (series, days) in controls.Where(c => c.Days.Count > 0))
            counts[series] = [.. days.Select(d => (int)d)];
        return new(asOf, counts);
    }

    private void CountRow(Event e, int day)
    {
        Add(e.Table, Facet.Rows, "", day);
        foreach (var column in OptionalColumns.MissingIn(e))
            Add(e.Table, Facet.Missing, column, day);
        if (e.CodeSystem is not { } system || e.Code is not { } code)
            return;
        Add(e.Table, Facet.System, system, day);
        var item = $"{system} {CodeSystems.NormaliseCode(system, code)}";
        Add(e.Table, Facet.Code, item, day);
        if (e.Value is not { } value || e.Table is not Table.Results)
            return;
        var unit = Series.Join(item, e.Unit is null ? "no unit" : e.Unit.Length > LongestUnit ? "a long unit" : e.Unit.Trim());
        Add(e.Table, Facet.Unit, unit, day);
        Add(e.Table, Facet.Value, Series.Join(unit, SizeOf(value).ToString(CultureInfo.InvariantCulture)), day);
    }

    private void Add(Table table, Facet facet, string item, int day) => Add((new(table, facet, item), day), 1);

    private void Add((Series, int) key, long amount) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _) += amount;
}
