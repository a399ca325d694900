using System.Buffers.Binary;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The value sets that a row is in on its date, by what of it they were found; in each of them by one way.</summary>
/// <param name="Coded">They hold its code.</param>
/// <param name="ByCrosswalk">A crosswalk leads from its code to them.</param>
/// <param name="ByName">Its display holds a name of them.</param>
internal readonly record struct RowSets(int[] Coded, int[] ByCrosswalk, int[] ByName)
{
    /// <summary>Whether it is in none.</summary>
    public bool IsEmpty => Coded.Length + ByCrosswalk.Length + ByName.Length == 0;
}

/// <summary>What a used row of a coded table or of the findings gives to its patient's bucket.</summary>
/// <param name="Sets">The value sets that it is in.</param>
/// <param name="Mentions">What its text says and a rule uses.</param>
/// <param name="IsReport">It stands for its whole report, whatever that says.</param>
/// <param name="ReportStart">First row of the report that it is a line of; -1 in tables without reports.</param>
/// <param name="Known">From which day on it is known.</param>
/// <param name="Measures">Whose clock it may start.</param>
/// <param name="IsRepaired">Its text was not UTF-8.</param>
internal readonly record struct RowFacts(
    RowSets Sets, IReadOnlyList<Mention> Mentions, bool IsReport, long ReportStart, long Known, ulong Measures, bool IsRepaired);

/// <summary>Bits of a row record.</summary>
[Flags]
internal enum RowFlags : byte
{
    None = 0,
    IsIndex = 1,
    IsReport = 2,
    HasReportStart = 4,
    HasEnd = 8,

    /// <summary>Only in harvests.</summary>
    IsRepaired = 16,
}

/// <summary>
/// Writes used rows, first into a harvest and, once it is known what of them counts, into the exchange;
/// <see cref="RowDecoder"/> reads them back.
/// </summary>
internal static class RowWriter
{
    private static readonly bool[][] Carried = [.. CanonicalTable.All.Select(t => CarriedColumns(TableLayout.Of(t.Table)))];

    /// <summary>Whether an event has use for the column; the others come another way or stay where they are.</summary>
    public static bool IsCarried(Table table, int column) => Carried[(int)table][column];

    /// <summary>Writes a row into a harvest, after the beginning of its record.</summary>
    public static void Write(RecordBuffer to, TableLayout layout, RowValues values, long firstRow, in RowFacts facts)
    {
        var date = values.Integer(layout.Date);
        var flags = Flags(facts) | (values.Has(layout.EndDate) ? RowFlags.HasEnd : 0);
        to.Text(values.Text(layout.Patient));
        to.Day(date);
        to.Number(facts.Known - date);
        to.Number((long)facts.Measures);
        to.Number(values.Forgotten);
        to.Byte((byte)flags);
        to.Number(values.Row - firstRow);
        if (facts.ReportStart >= 0)
            to.Number(facts.ReportStart - firstRow);
        if (values.Has(layout.EndDate))
            to.Day(values.Integer(layout.EndDate));
        to.Byte((byte)layout.Definition.Table);
        to.UInt64(values.Content);
        to.Text(values.Text(layout.Id));
        Sets(to, facts.Sets.Coded);
        Sets(to, facts.Sets.ByCrosswalk);
        Sets(to, facts.Sets.ByName);
        Columns(to, layout, values);
        Mentions(to, facts.Mentions);
        to.End();
    }

    /// <summary>Writes a row of a harvest into the exchange.</summary>
    /// <returns>Hash of the patient under whose id it went.</returns>
    public static ulong Write(RecordBuffer to, in HarvestRow row, ReadOnlySpan<byte> record, long firstRow, bool isIndex, WorkPlan plan)
    {
        // An end after the as-of date is not known yet.
        var hasEnd = (row.Flags & RowFlags.HasEnd) != 0 && row.End <= plan.Rules.AsOfDay;
        var hash = row.Hash;
        var patient = plan.Merged.Final(record.Slice(row.IdAt, row.IdLength), ref hash);
        to.Begin(RecordKind.Row, hash);
        to.Text(patient);
        to.Number(firstRow + row.Row);
        to.Day(row.Date);
        to.Byte((byte)((row.Flags & ~RowFlags.HasEnd) | (hasEnd ? RowFlags.HasEnd : 0) | (isIndex ? RowFlags.IsIndex : 0)));
        if ((row.Flags & RowFlags.HasReportStart) != 0)
            to.Number(firstRow + row.ReportStart);
        if (hasEnd)
            to.Day(row.End);
        to.Raw(record[row.Rest..]);
        to.End();
        return hash;
    }

    private static RowFlags Flags(in RowFacts facts) =>
        (facts.IsReport ? RowFlags.IsReport : 0) | (facts.ReportStart >= 0 ? RowFlags.HasReportStart : 0) | (facts.IsRepaired ? RowFlags.IsRepaired : 0);

    private static void Sets(RecordBuffer to, int[] sets)
    {
        Span<byte> bytes = stackalloc byte[sets.Length * sizeof(ushort)];
        for (var i = 0; i < sets.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * sizeof(ushort))..], checked((ushort)sets[i]));
        to.Text(bytes);
    }

    // Column number + 1 and value; 0 ends them.
    private static void Columns(RecordBuffer to, TableLayout layout, RowValues values)
    {
        for (var column = 0; column < layout.Definition.Columns.Count; column++)
        {
            if (!values.Has(column) || !IsCarried(layout.Definition.Table, column))
                continue;
            to.Byte((byte)(column + 1));
            switch (layout.Definition.Columns[column].Type)
            {
                case CanonicalType.Id or CanonicalType.Text:
                    to.Text(values.Text(column));
                    break;
                case CanonicalType.Number:
                    to.Real(values.Real(column));
                    break;
                default:
                    to.Day(values.Integer(column));
                    break;
            }
        }
        to.Byte(0);
    }

    private static void Mentions(RecordBuffer to, IReadOnlyList<Mention> mentions)
    {
        to.Number(mentions.Count);
        string? excerpt = null;
        foreach (var mention in mentions)
        {
            to.Text(mention.Concept);
            Words(to, mention.Sites);
            Words(to, mention.Kinds);
            to.Byte((byte)mention.Assertion);
            to.Byte((byte)mention.Certainty);
            to.Byte((byte)mention.Severity);
            to.Byte((byte)mention.Age);
            to.Byte((byte)mention.Laterality);
            to.Text(mention.Section);
            to.Number(mention.Start);
            to.Number(mention.Length);
            to.Text(mention.Text);
            // Mentions of one sentence follow each other.
            to.Byte(mention.Excerpt == excerpt ? (byte)1 : (byte)0);
            if (mention.Excerpt != excerpt)
                to.Text(excerpt = mention.Excerpt);
            to.Number(mention.ExcerptStart);
            to.UInt64(mention.SentenceHash);
            to.Byte(mention.Value is null ? (byte)0 : (byte)1);
            if (mention.Value is { } value)
                to.Real(value);
            to.Text(mention.Unit ?? "");
        }
    }

    private static void Words(RecordBuffer to, IReadOnlyList<string> words) =>
        to.Text(words.Count == 0 ? "" : string.Join('\0', words));

    private static bool[] CarriedColumns(TableLayout layout)
    {
        int[] otherwise = [layout.Id, layout.Patient, layout.Date, layout.RecordedAt, layout.EndDate, layout.Line, layout.Section, layout.FindingText];
        string[] unused = ["site", "text"];
        return [.. layout.Definition.Columns.Select((c, i) => !otherwise.Contains(i) && !unused.Contains(c.Name))];
    }
}
