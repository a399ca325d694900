using Apache.Arrow;

namespace Opportune.Tests.Interop;

/// <summary>Rows of Apache.Arrow as plain values, as those of <c>Tables</c>.</summary>
internal static class ArrowRows
{
    public static IEnumerable<object?[]> Of(RecordBatch batch)
    {
        for (var row = 0; row < batch.Length; row++)
            yield return [.. Enumerable.Range(0, batch.ColumnCount).Select(column => Cell(batch.Column(column), row))];
    }

    private static object? Cell(IArrowArray column, int row) => column switch
    {
        _ when column.IsNull(row) => null,
        // A text is bytes too, and says so first.
        BinaryArray bytes => bytes.GetBytes(row).ToArray(),
        BooleanArray flags => flags.GetValue(row)!.Value ? 1L : 0L,
        Date32Array days => (long)days.Values[row],
        TimestampArray stamps => stamps.Values[row],
        Int64Array integers => integers.Values[row],
        DoubleArray reals => reals.Values[row],
        _ => throw new ArgumentException(column.GetType().Name),
    };
}
