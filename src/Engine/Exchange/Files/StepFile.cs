using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>Reads what a <see cref="StepFileWriter"/> wrote; contents by several threads at once.</summary>
public sealed class StepFile : IDisposable
{
    /// <summary>Begins and ends each file; raised with every change of form, of the contents too.</summary>
    internal const ulong Mark = 0x0004_5045_5453_504F;

    internal const int HeadBytes = sizeof(ulong);
    internal const int TailBytes = 28;

    private readonly SafeFileHandle _file;
    private readonly Extent _body;

    private StepFile(SafeFileHandle file, string name, Extent body) => (_file, Name, _body) = (file, name, body);

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; }

    /// <summary>Opens a file and reads its body.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What it must be of.</param>
    /// <param name="read">Reads the body, given the file for what it names.</param>
    /// <exception cref="StepFileException">It is not there, not whole, not what was written, or of something else.</exception>
    public static T Open<T>(string path, string key, Func<StepFile, BinaryReader, T> read)
    {
        var name = Path.GetFileName(path);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StepFileException(name, "is not there");
        }
        try
        {
            var file = new StepFile(handle, name, Tail(handle, name));
            using var body = new BinaryReader(new MemoryStream(file.Read(file._body)), Encoding.UTF8);
            if (body.ReadString() != key)
                throw new StepFileException(name, "is of other work");
            return read(file, body);
        }
        catch (Exception e)
        {
            handle.Dispose();
            // What is damaged beyond its checksums fails in more ways than one.
            if (e is EndOfStreamException or FormatException or ArgumentException or OverflowException)
                throw new StepFileException(name, "is damaged");
            throw;
        }
    }

    /// <summary>Contents, checked.</summary>
    /// <exception cref="StepFileException">They are not what was written.</exception>
    public byte[] Read(in Extent extent)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(extent.Length);
        Read(extent, bytes);
        return bytes;
    }

    /// <summary>Contents, checked, into a place of their length.</summary>
    /// <exception cref="StepFileException">They are not what was written.</exception>
    public void Read(in Extent extent, Span<byte> into)
    {
        Read(extent.Start, into);
        if (Checksum.Of(into) != extent.Check)
            throw new StepFileException(Name, "is damaged");
    }

    /// <summary>Contents as they are.</summary>
    /// <exception cref="StepFileException">The file ends before them.</exception>
    internal byte[] Read(long start, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Read(start, bytes);
        return bytes;
    }

    private void Read(long start, Span<byte> into)
    {
        for (var read = 0; read < into.Length;)
        {
            var count = RandomAccess.Read(_file, into[read..], start + read);
            if (count == 0)
                throw new StepFileException(Name, "is truncated");
            read += count;
        }
    }

    /// <summary>The whole file as a stream, which closes it.</summary>
    public Stream AsStream() => new FileStream(_file, FileAccess.Read, bufferSize: 0);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static Extent Tail(SafeFileHandle file, string name)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> bytes = stackalloc byte[TailBytes];
        if (RandomAccess.Read(file, bytes[..HeadBytes], 0) < HeadBytes)
            throw new StepFileException(name, "is truncated");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Mark)
            throw new StepFileException(name, "is not a file of a run, or of another version of the program");
        if (length < HeadBytes + TailBytes || RandomAccess.Read(file, bytes, length - TailBytes) < TailBytes || BinaryPrimitives.ReadUInt64LittleEndian(bytes[20..]) != Mark)
            throw new StepFileException(name, "is truncated");
        var body = new Extent(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]));
        return body.Start + body.Length == length - TailBytes && body.Length >= 0 ? body : throw new StepFileException(name, "is damaged");
    }
}
