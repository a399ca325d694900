using System.Buffers;
using System.Globalization;
using System.Text;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>Texts in which days are left open (<see cref="Lasting"/>), and how they are filled.</summary>
internal static class OpenText
{
    private const int MarkBytes = 3;
    private const string Marks = "\uFDD0\uFDD1";

    // What both begin with.
    private static readonly byte[] Lead = Encoding.UTF8.GetBytes([Lasting.CoveredTo])[..(MarkBytes - 1)];
    private static readonly byte Covered = Encoding.UTF8.GetBytes([Lasting.CoveredTo])[^1];
    private static readonly byte LookedBack = Encoding.UTF8.GetBytes([Lasting.LookedBackTo])[^1];

    /// <summary>Whether a text has such a day.</summary>
    public static bool Is(string text) => text.AsSpan().ContainsAny(Marks);

    /// <summary>Writes a text with its days, and before it its length, as a writer does.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="from">Where it lies as a writer wrote it, and what follows it.</param>
    /// <param name="reach">The days.</param>
    /// <param name="asOf">The as-of date.</param>
    /// <returns>How many bytes it takes there.</returns>
    public static int Fill(BinaryWriter to, ReadOnlySpan<byte> from, AbsenceReach? reach, DateOnly asOf)
    {
        var fields = new GapFields(from);
        var text = fields.Text();
        var room = ArrayPool<byte>.Shared.Rent(text.Length * 4 + 64);
        var length = 0;
        while (text.IndexOf(Lead) is var at and >= 0)
        {
            text[..at].CopyTo(room.AsSpan(length));
            length += at;
            var mark = text[at + MarkBytes - 1];
            if (mark == Covered || mark == LookedBack)
            {
                length += Encoding.UTF8.GetBytes(Text(mark == Covered ? CoveredTo(reach, asOf) : reach?.LookedBackTo ?? default), room.AsSpan(length));
            }
            else
            {
                text.Slice(at, MarkBytes).CopyTo(room.AsSpan(length));
                length += MarkBytes;
            }
            text = text[(at + MarkBytes)..];
        }
        text.CopyTo(room.AsSpan(length));
        length += text.Length;
        to.Write7BitEncodedInt(length);
        to.Write(room.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(room);
        return from.Length - fields.Left;
    }

    private static DateOnly CoveredTo(AbsenceReach? reach, DateOnly asOf) => reach?.CoveredTo ?? asOf;

    private static string Text(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
