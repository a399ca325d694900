using System.Text;
using Opportune.Columnar;

namespace Opportune.Sources.Conversions;

/// <summary>A column whose every row has one value, or null: what the name of a Hive-style folder says.</summary>
internal sealed class ConstantReader : ColumnReader
{
    private const int MostRowsOfPage = 1 << 16;

    private readonly int _rows;

    public ConstantReader(string name, string? value, int rows)
    {
        Column = new(name, ColumnKind.Text);
        _rows = rows;
        var bytes = Encoding.UTF8.GetBytes(value ?? "");
        Page.Dictionary = new() { Count = 1, ByteBuffer = bytes, OffsetBuffer = [0, bytes.Length] };
        var most = Math.Min(rows, MostRowsOfPage);
        Page.IdBuffer = new int[most];
        Page.ValidityBuffer = [];
        if (value is not null)
            return;
        Page.IdBuffer.AsSpan().Fill(-1);
        Page.ValidityBuffer = new byte[most];
        Page.HasNulls = true;
    }

    public override Column Column { get; }

    public override bool NextPage() => ShowFrom(Page.FirstRow + Page.Count);

    protected override bool SkipTo(int row) => ShowFrom(row);

    public override void Dispose() { }

    private bool ShowFrom(int row)
    {
        Page.FirstRow = Math.Min(row, _rows);
        Page.Count = Math.Min(_rows - Page.FirstRow, MostRowsOfPage);
        return Page.Count > 0;
    }
}
