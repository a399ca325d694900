using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Patients on their way to the buckets, without names, record numbers and phones.</summary>
internal static class PatientRows
{
    private const byte NotSaid = 2;

    public static void Write(RecordBuffer to, RowValues values, PatientColumns columns, Sex sex, int asOfDay)
    {
        var id = values.Text(columns.Id);
        to.Begin(RecordKind.Patient, StableHash.Of(id));
        to.Text(id);
        to.Number(values.Row);
        to.UInt64(values.Content);
        to.Day(values.Integer(columns.BirthDate));
        to.Byte((byte)sex);
        to.Byte(values.Has(columns.Active) ? (byte)values.Integer(columns.Active) : NotSaid);
        to.Byte(values.Has(columns.Restricted) ? (byte)values.Integer(columns.Restricted) : (byte)0);
        // A death after the as-of date is not known yet.
        var isDead = values.Has(columns.DeathDate) && values.Integer(columns.DeathDate) <= asOfDay;
        to.Byte(isDead ? (byte)1 : (byte)0);
        if (isDead)
            to.Day(values.Integer(columns.DeathDate));
        to.Text(values.Text(columns.Site));
        to.Text(values.Text(columns.ProviderId));
        to.End();
    }

    /// <summary>Reads a record from its row number on.</summary>
    public static PatientRow Read(ref RecordReader from) => new(
        from.Number(), from.UInt64(), CanonicalValue.DateOf(from.Day()), (Sex)from.Byte(), from.Byte(), from.Byte() == 1,
        from.Byte() == 1 ? CanonicalValue.DateOf(from.Day()) : null, Optional(from.Text()), Optional(from.Text()));

    /// <summary>The first of a patient's rows; a death that any of them knows of counts, for the dead must not be listed.</summary>
    public static PatientRow WithEarliestDeath(IReadOnlyList<PatientRow> rows) => rows[0] with { DeathDate = rows.Min(r => r.DeathDate) };

    private static string? Optional(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);

    /// <summary>A patient as it comes out of the exchange.</summary>
    internal sealed record PatientRow(
        long Row, ulong Content, DateOnly BirthDate, Sex Sex, byte ActiveCode, bool Restricted, DateOnly? DeathDate, string? Site, string? ProviderId)
    {
        public Patient ToPatient(string id) => new()
        {
            Id = id,
            BirthDate = BirthDate,
            Sex = Sex,
            DeathDate = DeathDate,
            Site = Site,
            Active = ActiveCode == NotSaid ? null : ActiveCode == 1,
            Restricted = Restricted,
            ProviderId = ProviderId,
        };
    }
}
