using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Books of tables and what goes with them, as bytes, for files that one program's processes read.</summary>
public static class BookCodec
{
    /// <summary>Writes a book.</summary>
    public static void Write(BinaryWriter to, TableBook book)
    {
        to.Write(book.Read);
        to.Write(book.Used);
        to.Write(book.RepairedText);
        to.Write(book.ForgottenValues);
        Write(to, book.Skipped);
        Write(to, book.Rejected);
        to.Write(book.Missing.Count);
        foreach (var rows in book.Missing)
            to.Write(rows);
    }

    /// <summary>Reads it back.</summary>
    public static TableBook ReadBook(BinaryReader from)
    {
        var book = new TableBook { Read = from.ReadInt64(), Used = from.ReadInt64(), RepairedText = from.ReadInt64(), ForgottenValues = from.ReadInt64() };
        foreach (var (reason, rows) in ReadCounts(from))
            book.Skip(reason, rows);
        foreach (var (rule, rows) in ReadCounts(from))
            book.Reject(rule, rows);
        for (var (column, columns) = (0, from.ReadInt32()); column < columns; column++)
        {
            if (from.ReadInt64() is var rows and > 0)
                book.Miss(column, rows);
        }
        return book;
    }

    /// <summary>Writes counts by name.</summary>
    public static void Write(BinaryWriter to, IReadOnlyDictionary<string, long> counts)
    {
        to.Write(counts.Count);
        foreach (var (key, count) in counts)
        {
            to.Write(key);
            to.Write(count);
        }
    }

    /// <summary>Reads them back.</summary>
    public static Dictionary<string, long> ReadCounts(BinaryReader from)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var left = from.ReadInt32(); left > 0; left--)
            counts.Add(from.ReadString(), from.ReadInt64());
        return counts;
    }

    /// <summary>Writes refused rows.</summary>
    public static void Write(BinaryWriter to, IReadOnlyCollection<Reject> rejects)
    {
        to.Write(rejects.Count);
        foreach (var reject in rejects)
        {
            to.Write((byte)reject.Table);
            to.Write(reject.File);
            to.Write(reject.Row);
            to.Write(reject.Column);
            to.Write(reject.Rule);
            to.Write(reject.Value);
        }
    }

    /// <summary>Reads them back.</summary>
    public static Reject[] ReadRejects(BinaryReader from)
    {
        var rejects = new Reject[from.ReadInt32()];
        for (var i = 0; i < rejects.Length; i++)
            rejects[i] = new((Table)from.ReadByte(), from.ReadString(), from.ReadInt64(), from.ReadString(), from.ReadString(), from.ReadString());
        return rejects;
    }
}
