using System.Data.Common;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Database;

/// <summary>
/// Rows on their way into a table: written to a file as they come, and loaded in one go inside the transaction, again if that has to be
/// done again. So a list of any length takes no memory, and the transaction is short.
/// </summary>
/// <param name="table">The table that they are for.</param>
/// <param name="columns">Its columns, in the order of the values.</param>
/// <param name="file">An empty file, which goes with this object.</param>
public sealed class StagedRows(string table, IReadOnlyList<string> columns, SafeFileHandle file) : IDisposable
{
    private const int Buffer = 1 << 16;

    private readonly FileStream _stream = new(file, FileAccess.ReadWrite, Buffer);
    private BinaryWriter? _writer;
    private byte[] _text = new byte[1024];
    private int _cells;

    private enum Cell : byte
    {
        Null,
        Text,
        Integer,
        Date,
    }

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    private BinaryWriter Writer => _writer ??= new(_stream, Encoding.UTF8, leaveOpen: true);

    /// <summary>Adds a text, or null.</summary>
    public void Add(string? value)
    {
        if (value is null)
            AddNull();
        else
            Add(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Adds a text that is UTF-8 already.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Begin(Cell.Text);
        Writer.Write7BitEncodedInt(utf8.Length);
        Writer.Write(utf8);
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(long value)
    {
        Begin(Cell.Integer);
        Writer.Write(value);
    }

    /// <summary>Adds 1 or 0; nothing where it is not known.</summary>
    public void Add(bool? value)
    {
        if (value is { } known)
            Add(known ? 1L : 0L);
        else
            AddNull();
    }

    /// <summary>Adds a date, or null.</summary>
    public void Add(DateOnly? value)
    {
        if (value is not { } date)
        {
            AddNull();
            return;
        }
        Begin(Cell.Date);
        Writer.Write(date.DayNumber);
    }

    /// <summary>Adds no value.</summary>
    public void AddNull() => Begin(Cell.Null);

    /// <summary>Ends a row.</summary>
    /// <exception cref="InvalidOperationException">It has too few or too many values.</exception>
    public void EndRow()
    {
        if (_cells != columns.Count)
            throw new InvalidOperationException($"a row of {_cells} values for {columns.Count} columns of {table}");
        _cells = 0;
        Rows++;
    }

    /// <summary>Hands them on as bytes, from which <see cref="TakeFrom"/> makes them again.</summary>
    /// <exception cref="IOException">The file cannot be read, or took no more.</exception>
    public Stream AsStream()
    {
        Writer.Flush();
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Takes the rows of another, which are written to the stream that <paramref name="write"/> gets; there are none so far.</summary>
    /// <exception cref="IOException">No space.</exception>
    public void TakeFrom(long rows, Action<Stream> write)
    {
        write(_stream);
        Rows = rows;
    }

    /// <summary>Loads all rows.</summary>
    /// <exception cref="DbException">The database refused them.</exception>
    /// <exception cref="IOException">The file cannot be read, or took no more.</exception>
    public void LoadInto(DbConnection connection)
    {
        Writer.Flush();
        _stream.Position = 0;
        var reader = new BinaryReader(_stream, Encoding.UTF8, leaveOpen: true);
        using var load = BulkLoad.Into(connection, table, columns);
        for (var row = 0L; row < Rows; row++)
        {
            for (var column = 0; column < columns.Count; column++)
                Copy(reader, load);
            load.EndRow();
        }
        load.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What is still to be flushed is not wanted any more, and a full disk would refuse it.
        file.Dispose();
        try
        {
            _stream.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }

    private void Begin(Cell cell)
    {
        Writer.Write((byte)cell);
        _cells++;
    }

    private void Copy(BinaryReader from, BulkLoad to)
    {
        switch ((Cell)from.ReadByte())
        {
            case Cell.Text:
                var length = from.Read7BitEncodedInt();
                if (length > _text.Length)
                    _text = new byte[length * 2];
                from.BaseStream.ReadExactly(_text, 0, length);
                to.Add(_text.AsSpan(0, length));
                break;
            case Cell.Integer:
                to.Add(from.ReadInt64());
                break;
            case Cell.Date:
                to.Add(DateOnly.FromDayNumber(from.ReadInt32()));
                break;
            default:
                to.AddNull();
                break;
        }
    }
}
