using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// A row that a rule would use and that cannot be used, where that still rests on who is a candidate or on the as-of date.
/// </summary>
/// <param name="Known">From which day on it is known.</param>
/// <param name="Reason">Why it is passed over; "" where it is refused.</param>
/// <param name="Refused">Why it is refused.</param>
internal readonly record struct JudgedRow(long Known, string Reason, RefusedRow? Refused)
{
    public void Write(RecordBuffer to, ulong hash, int patient)
    {
        to.Begin(RecordKind.Judged, hash, patient);
        to.Day(Known);
        to.Text(Reason);
        if (Refused is { } refused)
        {
            to.Number(refused.Row);
            to.Number(refused.Column);
            to.Text(refused.Rule);
            to.Text(refused.Value);
        }
        to.End();
    }

    public static JudgedRow Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.UInt64();
        var known = reader.Day();
        var reason = Encoding.UTF8.GetString(reader.Text());
        return new(known, reason, reason.Length > 0
            ? null
            : new RefusedRow(reader.Number(), (int)reader.Number(), Encoding.UTF8.GetString(reader.Text()), Encoding.UTF8.GetString(reader.Text())));
    }
}
