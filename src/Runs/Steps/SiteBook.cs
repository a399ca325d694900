using System.Runtime.InteropServices;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Runs.Bands;

namespace Opportune.Runs;

/// <summary>
/// What was seen at one site of those patients who have something that a rule could start from: the smallest part of a
/// run in which a fault of a source shows. Books of buckets add up.
/// </summary>
/// <param name="measures">How many measures the run has.</param>
internal sealed partial class SiteBook(int measures)
{
    // Parts of the book of one patient as it is written, before the days.
    private const int OnePatientParts = 3;

    private static readonly int Statuses = Enum.GetValues<GapStatus>().Length;

    private readonly long[] _rows = new long[CanonicalTable.All.Count];
    private readonly long[] _status = new long[measures * Statuses];

    /// <summary>Patients.</summary>
    public long Candidates { get; private set; }

    /// <summary>What their rows of the last days were.</summary>
    public DayBook Days { get; } = new();

    /// <summary>Their events from the table.</summary>
    public long Rows(Table table) => _rows[(int)table];

    /// <summary>Those of them with an index event of the measure, by status; each counts once.</summary>
    public long Status(int measure, GapStatus status) => _status[(measure * Statuses) + (int)status];

    /// <summary>Counts one patient as of a date.</summary>
    public void Count(PatientRecord patient, IReadOnlyList<MeasureResult> results, DateOnly asOf)
    {
        Candidates++;
        Days.Count(patient, asOf);
        CountMissing(Table.Patients, OptionalColumns.MaskOf(patient.Patient));
        foreach (var e in patient.Events)
        {
            _rows[(int)e.Table]++;
            CountMissing(e.Table, OptionalColumns.MaskOf(e));
        }
        for (var measure = 0; measure < results.Count; measure++)
        {
            foreach (var gap in results[measure].Gaps)
            {
                if (gap.Leads)
                    _status[(measure * Statuses) + (int)gap.Status]++;
            }
        }
    }

    /// <summary>The books of buckets, added up by site.</summary>
    public static IReadOnlyDictionary<string, SiteBook> Sum(IEnumerable<IReadOnlyDictionary<string, SiteBook>> buckets, int measures)
    {
        var sum = new SortedDictionary<string, SiteBook>(StringComparer.Ordinal);
        foreach (var (site, book) in buckets.SelectMany(b => b))
        {
            if (!sum.TryGetValue(site, out var all))
                sum[site] = all = new(measures);
            all.Add(book);
        }
        return sum;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Candidates = 0;
        Days.Clear();
        foreach (var counts in new[] { _rows, _status, _missing })
            Array.Clear(counts);
    }

    /// <summary>Writes the book of one patient, who has little of all that may be counted.</summary>
    public void WriteOne(BinaryWriter to)
    {
        foreach (var counts in new[] { _rows, _status, _missing })
        {
            to.Write((byte)counts.Count(c => c != 0));
            for (var i = 0; i < counts.Length; i++)
            {
                if (counts[i] == 0)
                    continue;
                to.Write((byte)i);
                to.Write((int)counts[i]);
            }
        }
        Days.Write(to);
    }

    /// <summary>Adds the book of one patient, as it was written.</summary>
    public void AddOne(ref GapFields from)
    {
        Candidates++;
        AddOne(_rows, ref from);
        AddOne(_status, ref from);
        AddOne(_missing, ref from);
        Days.Add(ref from);
    }

    /// <summary>Passes over the book of one patient, as it was written.</summary>
    public static void SkipOne(ref GapFields from)
    {
        for (var counts = 0; counts < OnePatientParts; counts++)
        {
            for (var left = from.Byte(); left > 0; left--)
            {
                from.Byte();
                from.Integer();
            }
        }
        DayBook.Skip(ref from);
    }

    private static void AddOne(long[] counts, ref GapFields from)
    {
        for (var left = from.Byte(); left > 0; left--)
            counts[from.Byte()] += from.Integer();
    }

    /// <summary>Adds another book of the same site.</summary>
    public void Add(SiteBook other)
    {
        Candidates += other.Candidates;
        Days.Add(other.Days);
        for (var i = 0; i < _rows.Length; i++)
            _rows[i] += other._rows[i];
        for (var i = 0; i < _status.Length; i++)
            _status[i] += other._status[i];
        for (var i = 0; i < _missing.Length; i++)
            _missing[i] += other._missing[i];
    }

    /// <summary>Writes it, for another process.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(Candidates);
        foreach (var counts in new[] { _rows, _status, _missing })
            to.Write(MemoryMarshal.AsBytes(counts.AsSpan()));
        Days.Write(to);
    }

    /// <summary>Reads back what was written of a run with as many measures.</summary>
    public static SiteBook Read(BinaryReader from, int measures)
    {
        var book = new SiteBook(measures) { Candidates = from.ReadInt64() };
        foreach (var counts in new[] { book._rows, book._status, book._missing })
            from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(counts.AsSpan()));
        book.Days.Add(from);
        return book;
    }
}
