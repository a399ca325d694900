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
    private readonly BytesTable<string> _modalities = new(text => Modalities.Normalise(Encoding.UTF8.GetString(text))!);
    // Sentences repeat as dictation does, but they are long: only so many are kept.
    private readonly BytesTable<string> _excerpts = new(text => Encoding.UTF8.GetString(text), most: 1 << 12);
    private readonly BytesTable<string[]> _lists = new(text => text.IsEmpty ? [] : Encoding.UTF8.GetString(text).Split('\0'));
    private readonly BytesTable<string[]> _sets;
    private static readonly RowColumns[] Columns = [.. CanonicalTable.All.Select(t => new RowColumns(t))];
    private readonly RowParts _parts = new(CanonicalTable.All.Max(t => t.Columns.Count));

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
        var crosswalkSets = _sets[fields.Text()];
        var nameSets = _sets[fields.Text()];
        var columns = Columns[(int)row.Table];
        _parts.Clear();
        ReadColumns(columns, ref fields);
        var name = row.NameIn(record);
        if ((row.Flags & RowFlags.IsReport) != 0)
            into.Add(columns.ToEvent(row, name, _parts, null));
        if (sets.Length > 0)
            into.Add(columns.ToEvent(row, name, _parts, sets));
        if (crosswalkSets.Length > 0)
            into.Add(columns.ToEvent(row, name, _parts, crosswalkSets, MatchWays.Crosswalk));
        if (nameSets.Length > 0)
            into.Add(columns.ToEvent(row, name, _parts, nameSets, MatchWays.Name));
        var excerpt = "";
        for (var left = fields.Number(); left > 0; left--)
            into.Add(columns.ToEvent(row, name, _parts, null, mention: ReadMention(ref fields, ref excerpt)));
    }

    private void ReadColumns(RowColumns columns, ref RecordReader fields)
    {
        for (var number = fields.Byte(); number != 0; number = fields.Byte())
        {
            var column = number - 1;
            switch (columns.FormOf(column))
            {
                case ColumnForm.Text:
                    _parts.Set(column, _texts[fields.Text()]);
                    break;
                case ColumnForm.Word:
                    _parts.Set(column, _words[fields.Text()]);
                    break;
                case ColumnForm.System:
                    _parts.Set(column, _systems[fields.Text()]);
                    break;
                case ColumnForm.Modality:
                    _parts.Set(column, _modalities[fields.Text()]);
                    break;
                case ColumnForm.Own:
                    _parts.Set(column, Encoding.UTF8.GetString(fields.Text()));
                    break;
                case ColumnForm.Number:
                    _parts.Set(column, fields.Real());
                    break;
                default:
                    _parts.Set(column, CanonicalValue.DateOf(fields.Day()));
                    break;
            }
        }
    }

    // In the order in which the fields were written.
    private Mention ReadMention(ref RecordReader fields, ref string excerpt) => new()
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
        Excerpt = fields.Byte() == 0 ? excerpt = _excerpts[fields.Text()] : excerpt,
        ExcerptStart = (int)fields.Number(),
        SentenceHash = fields.UInt64(),
        Value = fields.Byte() == 0 ? null : fields.Real(),
        Unit = fields.Text() is { IsEmpty: false } unit ? _texts[unit] : null,
    };

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
