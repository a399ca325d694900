using System.Buffers.Binary;

namespace Opportune.Columnar.Parquet;

/// <summary>What is said of the values of some rows: how many are null, and what the others lie between.</summary>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Least">A row that holds the smallest value; -1 where there is none, or nothing is said.</param>
/// <param name="Greatest">A row that holds the largest value; -1 likewise.</param>
/// <param name="IsBounded">Whether the two bound the values: false where one of them is not a number.</param>
internal readonly record struct Statistics(int Nulls, int Least, int Greatest, bool IsBounded)
{
    // Long texts would bloat the footer and help nobody to pass over a row group.
    private const int LongestText = 64;

    /// <summary>Of the rows from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    /// <param name="values">The column.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    /// <param name="met">What tells a value that was met among these rows already; null where values have no numbers.</param>
    public static Statistics Of(ColumnBuffer values, int start, int end, MetValues? met)
    {
        met?.Begin();
        var nulls = 0;
        var (least, greatest) = (-1, -1);
        for (var row = start; row < end; row++)
        {
            if (!values.IsValid(row))
            {
                nulls++;
                continue;
            }
            if (met?.Met(row) == true)
                continue;
            if (values.Column.Kind == ColumnKind.Real && double.IsNaN(values.Real(row)))
                return new(nulls + values.Validity[(row + 1)..end].Count((byte)0), -1, -1, false);
            if (least < 0)
                (least, greatest) = (row, row);
            else if (Compare(values, row, least) < 0)
                least = row;
            else if (Compare(values, row, greatest) > 0)
                greatest = row;
        }
        return new(nulls, least, greatest, true);
    }

    /// <summary>Of these rows and others of the same column.</summary>
    public Statistics With(ColumnBuffer values, Statistics other)
    {
        var nulls = Nulls + other.Nulls;
        if (!IsBounded || !other.IsBounded)
            return new(nulls, -1, -1, false);
        if (Least < 0 || other.Least < 0)
            return (Least < 0 ? other : this) with { Nulls = nulls };
        return new(nulls, Compare(values, other.Least, Least) < 0 ? other.Least : Least, Compare(values, other.Greatest, Greatest) > 0 ? other.Greatest : Greatest, true);
    }

    /// <summary>The bounds in plain form; null where nothing is said.</summary>
    public (byte[] Min, byte[] Max)? Bounds(ColumnBuffer values)
    {
        if (Least < 0 || !IsBounded)
            return null;
        switch (values.Column.Kind)
        {
            case ColumnKind.Text:
                var min = values.Text(Least);
                var max = values.Text(Greatest);
                return min.Length > LongestText || max.Length > LongestText ? null : (min.ToArray(), max.ToArray());
            case ColumnKind.Integer:
                return (Plain(values.Column, values.Integer(Least)), Plain(values.Column, values.Integer(Greatest)));
            default:
                // The format's rule: a zero bound covers both zeros.
                var (least, greatest) = (values.Real(Least), values.Real(Greatest));
                return (BitConverter.GetBytes(least == 0 ? -0.0 : least), BitConverter.GetBytes(greatest == 0 ? 0.0 : greatest));
        }
    }

    /// <summary>Compares the values of two rows that have one.</summary>
    public static int Compare(ColumnBuffer values, int row, int other) => values.Column.Kind switch
    {
        ColumnKind.Text => values.Text(row).SequenceCompareTo(values.Text(other)),
        ColumnKind.Integer => values.Integer(row).CompareTo(values.Integer(other)),
        _ => values.Real(row).CompareTo(values.Real(other)),
    };

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
