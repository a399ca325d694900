using System.Buffers.Binary;

namespace Opportune.Columnar.Parquet;

/// <summary>Smallest and largest value of a chunk, in plain form.</summary>
internal static class Statistics
{
    // Long texts would bloat the footer and help nobody to pass over a row group.
    private const int LongestText = 64;

    public static void Fill(WrittenChunk chunk, ColumnBuffer values)
    {
        if (values.Count == values.NullCount)
            return;
        switch (values.Column.Kind)
        {
            case ColumnKind.Text:
                Text(chunk, values);
                break;
            case ColumnKind.Integer:
                Integers(chunk, values);
                break;
            default:
                Reals(chunk, values);
                break;
        }
    }

    private static void Text(WrittenChunk chunk, ColumnBuffer values)
    {
        var (min, max) = (-1, -1);
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsValid(row))
                continue;
            if (min < 0 || values.Text(row).SequenceCompareTo(values.Text(min)) < 0)
                min = row;
            if (max < 0 || values.Text(row).SequenceCompareTo(values.Text(max)) > 0)
                max = row;
        }
        if (values.Text(min).Length > LongestText || values.Text(max).Length > LongestText)
            return;
        chunk.Min = values.Text(min).ToArray();
        chunk.Max = values.Text(max).ToArray();
    }

    private static void Integers(WrittenChunk chunk, ColumnBuffer values)
    {
        var (min, max) = (long.MaxValue, long.MinValue);
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsValid(row))
                continue;
            min = Math.Min(min, values.Integer(row));
            max = Math.Max(max, values.Integer(row));
        }
        chunk.Min = Plain(values.Column, min);
        chunk.Max = Plain(values.Column, max);
    }

    private static void Reals(WrittenChunk chunk, ColumnBuffer values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsValid(row))
                continue;
            if (double.IsNaN(values.Real(row)))
                return;
            min = Math.Min(min, values.Real(row));
            max = Math.Max(max, values.Real(row));
        }
        // The format's rule: a zero bound covers both zeros.
        chunk.Min = BitConverter.GetBytes(min == 0 ? -0.0 : min);
        chunk.Max = BitConverter.GetBytes(max == 0 ? 0.0 : max);
    }

    private static byte[] Plain(Column column, long value)
    {
        if (column.Logical == LogicalType.Boolean)
            return [(byte)(value != 0 ? 1 : 0)];
        var bytes = new byte[column.Logical == LogicalType.Date ? 4 : 8];
        if (bytes.Length == 4)
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
