using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What the records of one place are counted as in the book of their table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Used">Rows used.</param>
/// <param name="RepairedText">See <see cref="TableBook.RepairedText"/>.</param>
/// <param name="ForgottenValues">See <see cref="TableBook.ForgottenValues"/>.</param>
/// <param name="Settled">Rows of a gathered table that are counted at all, for they are a candidate's.</param>
/// <param name="Skipped">Rows passed over, by reason.</param>
internal sealed record CensusShape(Table Table, long Used, long RepairedText, long ForgottenValues, long Settled, IReadOnlyDictionary<string, long> Skipped)
{
    /// <summary>Adds so many of them to a book.</summary>
    public void AddTo(TableBook book, long times)
    {
        book.Used += Used * times;
        book.RepairedText += RepairedText * times;
        book.ForgottenValues += ForgottenValues * times;
        foreach (var (reason, rows) in Skipped)
            book.Skip(reason, rows * times);
    }

    public void Write(BinaryWriter to)
    {
        to.Write((byte)Table);
        foreach (var number in new[] { Used, RepairedText, ForgottenValues, Settled })
            to.Write(number);
        BookCodec.Write(to, Skipped);
    }

    public static CensusShape Read(BinaryReader from) =>
        new((Table)from.ReadByte(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), BookCodec.ReadCounts(from));
}
