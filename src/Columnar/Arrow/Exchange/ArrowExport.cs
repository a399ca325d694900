using System.Runtime.InteropServices;
using Opportune.Columnar.Arrow;

namespace Opportune.Columnar;

/// <summary>
/// Hands rows to any Arrow library in this process by the Arrow C Data Interface
/// (https://arrow.apache.org/docs/format/CDataInterface.html). Text, integers, timestamps and reals are not copied; null and
/// truth bits and dates, which are kept wider here, are made anew.
/// </summary>
public static unsafe class ArrowExport
{
    /// <summary>
    /// Fills in the two structures with the rows of a batch, as a struct array of its columns. The rows are theirs from then
    /// on: the batch is empty afterwards, and the memory is given back when both were released by whoever took them.
    /// </summary>
    /// <param name="rows">Complete rows.</param>
    /// <param name="schema">Address of a <c>struct ArrowSchema</c> that is written over.</param>
    /// <param name="array">Address of a <c>struct ArrowArray</c> that is written over.</param>
    /// <exception cref="ArgumentOutOfRangeException">An address is null.</exception>
    /// <exception cref="InvalidOperationException">A date is out of the range of 32 bits.</exception>
    public static void Export(RowBatch rows, nint schema, nint array)
    {
        ArgumentOutOfRangeException.ThrowIfZero(schema);
        ArgumentOutOfRangeException.ThrowIfZero(array);
        // Before anything is taken: a batch that cannot be handed over stays as it is.
        for (var i = 0; i < rows.Schema.Columns.Count; i++)
            CheckDays(rows[i]);
        var count = rows.Count;
        var columns = rows.Take();
        *(CSchema*)schema = Struct(rows.Schema);
        *(CArray*)array = Struct(columns, count);
    }

    private static void CheckDays(ColumnBuffer values)
    {
        for (var row = 0; values.Column.Logical == LogicalType.Date && row < values.Count; row++)
            values.Day(row);
    }

    private static CSchema Struct(Schema schema)
    {
        var held = new Held();
        var children = (CSchema**)held.Allocate((long)schema.Columns.Count * sizeof(CSchema*));
        for (var i = 0; i < schema.Columns.Count; i++)
        {
            children[i] = (CSchema*)held.Allocate(sizeof(CSchema));
            *children[i] = Of(schema.Columns[i]);
        }
        return new()
        {
            Format = held.Text("+s"),
            Name = held.Text(""),
            ChildCount = schema.Columns.Count,
            Children = children,
            Release = &Release,
            Private = held.AsPrivate(),
        };
    }

    private static CSchema Of(Column column)
    {
        var held = new Held();
        return new()
        {
            Format = held.Text(Format(column)),
            Name = held.Text(column.Name),
            Flags = column.Optional ? CSchema.Nullable : 0,
            Release = &Release,
            Private = held.AsPrivate(),
        };
    }

    private static string Format(Column column) => (column.Kind, column.Logical) switch
    {
        (ColumnKind.Text, LogicalType.Binary) => "z",
        (ColumnKind.Text, _) => "u",
        (ColumnKind.Real, _) => "g",
        (_, LogicalType.Boolean) => "b",
        (_, LogicalType.Date) => "tdD",
        (_, LogicalType.Instant) => "tsu:UTC",
        (_, LogicalType.LocalTimestamp) => "tsu:",
        _ => "l",
    };

    private static CArray Struct(ColumnBuffer[] columns, int count)
    {
        var held = new Held();
        var children = (CArray**)held.Allocate((long)columns.Length * sizeof(CArray*));
        for (var i = 0; i < columns.Length; i++)
        {
            children[i] = (CArray*)held.Allocate(sizeof(CArray));
            *children[i] = Of(columns[i]);
        }
        // A row as a whole is never null, so the one buffer is none.
        return new()
        {
            Length = count,
            BufferCount = 1,
            Buffers = (void**)held.Allocate(sizeof(void*)),
            ChildCount = columns.Length,
            Children = children,
            Release = &Release,
            Private = held.AsPrivate(),
        };
    }

    private static CArray Of(ColumnBuffer values)
    {
        var held = new Held();
        var isText = values.Column.Kind == ColumnKind.Text;
        var buffers = (void**)held.Allocate(3 * sizeof(void*));
        buffers[0] = values.NullCount == 0 ? null : Bits(held, values.Count, row => values.IsValid(row));
        buffers[1] = (values.Column.Kind, values.Column.Logical) switch
        {
            (ColumnKind.Text, _) => held.Pin(values.OffsetArray),
            (ColumnKind.Real, _) => held.Pin(values.RealArray),
            (_, LogicalType.Boolean) => Bits(held, values.Count, row => values.Integer(row) != 0),
            (_, LogicalType.Date) => Days(held, values),
            _ => held.Pin(values.IntegerArray),
        };
        if (isText)
            buffers[2] = held.Pin(values.ByteArray);
        return new() { Length = values.Count, NullCount = values.NullCount, BufferCount = isText ? 3 : 2, Buffers = buffers, Release = &Release, Private = held.AsPrivate() };
    }

    private static void* Bits(Held held, int count, Func<int, bool> isSet)
    {
        var bits = (byte*)held.Allocate((count + 7L) / 8);
        for (var row = 0; row < count; row++)
            bits[row >> 3] |= (byte)(isSet(row) ? 1 << (row & 7) : 0);
        return bits;
    }

    private static void* Days(Held held, ColumnBuffer values)
    {
        var days = (int*)held.Allocate((long)values.Count * sizeof(int));
        for (var row = 0; row < values.Count; row++)
            days[row] = values.Day(row);
        return days;
    }

    // Whoever took a child for themselves marked it as released, and releases it themselves.
    [UnmanagedCallersOnly]
    private static void Release(CSchema* schema)
    {
        for (var i = 0L; i < schema->ChildCount; i++)
        {
            var child = schema->Children[i];
            if (child->Release != null)
                child->Release(child);
        }
        schema->Release = null;
        Held.Free(schema->Private);
    }

    [UnmanagedCallersOnly]
    private static void Release(CArray* array)
    {
        for (var i = 0L; i < array->ChildCount; i++)
        {
            var child = array->Children[i];
            if (child->Release != null)
                child->Release(child);
        }
        array->Release = null;
        Held.Free(array->Private);
    }
}
