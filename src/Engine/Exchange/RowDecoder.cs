using System.Buffers.Binary;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Turns the row records of a bucket into events. What repeats (codes, units, names of sets, concepts, sites) becomes one
/// string or list a bucket.
/// </summary>
internal sealed class RowDecoder
{
    private readonly BytesTable<string> _texts = new(text => Encoding.UTF8.GetString(text));
    private readonly BytesTable<string> _words = new(text => Encoding.UTF8.GetString(text).Trim().ToLowerInvariant());
    private readonly BytesTable<string> _systems = new(SystemOf);
    private readonly BytesTable<string[]> _lists = new(text => text.IsEmpty ? [] : Encoding.UTF8.GetString(text).Split('\0'));
    private readonly BytesTable<string[]> _sets;
    private static readonly RowColumns[] Columns = [.. CanonicalTable.All.Select(t => new RowColumns(t))];
    private readonly object?[] _values = new object?[CanonicalTable.All.Max(t => t.Columns.Count)];

    public RowDecoder(IReadOnlyList<string> setNames) => _sets = new(bytes => SetsOf(bytes, setNames));

    /// <summary>Appends the events of a row: of the report as such, of its code, of a drug's name, of each mention.</summary>
    /// <param name="row">What came before in the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="into">Where to.</param>
    public void Decode(in RowHeader row, ReadOnlySpan<byte> record, List<Event> into)
    {
        var fields = new RecordReader(record);
        fields.Skip(row.Fields);
        var sets = _sets[fields.Text()];
        var nameSets = _sets[fields.Text()];
        var columns = Columns[(int)row.Table];
        Array.Clear(_values);
        ReadColumns(columns, ref fields);
        // Most rows are one code and nothing else: that event is made once, and the others are made of it.
        var common = columns.ToEvent(row, row.NameIn(record), _values, sets);
        if ((row.Flags & RowFlags.IsReport) != 0)
            into.Add(RowColumns.WithoutCode(common));
        if (sets.Length > 0)
            into.Add(common);
        if (nameSets.Length > 0)
            into.Add(common with { ValueSets = nameSets, MatchedBy = "name" });
        if (fields.Number() is var mentions and > 0)
            ReadMentions(RowColumns.WithoutCode(common), mentions, ref fields, into);
    }

    private void ReadColumns(RowColumns columns, ref RecordReader fields)
    {
        for (var number = fields.Byte(); number != 0; number = fields.Byte())
        {
            var column = number - 1;
            _values[column] = columns.FormOf(column) switch
            {
                ColumnForm.Text => _texts[fields.Text()],
                ColumnForm.Word => _words[fields.Text()],
                ColumnForm.System => _systems[fields.Text()],
                ColumnForm.Own => Encoding.UTF8.GetString(fields.Text()),
                ColumnForm.Number => fields.Real(),
                _ => CanonicalValue.DateOf(fields.Day()),
            };
        }
    }

    private void ReadMentions(Event row, long count, ref RecordReader fields, List<Event> into)
    {
        var excerpt = "";
        for (var left = count; left > 0; left--)
        {
            var mention = ReadMention(ref fields, ref excerpt);
            into.Add(mention.Value is null ? row with { Mention = mention } : row with { Mention = mention, Value = mention.Value, Unit = mention.Unit });
        }
    }

    private Mention ReadMention(ref RecordReader fields, ref string excerpt)
    {
        var mention = new Mention
        {
            Concept = _texts[fields.Text()],
            Sites = _lists[fields.Text()],
            Kinds = _lists[fields.Text()],
            Assertion = (Assertion)fields.Byte(),
            Certainty = (Certainty)fields.Byte(),
            Severity = (Severity)fields.Byte(),
            Age = (LesionAge)fields.Byte(),
            Laterality = (Laterality)fields.Byte(),
            Section = _texts[fields.Text()],
            Start = (int)fields.Number(),
            Length = (int)fields.Number(),
            Text = _texts[fields.Text()],
        };
        if (fields.Byte() == 0)
            excerpt = Encoding.UTF8.GetString(fields.Text());
        var excerptStart = (int)fields.Number();
        double? value = fields.Byte() == 0 ? null : fields.Real();
        var unit = fields.Text();
        return mention with { Excerpt = excerpt, ExcerptStart = excerptStart, Value = value, Unit = unit.IsEmpty ? null : _texts[unit] };
    }

    private static string SystemOf(ReadOnlySpan<byte> text)
    {
        var system = Encoding.UTF8.GetString(text);
        return CodeSystems.Normalise(system) ?? system;
    }

    private static string[] SetsOf(ReadOnlySpan<byte> bytes, IReadOnlyList<string> names)
    {
        var sets = new string[bytes.Length / sizeof(ushort)];
        for (var i = 0; i < sets.Length; i++)
            sets[i] = names[BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..])];
        return sets;
    }
}
