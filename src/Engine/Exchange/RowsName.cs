using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Names all rows of a patient by what they say, in whatever order they lie: 128 bits, so that two patients, or one before and
/// after a change, never share a name. Of the rows that only show when a patient was seen, the latest of each table counts.
/// </summary>
/// <param name="Patient">Hash of the patient's id.</param>
/// <param name="High">The upper half of what the rows say.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct RowsName(ulong Patient, ulong High, ulong Low)
{
    private const ulong OtherSeed = 0x2545_F491_4F6C_DD1D;

    // They would be taken for days that are left open.
    private static readonly byte[][] Reserved = [Encoding.UTF8.GetBytes([Lasting.CoveredTo]), Encoding.UTF8.GetBytes([Lasting.LookedBackTo])];

    /// <summary>The name; none where the rows may not be known again.</summary>
    internal static RowsName Of(ulong patient, PatientGroups groups, ReadOnlySpan<RecordRef> records)
    {
        Span<long> seen = stackalloc long[CanonicalTable.All.Count];
        seen.Fill(long.MinValue);
        var (high, low) = (0UL, 0UL);
        foreach (var record in records)
        {
            var bytes = groups[record].Span;
            if (bytes.IndexOf(Reserved[0]) >= 0 || bytes.IndexOf(Reserved[1]) >= 0)
                return default;
            Add(record.Kind, bytes, ref high, ref low, seen);
        }
        return Of(patient, high, low, seen);
    }

    /// <summary>Adds a row to sums, which do not depend on the order: what a row says is spread over all bits before.</summary>
    internal static void Add(RecordKind kind, ReadOnlySpan<byte> record, ref ulong high, ref ulong low, Span<long> seen)
    {
        if (kind != RecordKind.Seen)
        {
            var (a, b) = StableHash.Both(record, OtherSeed + (ulong)kind, (ulong)kind);
            high += a;
            low += b;
            return;
        }
        var reader = new RecordReader(record);
        reader.UInt64();
        ref var latest = ref seen[reader.Byte()];
        latest = Math.Max(latest, reader.Day());
    }

    /// <summary>The name of rows that were added.</summary>
    internal static RowsName Of(ulong patient, ulong high, ulong low, ReadOnlySpan<long> seen)
    {
        foreach (var day in seen)
            (high, low) = (StableHash.With(high, (ulong)day), StableHash.With(low, (ulong)day));
        return new(patient, high, low);
    }
}
