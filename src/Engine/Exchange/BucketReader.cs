using Opportune.Core;

namespace Opportune.Engine;

/// <summary>All that was committed about the patients of one bucket. Not thread-safe; different buckets are independent.</summary>
public sealed class BucketReader : IDisposable
{
    private readonly WorkPlan _plan;
    private readonly BucketSegments _segments;

    internal BucketReader(WorkPlan plan, int bucket, BucketSegments segments) =>
        (_plan, Bucket, _segments) = (plan, bucket, segments);

    /// <summary>Which bucket.</summary>
    public int Bucket { get; }

    /// <summary>The records as they lie.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Segments => _segments.All;

    /// <summary>Adds records of patients of the bucket.</summary>
    internal void Add(ReadOnlyMemory<byte> records) => _segments.Add(records);

    /// <summary>Finds the site of each patient who is asked about, candidate or not; "" without one. Of a patient who comes twice, the first row counts.</summary>
    /// <param name="sites">Asks, and takes them.</param>
    internal void FindSites(PatientSites sites)
    {
        foreach (var segment in _segments.All)
        {
            var records = new RecordWalk(segment.Span);
            while (records.Next() && records.Kind == RecordKind.Patient)
            {
                if (!sites.IsAsked(records.Hash))
                    continue;
                var reader = new RecordReader(records.Fields);
                var patient = reader.UInt64();
                reader.Text();
                var order = PatientRows.ReadCounted(ref reader, out var site).Order;
                sites.Add(patient, order, site);
            }
        }
    }

    /// <summary>How many patients it holds, candidates or not.</summary>
    public long CountPatients()
    {
        var patients = new HashSet<ulong>();
        foreach (var segment in _segments.All)
        {
            var records = new RecordWalk(segment.Span);
            while (records.Next())
            {
                if (records.Kind == RecordKind.Patient)
                    patients.Add(records.Hash);
            }
        }
        return patients.Count;
    }

    /// <summary>
    /// Brings the bucket's candidates together with their events, and corrects the books by what only shows once a
    /// patient's rows are together.
    /// </summary>
    public BucketContent Read()
    {
        var content = new BucketContent();
        foreach (var candidate in ReadEach(content))
            content.Add(candidate.Patient);
        content.Sort();
        return content;
    }

    /// <summary>
    /// The same one candidate after the other, in no order, so that none stays in memory longer than it is looked at. What
    /// is corrected goes into <paramref name="content"/>, which is complete when the last candidate was handed out.
    /// </summary>
    /// <param name="content">Takes what is corrected.</param>
    /// <param name="known">Takes what is known of patients with certain rows: they are not handed out. Null: nothing is known, and rows are not named.</param>
    public IEnumerable<Candidate> ReadEach(BucketContent content, KnownRows? known = null)
    {
        using var groups = new PatientGroups(_segments.All, known, _plan.Deaths);
        var people = new PeopleReader(_plan, content, groups, isNamed: known is not null);
        var found = new List<Candidate>();
        while (groups.Next() is { Length: > 0 } records)
        {
            found.Clear();
            people.Read(records, found);
            foreach (var candidate in found)
                yield return candidate;
        }
        people.Finish();
    }

    /// <summary>Gives room back for the next bucket; what was brought together stays.</summary>
    public void Dispose() => _segments.Dispose();
}

/// <summary>A candidate of a bucket.</summary>
/// <param name="Rows">Names the patient's rows, all and in full; none where they alone do not say what comes of the patient, or nobody asked.</param>
/// <param name="Patient">The patient.</param>
public readonly record struct Candidate(RowsName Rows, PatientRecord Patient);
