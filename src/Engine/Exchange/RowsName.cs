using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Names all rows of a patient by what they say, in whatever order they lie: 128 bits, so that two patients, or one before and
/// after a change, never share a name. Of the rows that only show when a patient was seen, the latest of each table counts.
/// </summary>
internal static class RowsName
{
    private const ulong OtherSeed = 0x2545_F491_4F6C_DD1D;

    // They would be taken for days that are left open.
    private static readonly byte[][] Reserved = [Encoding.UTF8.GetBytes([Lasting.CoveredTo]), Encoding.UTF8.GetBytes([Lasting.LookedBackTo])];

    /// <summary>The name; zero where the rows may not be known again.</summary>
    public static UInt128 Of(PatientGroups groups, ReadOnlySpan<RecordRef> records)
    {
        Span<long> seen = stackalloc long[CanonicalTable.All.Count];
        seen.Fill(long.MinValue);
        var (low, high) = (1UL, 1UL);
        foreach (var record in records)
        {
            var bytes = groups[record].Span;
            if (record.Kind != RecordKind.Seen)
            {
                if (bytes.IndexOf(Reserved[0]) >= 0 || bytes.IndexOf(Reserved[1]) >= 0)
                    return default;
                // Sums do not depend on the order; what a row says is spread over all bits before.
                low += StableHash.Of(bytes, (ulong)record.Kind);
                high += StableHash.Of(bytes, OtherSeed + (ulong)record.Kind);
                continue;
            }
            var reader = new RecordReader(bytes);
            reader.UInt64();
            var table = reader.Byte();
            seen[table] = Math.Max(seen[table], reader.Day());
        }
        for (var table = 0; table < seen.Length; table++)
        {
            low = StableHash.With(low, (ulong)seen[table]);
            high = StableHash.With(high, (ulong)seen[table]);
        }
        return new(high, low);
    }
}
