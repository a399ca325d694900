namespace Opportune.Columnar;

/// <summary>Reads a column that lies in memory: one page. Several may read one buffer at once.</summary>
internal sealed class BufferReader(ColumnBuffer buffer) : ColumnReader
{
    private bool _shown;

    public override Column Column => buffer.Column;

    public override bool NextPage()
    {
        if (_shown || buffer.Count == 0)
        {
            Page.End();
            return false;
        }
        _shown = true;
        buffer.ShowOn(Page);
        return true;
    }

    // The buffers are not the reader's own.
    public override void Dispose() { }
}
