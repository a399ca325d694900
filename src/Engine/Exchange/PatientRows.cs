using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Patients on their way to the buckets, without names, record numbers and phones.</summary>
internal static class PatientRows
{
    private const byte NotSaid = 2;

    /// <summary>Writes a row into a harvest.</summary>
    public static void Write(RecordBuffer to, RowValues values, PatientColumns columns, Sex sex, long firstRow)
    {
        var id = values.Text(columns.Id);
        to.Begin(RecordKind.Patient, StableHash.Of(id));
        to.Text(id);
        to.Number(values.Row - firstRow);
        to.Number(values.Forgotten);
        to.Byte(values.Has(columns.DeathDate) ? (byte)1 : (byte)0);
        if (values.Has(columns.DeathDate))
            to.Day(values.Integer(columns.DeathDate));
        to.Day(values.Integer(columns.BirthDate));
        to.UInt64(values.Content);
        to.Byte((byte)sex);
        to.Byte(values.Has(columns.Active) ? (byte)values.Integer(columns.Active) : NotSaid);
        to.Byte(values.Has(columns.Restricted) ? (byte)values.Integer(columns.Restricted) : (byte)0);
        to.Text(values.Text(columns.Site));
        to.Text(values.Text(columns.ProviderId));
        to.End();
    }

    /// <summary>Gives a row of a harvest to the exchange; not that of somebody born after the as-of date.</summary>
    public static bool Settle(ReadOnlySpan<byte> record, RecordBuffer to, long firstRow, WorkPlan plan, out long forgotten)
    {
        var asOfDay = plan.Rules.AsOfDay;
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var id = reader.Text();
        var row = reader.Number();
        forgotten = reader.Number();
        long? death = reader.Byte() == 1 ? reader.Day() : null;
        var rest = reader.Position;
        if (reader.Day() > asOfDay)
            return false;
        var final = plan.Merged.Final(id, ref hash);
        to.Begin(RecordKind.Patient, hash);
        to.Text(final);
        to.Byte(final.SequenceEqual(id) ? (byte)0 : (byte)1);
        to.Number(firstRow + row);
        // A death after the as-of date is not known yet.
        to.Byte(death <= asOfDay ? (byte)1 : (byte)0);
        if (death <= asOfDay)
            to.Day(death.Value);
        to.Raw(record[rest..]);
        to.End();
        return true;
    }

    /// <summary>Reads a record from what follows the id on.</summary>
    public static PatientRow Read(ref RecordReader from, BytesTable<string> texts)
    {
        var (isMerged, row) = (from.Byte() == 1, from.Number());
        DateOnly? death = from.Byte() == 1 ? CanonicalValue.DateOf(from.Day()) : null;
        var birth = CanonicalValue.DateOf(from.Day());
        return new(
            isMerged, row, from.UInt64(), birth, (Sex)from.Byte(), from.Byte(), from.Byte() == 1, death, Optional(from.Text(), texts), Optional(from.Text(), texts));
    }

    /// <summary>Reads of a record, from what follows the id on, only what patients are counted by.</summary>
    public static (long Order, long Birth, bool IsDead) ReadCounted(ref RecordReader from, out ReadOnlySpan<byte> site)
    {
        var order = ((long)from.Byte() << 62) | from.Number();
        var isDead = from.Byte() == 1;
        if (isDead)
            from.Day();
        var birth = from.Day();
        // Its content, and three flags.
        from.Skip(sizeof(ulong) + 3);
        site = from.Text();
        return (order, birth, isDead);
    }

    /// <summary>The order in which a patient's rows count: own ones before those of patients merged into this one.</summary>
    public static int InOrder(PatientRow a, PatientRow b) => (a.IsMerged, a.Row).CompareTo((b.IsMerged, b.Row));

    /// <summary>
    /// The first of a patient's rows. A death or a restriction that any of them knows of counts: the dead must not be listed,
    /// and a merge must show nobody what was closed to them.
    /// </summary>
    public static PatientRow Combined(IReadOnlyList<PatientRow> rows) => rows.Count == 1 ? rows[0] : rows[0] with
    {
        DeathDate = rows.Min(r => r.DeathDate),
        Restricted = rows.Any(r => r.Restricted),
    };

    private static string? Optional(ReadOnlySpan<byte> text, BytesTable<string> texts) => text.IsEmpty ? null : texts[text];

    /// <summary>A patient as it comes out of the exchange; merged: the row of somebody who was merged into this patient.</summary>
    internal readonly record struct PatientRow(
        bool IsMerged, long Row, ulong Content, DateOnly BirthDate, Sex Sex, byte ActiveCode, bool Restricted, DateOnly? DeathDate, string? Site, string? ProviderId)
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
