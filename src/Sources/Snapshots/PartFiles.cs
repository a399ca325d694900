using System.Buffers.Binary;
using System.Security.Cryptography;
using Opportune.Columnar;

namespace Opportune.Sources.Snapshots;

/// <summary>Compares a part of a snapshot with that of the snapshot before.</summary>
internal static class PartFiles
{
    /// <summary>Whether two files are there and hold the same bytes.</summary>
    public static bool AreSame(string before, string now)
    {
        if (new FileInfo(before) is not { Exists: true } old || new FileInfo(now) is not { Exists: true } made || old.Length != made.Length)
            return false;
        using var one = File.OpenRead(before);
        using var other = File.OpenRead(now);
        var (a, b) = (new byte[1 << 16], new byte[1 << 16]);
        for (; ; )
        {
            var read = one.ReadAtLeast(a, a.Length, throwOnEndOfStream: false);
            other.ReadAtLeast(b, b.Length, throwOnEndOfStream: false);
            if (!a.AsSpan(0, read).SequenceEqual(b.AsSpan(0, read)))
                return false;
            if (read < a.Length)
                return true;
        }
    }

    /// <summary>How many rows of the one are not in the other; a row that changed counts in both. A file that is not there has no rows.</summary>
    public static (long Gone, long Come) Difference(string before, string now)
    {
        var rows = new Dictionary<UInt128, long>();
        Count(before, 1, rows);
        Count(now, -1, rows);
        return (rows.Values.Where(n => n > 0).Sum(), -rows.Values.Where(n => n < 0).Sum());
    }

    private static void Count(string path, int step, Dictionary<UInt128, long> rows)
    {
        if (!File.Exists(path))
            return;
        using var file = TableFiles.Open(path);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = new MemoryStream();
        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            var columns = Enumerable.Range(0, file.Schema.Columns.Count).Select(c => file.OpenColumn(group, c)).ToList();
            try
            {
                for (var row = 0; row < file.RowGroups[group]; row++)
                {
                    bytes.SetLength(0);
                    columns.ForEach(c => Write(c, row, bytes));
                    SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), hash);
                    var key = BinaryPrimitives.ReadUInt128LittleEndian(hash);
                    rows[key] = rows.GetValueOrDefault(key) + step;
                }
            }
            finally
            {
                columns.ForEach(c => c.Dispose());
            }
        }
    }

    private static void Write(ColumnReader column, int row, MemoryStream to)
    {
        var i = column.MoveTo(row);
        Span<byte> number = stackalloc byte[sizeof(long)];
        if (column.Page.IsNull(i))
        {
            to.WriteByte(0);
            return;
        }
        to.WriteByte(1);
        if (column.Column.Kind == ColumnKind.Text)
        {
            var text = column.Page.Text(i);
            BinaryPrimitives.WriteInt64LittleEndian(number, text.Length);
            to.Write(number);
            to.Write(text);
            return;
        }
        BinaryPrimitives.WriteInt64LittleEndian(number, column.Column.Kind == ColumnKind.Real ? BitConverter.DoubleToInt64Bits(column.Page.Real(i)) : column.Page.Integer(i));
        to.Write(number);
    }
}
