using System.Runtime.InteropServices;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// Gaps as bytes, for the way from the buckets to the merge: what the outputs show of a gap and what the next run compares,
/// and no more. The outputs read it with <see cref="GapFields"/>, where it lies.
/// </summary>
internal static class GapCodec
{
    /// <summary>Raised with every change of the form: held gaps outlast the program that wrote them.</summary>
    public const int Format = 7;

    /// <summary>Writes a gap.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="gap">The gap.</param>
    /// <param name="open">Hears where something lies that is filled anew each night; null where nothing is.</param>
    public static void Write(BinaryWriter to, Gap gap, OpenPlaces? open = null)
    {
        to.Write(gap.Measure);
        to.Write(gap.MeasureVersion);
        to.Write(gap.PatientId);
        to.Write(gap.GapId);
        to.Write((byte)gap.Status);
        Write(to, gap.StatusReason, open);
        to.Write(gap.Tier);
        to.Write(gap.Priority);
        to.Write(gap.IndexDate.DayNumber);
        to.Write((byte)gap.IndexTable);
        to.Write(gap.IndexRow);
        Write(to, gap.DueDate);
        if (gap.CoveredTo is not null)
            open?.Add(OpenKind.CoveredTo);
        Write(to, gap.CoveredTo);
        to.Write(gap.Age);
        to.Write((byte)gap.Sex);
        Write(to, gap.Site);
        Write(to, gap.ProviderId);
        Write(to, gap.Why, open);
        Write(to, gap.LookedFor, open);
        Write(to, gap.WouldClose, open);
        Write(to, gap.Wording, open);
        Write(to, gap.Limits, open);
        to.Write(gap.Leads);
        to.Write(gap.Evidence.Count);
        foreach (var item in gap.Evidence)
            Write(to, item, open);
        Write(to, gap.Basis);
        to.Write(gap.IndexFacts.Count);
        foreach (var fact in gap.IndexFacts)
            Write(to, fact);
        to.Write(gap.BeganNew);
        Write(to, gap.ReportDate);
        Write(to, gap.Modality);
        Write(to, gap.ReportSection);
        to.Write(gap.IndexClass);
        Write(to, gap.Follow.Kept);
        Write(to, gap.Follow.Rechecked);
    }

    public static Gap Read(ReadOnlyMemory<byte> gap)
    {
        MemoryMarshal.TryGetArray(gap, out var bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count));
        return Read(reader);
    }

    public static Gap Read(BinaryReader from) => new()
    {
        Measure = from.ReadString(),
        MeasureVersion = from.ReadInt32(),
        PatientId = from.ReadString(),
        GapId = from.ReadString(),
        Status = (GapStatus)from.ReadByte(),
        StatusReason = from.ReadString(),
        Tier = from.ReadInt32(),
        Priority = from.ReadString(),
        IndexDate = DateOnly.FromDayNumber(from.ReadInt32()),
        IndexTable = (Table)from.ReadByte(),
        IndexRow = from.ReadString(),
        DueDate = ReadDate(from),
        CoveredTo = ReadDate(from),
        Age = from.ReadInt32(),
        Sex = (Sex)from.ReadByte(),
        Site = ReadText(from),
        ProviderId = ReadText(from),
        Why = from.ReadString(),
        LookedFor = from.ReadString(),
        WouldClose = from.ReadString(),
        Wording = from.ReadString(),
        Limits = from.ReadString(),
        Leads = from.ReadBoolean(),
        Evidence = ReadItems(from),
        Basis = ReadBasis(from),
        IndexFacts = ReadFacts(from),
        BeganNew = from.ReadBoolean(),
        ReportDate = ReadDate(from),
        Modality = ReadText(from),
        ReportSection = ReadText(from),
        IndexClass = from.ReadString(),
        Follow = new(ReadAnswer(from), ReadAnswer(from)),
    };

    private static void Write(BinaryWriter to, GapBasis basis)
    {
        to.Write((byte)basis.Kind);
        Write(to, basis.Criterion);
        Write(to, basis.Table);
        Write(to, basis.RowId);
        Write(to, basis.Date);
        Write(to, basis.HoldsUntil);
        to.Write(basis.Reported);
    }

    private static GapBasis ReadBasis(BinaryReader from) => new()
    {
        Kind = (GapBasisKind)from.ReadByte(),
        Criterion = ReadText(from),
        Table = ReadTable(from),
        RowId = ReadText(from),
        Date = ReadDate(from),
        HoldsUntil = ReadDate(from),
        Reported = from.ReadBoolean(),
    };

    private static void Write(BinaryWriter to, IndexFact fact)
    {
        to.Write(fact.Date.DayNumber);
        to.Write(fact.Class);
        to.Write(fact.Sites.Count);
        foreach (var site in fact.Sites)
            to.Write(site);
        to.Write((byte)fact.Severity);
        Write(to, fact.Concept);
        Write(to, fact.Value);
        to.Write(fact.BeginsAcute);
        to.Write(fact.JoinsOnly);
        to.Write((byte)fact.Table);
        to.Write(fact.RowId);
    }

    private static IndexFact[] ReadFacts(BinaryReader from)
    {
        var facts = new IndexFact[from.ReadInt32()];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = new(
                Date: DateOnly.FromDayNumber(from.ReadInt32()),
                Class: from.ReadString(),
                Sites: ReadSites(from),
                Severity: (Severity)from.ReadByte(),
                Concept: ReadText(from),
                Value: ReadNumber(from),
                BeginsAcute: from.ReadBoolean(),
                JoinsOnly: from.ReadBoolean(),
                Table: (Table)from.ReadByte(),
                RowId: from.ReadString());
        }
        return facts;
    }

    private static string[] ReadSites(BinaryReader from)
    {
        var sites = new string[from.ReadInt32()];
        for (var i = 0; i < sites.Length; i++)
            sites[i] = from.ReadString();
        return sites;
    }

    private static void Write(BinaryWriter to, string text, OpenPlaces? open)
    {
        if (open is not null && OpenText.Is(text))
            open.Add(OpenKind.Text);
        to.Write(text);
    }

    private static void Write(BinaryWriter to, EvidenceItem item, OpenPlaces? open)
    {
        to.Write(item.Role);
        to.Write(item.Criterion);
        to.Write((byte)item.Outcome);
        to.Write(item.Window is not null);
        if (item.Outcome != EvidenceOutcome.Found)
            open?.Add(item.Window is null ? OpenKind.NotChecked : OpenKind.Window, item);
        if (item.Window is { } window)
        {
            to.Write(window.From.DayNumber);
            to.Write(window.To.DayNumber);
        }
        Write(to, item.Searched);
        to.Write(item.Event is not null);
        if (item.Event is { } source)
            Write(to, source);
    }

    private static EvidenceItem[] ReadItems(BinaryReader from)
    {
        var items = new EvidenceItem[from.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new()
            {
                Role = from.ReadString(),
                Criterion = from.ReadString(),
                Outcome = (EvidenceOutcome)from.ReadByte(),
                Window = from.ReadBoolean() ? new DateWindow(DateOnly.FromDayNumber(from.ReadInt32()), DateOnly.FromDayNumber(from.ReadInt32())) : null,
                Searched = ReadTable(from),
                Event = from.ReadBoolean() ? ReadEvent(from) : null,
            };
        }
        return items;
    }

    private static void Write(BinaryWriter to, Event source)
    {
        to.Write((byte)source.Table);
        to.Write(source.Date.DayNumber);
        to.Write(source.RowId);
        Write(to, source.CodeSystem);
        Write(to, source.Code);
        Write(to, source.Display);
        Write(to, source.Value);
        Write(to, source.Unit);
        to.Write(source.MatchedBy);
        to.Write(source.Mention is not null);
        if (source.Mention is { } mention)
        {
            to.Write(mention.Concept);
            to.Write(mention.Start);
            to.Write(mention.Length);
            to.Write(mention.Text);
            to.Write(mention.Excerpt);
            to.Write(mention.ExcerptStart);
            Write(to, mention.Value);
            Write(to, mention.Unit);
        }
    }

    private static Event ReadEvent(BinaryReader from) => new()
    {
        Table = (Table)from.ReadByte(),
        Date = DateOnly.FromDayNumber(from.ReadInt32()),
        RowId = from.ReadString(),
        CodeSystem = ReadText(from),
        Code = ReadText(from),
        Display = ReadText(from),
        Value = ReadNumber(from),
        Unit = ReadText(from),
        MatchedBy = from.ReadString(),
        Mention = from.ReadBoolean()
            ? new()
            {
                Concept = from.ReadString(),
                Start = from.ReadInt32(),
                Length = from.ReadInt32(),
                Text = from.ReadString(),
                Excerpt = from.ReadString(),
                ExcerptStart = from.ReadInt32(),
                Value = ReadNumber(from),
                Unit = ReadText(from),
            }
            : null,
    };

    private static void Write(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        if (text is not null)
            to.Write(text);
    }

    private static string? ReadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;

    private static void Write(BinaryWriter to, double? number)
    {
        to.Write(number is not null);
        if (number is { } value)
            to.Write(value);
    }

    private static double? ReadNumber(BinaryReader from) => from.ReadBoolean() ? from.ReadDouble() : null;

    private static void Write(BinaryWriter to, bool? answer) => to.Write((sbyte)(answer switch { true => 1, false => 0, null => -1 }));

    private static bool? ReadAnswer(BinaryReader from) => from.ReadSByte() is var answer and >= 0 ? answer > 0 : null;

    private static void Write(BinaryWriter to, Table? table) => to.Write((sbyte)(table is { } known ? (int)known : -1));

    private static Table? ReadTable(BinaryReader from) => from.ReadSByte() is var table and >= 0 ? (Table)table : null;

    private static void Write(BinaryWriter to, DateOnly? date) => to.Write(date?.DayNumber ?? -1);

    private static DateOnly? ReadDate(BinaryReader from) => from.ReadInt32() is var day and >= 0 ? DateOnly.FromDayNumber(day) : null;
}
