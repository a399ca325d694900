namespace Opportune.Columnar.Delimited;

/// <summary>Hands out one column of a row group of a CSV or TSV file.</summary>
internal sealed class DelimitedColumnReader(DelimitedFile file, int rowGroup, int column, DelimitedGroup group, int rows, bool isCsv) : ColumnReader
{
    private const int RowsPerPage = 8192;

    private bool _disposed;

    public override Column Column => file.Schema.Columns[column];

    public override bool NextPage()
    {
        Page.End();
        return Fill();
    }

    protected override bool SkipTo(int row)
    {
        Page.End();
        Page.FirstRow = row < rows ? row / RowsPerPage * RowsPerPage : rows;
        return Fill();
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Page.Return();
        file.Release(rowGroup, group);
    }

    private bool Fill()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Page.FirstRow >= rows)
            return false;
        file.Load(group);
        var count = Math.Min(RowsPerPage, rows - Page.FirstRow);
        Measure(count);
        var offsets = Page.FitOffsets(count);
        var bytes = group.Bytes;
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            offsets[i] = used;
            var (start, end) = group.Cell(Page.FirstRow + i, column);
            used += DelimitedGroup.Copy(bytes[start..end], isCsv, Page.ByteBuffer.AsSpan(used));
        }
        offsets[count] = used;
        Page.Count = count;
        return true;
    }

    // Makes room for the page's text and finds its nulls: cells of no bytes.
    private void Measure(int count)
    {
        Buffers.Fit(ref Page.ValidityBuffer, count);
        var most = 0;
        for (var i = 0; i < count; i++)
        {
            var (start, end) = group.Cell(Page.FirstRow + i, column);
            Page.ValidityBuffer[i] = start == end ? (byte)0 : (byte)1;
            Page.HasNulls |= start == end;
            most += end - start;
        }
        Buffers.Fit(ref Page.ByteBuffer, most);
    }
}
