using System.Buffers;
using Opportune.Core;
using Opportune.Sources.Files;

namespace Opportune.Sources.Hl7;

/// <summary>
/// A file of HL7 v2 messages, plain or gzip: one or many, behind each other or in MLLP frames, segments ending with CR, LF or both.
/// Messages come one at a time; memory is that of the longest.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="name">Its name, as people are told it.</param>
internal sealed class Hl7File(string path, string name)
{
    /// <summary>Bytes of the longest message that is read.</summary>
    public const int MostBytes = 32 << 20;

    // What may stand between messages: line ends, blanks, frames, a byte-order mark.
    private static readonly SearchValues<byte> Blanks = SearchValues.Create("\r\n \t\u000B\u001C\uFEFF"u8);

    private const byte FrameStart = 0x0B;
    private const byte FrameEnd = 0x1C;

    /// <summary>The file's name, as people are told it.</summary>
    public string Name => name;

    /// <summary>Whether a file holds messages, by its name.</summary>
    public static bool IsOne(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant() is ".hl7" or ".oru" or ".msg" or ".txt";

    /// <summary>Hands out the messages in order.</summary>
    /// <param name="take">Gets each message, from MSH on, and its number in the file, from 1; a message of more bytes than are read is empty.</param>
    /// <exception cref="InputException">The file cannot be read, is damaged, was cut off, or holds no message.</exception>
    public void Read(Action<ReadOnlyMemory<byte>, long> take)
    {
        try
        {
            using var file = Open();
            Read(file, take);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{name}: is no gzip file, is damaged, or was cut off; fetch it again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read; look at its permissions", e);
        }
    }

    private void Read(Stream file, Action<ReadOnlyMemory<byte>, long> take)
    {
        // The buffer begins where the message begins that is being read.
        var (buffer, end, looked, number, isTooLong) = (new byte[1 << 18], 0, 0, 0L, false);
        for (int read; (read = Fill(file, ref buffer, end)) > 0 || end > 0;)
        {
            end += read;
            while (true)
            {
                var next = NextMessage(buffer.AsSpan(0, end), looked, read == 0);
                if (next < 0)
                    break;
                var message = isTooLong ? default : Trim(buffer.AsMemory(0, next));
                if (isTooLong || !message.IsEmpty)
                    Hand(message, ++number, take);
                isTooLong = false;
                buffer.AsSpan(next, end - next).CopyTo(buffer);
                (end, looked) = (end - next, 1);
            }
            if (read == 0)
                break;
            // A header may lie across the end of what is there.
            looked = Math.Max(1, end - 4);
            if (end > MostBytes)
            {
                buffer.AsSpan(end - 4, 4).CopyTo(buffer);
                (isTooLong, end, looked) = (true, 4, 0);
            }
        }
        if (number == 0)
            throw new InputException($"{name}: holds no HL7 message (none begins with MSH)");
    }

    private void Hand(ReadOnlyMemory<byte> message, long number, Action<ReadOnlyMemory<byte>, long> take)
    {
        if (number == 1 && !message.IsEmpty && !message.Span.StartsWith("MSH"u8))
            throw new InputException($"{name}: holds something else than HL7 messages (the first begins with no MSH)");
        take(message, number);
    }

    // Where the next message begins, or the file ends; -1 where that is not known yet.
    private static int NextMessage(ReadOnlySpan<byte> bytes, int from, bool isAtEnd)
    {
        for (var at = from; bytes[Math.Min(at, bytes.Length)..].IndexOf("MSH"u8) is var found and >= 0; at += found + 3)
        {
            var place = at + found;
            if (place > 0 && bytes[place - 1] is (byte)'\r' or (byte)'\n' or FrameStart && !IsBlank(bytes[..place]))
                return place;
        }
        return isAtEnd && bytes.Length > 0 ? bytes.Length : -1;
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(Blanks);

    // Without its frame, blank lines and a batch's own header and trailer.
    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> message)
    {
        while (true)
        {
            var text = message.Span;
            var start = text.IndexOfAnyExcept(Blanks);
            if (start < 0)
                return default;
            message = message[start..];
            text = message.Span;
            if (!text.StartsWith("FHS"u8) && !text.StartsWith("BHS"u8))
                break;
            var line = text.IndexOfAny((byte)'\r', (byte)'\n');
            message = line < 0 ? default : message[line..];
        }
        var end = message.Span.IndexOf(FrameEnd);
        return end < 0 ? message : message[..end];
    }

    private static int Fill(Stream file, ref byte[] buffer, int end)
    {
        if (buffer.Length - end < 1024)
            Array.Resize(ref buffer, buffer.Length * 2);
        return file.Read(buffer.AsSpan(end));
    }

    private Stream Open()
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new WholeGzip(file) : file;
    }
}
