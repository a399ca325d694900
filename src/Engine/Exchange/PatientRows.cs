using System.Buffers.Binary;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Patients on their way to the buckets, without names, record numbers and phones.</summary>
internal static class PatientRows
{
    private const byte NotSaid = 2;
    private const byte OwnRow = 0;
    private const byte MergedRow = 1;
    private const byte NoDeath = 0;
    private const byte DeathKnown = 1;
    private const byte DeathNotYetKnown = 2;
    private const byte RestrictedBit = 1;
    private const byte OptedOutBit = 2;

    /// <summary>Writes a row into a harvest.</summary>
    public static void Write(RecordBuffer to, in PatientFields patient, Sex sex, long firstRow)
    {
        to.Begin(RecordKind.Patient, StableHash.Of(patient.Id));
        to.Text(patient.Id);
        to.Byte(OwnRow);
        // Of fixed width, as the place in tonight's table is put here.
        to.UInt64((ulong)(patient.Row - firstRow));
        to.Number(patient.Forgotten);
        to.Byte(patient.DeathDate is null ? NoDeath : DeathKnown);
        if (patient.DeathDate is { } death)
            to.Day(death);
        to.Day(patient.BirthDate);
        to.UInt64(patient.Content);
        to.Byte((byte)sex);
        to.Byte((byte)(patient.Active ?? NotSaid));
        to.Byte((byte)((patient.Restricted == 1 ? RestrictedBit : 0) | (patient.OptedOut == 1 ? OptedOutBit : 0)));
        to.Text(patient.Site);
        to.Text(patient.ProviderId);
        to.End();
    }

    /// <summary>
    /// Makes of a row of a harvest, where it lies, one of the exchange: with its place in tonight's table, and without a death
    /// after the as-of date.
    /// </summary>
    /// <param name="record">The record; of somebody born after the as-of date it stays as it is.</param>
    /// <param name="firstRow">The partition's first row.</param>
    /// <param name="asOfDay">The as-of date.</param>
    /// <param name="forgotten">Its values that could not be read.</param>
    /// <returns>Whether it counts: whoever was born after the as-of date does not.</returns>
    public static bool Settle(Span<byte> record, long firstRow, long asOfDay, out long forgotten)
    {
        var reader = new RecordReader(record);
        reader.Skip(sizeof(ulong));
        reader.Text();
        reader.Byte();
        var rowAt = reader.Position;
        var row = reader.UInt64();
        forgotten = reader.Number();
        var deathAt = reader.Position;
        var isKnown = reader.Byte() == NoDeath || reader.Day() <= asOfDay;
        if (reader.Day() > asOfDay)
            return false;
        BinaryPrimitives.WriteUInt64LittleEndian(record[rowAt..], row + (ulong)firstRow);
        if (!isKnown)
            record[deathAt] = DeathNotYetKnown;
        return true;
    }

    /// <summary>The last as-of date, from this one on, on which a row of a harvest is settled as it is now.</summary>
    public static long HoldsUntil(ReadOnlySpan<byte> record, long asOfDay)
    {
        var reader = new RecordReader(record);
        reader.Skip(sizeof(ulong));
        reader.Text();
        reader.Byte();
        reader.UInt64();
        reader.Number();
        var death = reader.Byte() == NoDeath ? long.MinValue : reader.Day();
        var birth = reader.Day();
        return Math.Min(death > asOfDay ? death - 1 : long.MaxValue, birth > asOfDay ? birth - 1 : long.MaxValue);
    }

    /// <summary>Writes a settled row again, as one of the patient who stands for its own.</summary>
    public static void Merge(ReadOnlySpan<byte> record, RecordBuffer to, ulong finalHash, ReadOnlySpan<byte> finalId)
    {
        var reader = new RecordReader(record);
        reader.Skip(sizeof(ulong));
        reader.Text();
        reader.Byte();
        to.Begin(RecordKind.Patient, finalHash);
        to.Text(finalId);
        to.Byte(MergedRow);
        to.Raw(record[reader.Position..]);
        to.End();
    }

    /// <summary>Reads a record from what follows the id on.</summary>
    public static PatientRow Read(ref RecordReader from, BytesTable<string> texts)
    {
        var (isMerged, row) = (from.Byte() == MergedRow, (long)from.UInt64());
        from.Number();
        var death = Death(ref from);
        var birth = CanonicalValue.DateOf(from.Day());
        return new(isMerged, row, from.UInt64(), birth, (Sex)from.Byte(), from.Byte(), from.Byte(), death, Optional(from.Text(), texts), Optional(from.Text(), texts));
    }

    /// <summary>Reads of a record, from what follows the id on, only what patients are counted by.</summary>
    public static (long Order, long Birth, bool IsDead) ReadCounted(ref RecordReader from, out ReadOnlySpan<byte> site)
    {
        var order = ((long)from.Byte() << 62) | (long)from.UInt64();
        from.Number();
        var death = from.Byte();
        if (death != NoDeath)
            from.Day();
        var birth = from.Day();
        // Its content, and three flags.
        from.Skip(sizeof(ulong) + 3);
        site = from.Text();
        return (order, birth, death == DeathKnown);
    }

    private static DateOnly? Death(ref RecordReader from)
    {
        var flag = from.Byte();
        if (flag == NoDeath)
            return null;
        var day = from.Day();
        return flag == DeathKnown ? CanonicalValue.DateOf(day) : null;
    }

    /// <summary>The order in which a patient's rows count: own ones before those of patients merged into this one.</summary>
    public static int InOrder(PatientRow a, PatientRow b) => (a.IsMerged, a.Row).CompareTo((b.IsMerged, b.Row));

    /// <summary>
    /// The first of a patient's rows. A death, a restriction or an opting out that any of them knows of counts: the dead must not be
    /// listed, and a merge must show nobody what was closed to them.
    /// </summary>
    public static PatientRow Combined(IReadOnlyList<PatientRow> rows) => rows.Count == 1 ? rows[0] : rows[0] with
    {
        DeathDate = rows.Min(r => r.DeathDate),
        Flags = rows.Aggregate((byte)0, (flags, r) => (byte)(flags | r.Flags)),
    };

    private static string? Optional(ReadOnlySpan<byte> text, BytesTable<string> texts) => text.IsEmpty ? null : texts[text];

    /// <summary>A patient as it comes out of the exchange; merged: the row of somebody who was merged into this patient.</summary>
    internal readonly record struct PatientRow(
        bool IsMerged, long Row, ulong Content, DateOnly BirthDate, Sex Sex, byte ActiveCode, byte Flags, DateOnly? DeathDate, string? Site, string? ProviderId)
    {
        public Patient ToPatient(string id) => new()
        {
            Id = id,
            BirthDate = BirthDate,
            Sex = Sex,
            DeathDate = DeathDate,
            Site = Site,
            Active = ActiveCode == NotSaid ? null : ActiveCode == 1,
            Restricted = (Flags & RestrictedBit) != 0,
            OptedOut = (Flags & OptedOutBit) != 0,
            ProviderId = ProviderId,
        };
    }
}
