using Apache.Arrow;
using Apache.Arrow.C;
using Opportune.Columnar;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Interop;

/// <summary>A batch of ours goes through the Arrow C Data Interface into Apache.Arrow as it lies in memory.</summary>
public sealed unsafe class CDataTests
{
    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(1, 0.0)]
    [InlineData(5000, 0.2)]
    [InlineData(5000, 1.0)]
    public void Apache_Arrow_takes_a_batch_as_it_is(int rows, double nulls)
    {
        var expected = Tables.Random(Tables.Everything, rows, rows + 5, nulls);
        using var batch = Import(Tables.Batch(Tables.Everything, expected));
        Assert.Equal(Tables.Everything.Columns.Select(c => (c.Name, c.Optional)), batch.Schema.FieldsList.Select(f => (f.Name, f.IsNullable)));
        Tables.AssertEqual(expected, [.. ArrowRows.Of(batch)]);
    }

    [Fact]
    public void Its_values_lie_where_they_lay()
    {
        var ours = Tables.Batch(Tables.Everything, Tables.Random(Tables.Everything, 3000, 1));
        var columns = Enumerable.Range(0, Tables.Everything.Columns.Count).Select(i => ours[i]).ToList();
        using var theirs = Import(ours);
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, buffers) = (columns[i].Column, theirs.Column(i).Data.Buffers);
            switch (column)
            {
                case { Kind: ColumnKind.Text }:
                    AssertSame(columns[i].OffsetArray, buffers[1]);
                    AssertSame(columns[i].ByteArray, buffers[2]);
                    break;
                case { Kind: ColumnKind.Real }:
                    AssertSame(columns[i].RealArray, buffers[1]);
                    break;
                // What is kept wider here is made anew, as the class says.
                case { Logical: not (LogicalType.Boolean or LogicalType.Date) }:
                    AssertSame(columns[i].IntegerArray, buffers[1]);
                    break;
            }
        }
        // To the last: what is written here now is seen there, which a copy would not.
        var at = Enumerable.Range(0, 3000).First(columns[0].IsValid);
        columns[0].IntegerArray[at]++;
        Assert.Equal(columns[0].IntegerArray[at], ((Int64Array)theirs.Column(0)).Values[at]);
    }

    private static void AssertSame<T>(T[] ours, ArrowBuffer theirs) where T : unmanaged
    {
        fixed (T* here = ours)
        fixed (byte* there = theirs.Span)
            Assert.Equal((nint)here, (nint)there);
    }

    private static RecordBatch Import(RowBatch rows)
    {
        var schema = CArrowSchema.Create();
        var array = CArrowArray.Create();
        try
        {
            ArrowExport.Export(rows, (nint)schema, (nint)array);
            return CArrowArrayImporter.ImportRecordBatch(array, CArrowSchemaImporter.ImportSchema(schema));
        }
        finally
        {
            CArrowSchema.Free(schema);
            CArrowArray.Free(array);
        }
    }
}
