using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>All that was committed about the patients of one bucket. Not thread-safe; different buckets are independent.</summary>
public sealed class BucketReader
{
    private readonly WorkPlan _plan;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _segments;

    internal BucketReader(WorkPlan plan, int bucket, IReadOnlyList<ReadOnlyMemory<byte>> segments) =>
        (_plan, Bucket, _segments) = (plan, bucket, segments);

    /// <summary>Which bucket.</summary>
    public int Bucket { get; }

    /// <summary>
    /// Counts the positive controls of the bucket's patients, candidates or not. A first, cheap pass: it must be done for
    /// all buckets before any is evaluated.
    /// </summary>
    public SiteControls CountControls()
    {
        var counts = new SiteControls();
        var patients = new Dictionary<ulong, PatientRows.PatientRow>();
        foreach (var record in Records(RecordKind.Patient))
        {
            var reader = new RecordReader(record.Span);
            var hash = reader.UInt64();
            var isReportedDead = _plan.Deaths.Has(reader.Text());
            var patient = PatientRows.Read(ref reader);
            if (isReportedDead)
                patient = patient with { DeathDate = patient.DeathDate ?? _plan.AsOf };
            // Of a patient who comes twice, the first row counts.
            patients[hash] = !patients.TryGetValue(hash, out var known)
                ? patient
                : PatientRows.Combined(PatientRows.InOrder(patient, known) < 0 ? [patient, known] : [known, patient]);
        }
        foreach (var patient in patients.Values)
        {
            if (patient.DeathDate is null && patient.ToPatient("").AgeOn(_plan.AsOf) >= SiteControls.CountedAge)
                counts.CountPatients(patient.Site);
        }
        foreach (var record in Records(RecordKind.Control))
        {
            var reader = new RecordReader(record.Span);
            if (!patients.TryGetValue(reader.UInt64(), out var patient))
                continue;
            var (table, valueSet) = _plan.Controls[(int)reader.Number()];
            counts.CountMatched(patient.Site, table, valueSet);
        }
        return counts;
    }

    /// <summary>
    /// Brings the bucket's candidates together with their events, and corrects the books by what only shows once a
    /// patient's rows are together.
    /// </summary>
    public BucketContent Read()
    {
        var content = new BucketContent();
        var people = new PeopleReader(_plan, content);
        var (hashes, records) = Sorted();
        for (var i = 0; i < records.Length;)
        {
            var end = i + 1;
            while (end < records.Length && hashes[end] == hashes[i])
                end++;
            people.Read(records.AsSpan(i, end - i));
            i = end;
        }
        content.Sort();
        return content;
    }

    private (ulong[] Hashes, RecordRef[] Records) Sorted()
    {
        var hashes = new List<ulong>();
        var records = new List<RecordRef>();
        foreach (var segment in _segments)
        {
            var reader = new RecordReader(segment.Span);
            while (!reader.AtEnd)
            {
                var kind = (RecordKind)reader.Byte();
                var length = reader.Length();
                if (kind == RecordKind.Control)
                {
                    reader.Skip(length);
                    continue;
                }
                records.Add(new(kind, segment.Slice(reader.Position, length)));
                hashes.Add(reader.UInt64());
                reader.Skip(length - sizeof(ulong));
            }
        }
        var (keys, values) = (hashes.ToArray(), records.ToArray());
        Array.Sort(keys, values);
        return (keys, values);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Records(RecordKind wanted)
    {
        foreach (var segment in _segments)
        {
            for (var at = 0; at < segment.Length;)
            {
                var (kind, start, length) = HeaderAt(segment.Span, at);
                if (kind == wanted)
                    yield return segment.Slice(start, length);
                at = start + length;
            }
        }
    }

    private static (RecordKind Kind, int Start, int Length) HeaderAt(ReadOnlySpan<byte> segment, int at)
    {
        var reader = new RecordReader(segment[at..]);
        var kind = (RecordKind)reader.Byte();
        return (kind, at + RecordReader.HeaderBytes, reader.Length());
    }
}

/// <summary>A record of a bucket, from the patient's hash on.</summary>
internal readonly record struct RecordRef(RecordKind Kind, ReadOnlyMemory<byte> Bytes);
