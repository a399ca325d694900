using System.Buffers.Binary;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Reads the records that share a hash: of one patient, or, once in ages, of two. What shows only here is found here:
/// patients who come twice, rows of nobody, equal rows, scattered reports, events before birth.
/// </summary>
internal sealed class PeopleReader(WorkPlan plan, BucketContent content, PatientGroups groups, bool isNamed)
{
    // Used again for the next hash; only the first so many hold somebody.
    private readonly List<Person> _people = [];
    private int _count;
    private readonly BytesTable<string> _texts = new(text => Encoding.UTF8.GetString(text));
    private readonly PersonRows _rows = new(plan, content);
    private readonly long[] _passedOver = new long[CanonicalTable.All.Count];

    /// <summary>Appends the candidates among them.</summary>
    public void Read(ReadOnlySpan<RecordRef> records, List<Candidate> candidates)
    {
        // A row of their own and nothing else.
        if ((records.Length == 1 && records[0].Kind != RecordKind.Row) || TryPassOver(records))
            return;
        _count = 0;
        foreach (var record in records)
        {
            if (record.Kind is RecordKind.Patient or RecordKind.Row)
                Sort(record);
        }
        var before = candidates.Count;
        for (var i = 0; i < _count; i++)
            Finish(_people[i], records, candidates);
        if (_count > 0 && !(candidates.Count == before + 1 && candidates[before].Rows != default))
            content.Irregular.Add(BinaryPrimitives.ReadUInt64LittleEndian(groups[records[0]].Span));
    }

    /// <summary>Corrects the books, once all were read.</summary>
    public void Finish()
    {
        for (var table = 0; table < _passedOver.Length; table++)
        {
            if (_passedOver[table] > 0)
                content.Skip((Table)table, SkipReasons.NotACandidate, _passedOver[table]);
        }
    }

    // Most have nothing that may be an index event. Where nothing else is to be told either, their rows need only be counted.
    private bool TryPassOver(ReadOnlySpan<RecordRef> records)
    {
        Span<long> rows = stackalloc long[_passedOver.Length];
        rows.Clear();
        ReadOnlySpan<byte> id = default;
        var (birth, earliest) = (long.MinValue, long.MaxValue);
        foreach (var record in records)
        {
            if (record.Kind is not (RecordKind.Patient or RecordKind.Row))
                continue;
            var reader = new RecordReader(groups[record].Span);
            reader.UInt64();
            var own = reader.Text();
            if (!id.IsEmpty && !own.SequenceEqual(id))
                return false;
            id = own;
            if (record.Kind == RecordKind.Row)
            {
                if (RowHeader.IsIndex(ref reader, out var day, out var table))
                    return false;
                earliest = Math.Min(earliest, day);
                rows[(int)table]++;
            }
            else if (birth == long.MinValue)
            {
                birth = PatientRows.ReadCounted(ref reader, out _).Birth;
            }
            else
            {
                return false;
            }
        }
        if (birth == long.MinValue || earliest < birth)
            return false;
        for (var table = 0; table < rows.Length; table++)
            _passedOver[table] += rows[table];
        return true;
    }

    private void Sort(RecordRef record)
    {
        var bytes = groups[record];
        var reader = new RecordReader(bytes.Span);
        reader.UInt64();
        var length = reader.Text().Length;
        var person = Find(bytes[(reader.Position - length)..reader.Position]);
        if (record.Kind == RecordKind.Patient)
            person.Rows.Add(PatientRows.Read(ref reader, _texts));
        else
            person.Events.Add((RowHeader.Read(ref reader), bytes));
    }

    private Person Find(ReadOnlyMemory<byte> id)
    {
        for (var i = 0; i < _count; i++)
        {
            if (id.Span.SequenceEqual(_people[i].Id.Span))
                return _people[i];
        }
        if (_count == _people.Count)
            _people.Add(new());
        var person = _people[_count++];
        person.Id = id;
        person.Rows.Clear();
        person.Events.Clear();
        return person;
    }

    private void Finish(Person person, ReadOnlySpan<RecordRef> records, List<Candidate> candidates)
    {
        var isCandidate = person.Events.Exists(e => (e.Header.Flags & RowFlags.IsIndex) != 0);
        var corrections = content.Corrections;
        person.Rows.Sort(PatientRows.InOrder);
        for (var i = 1; i < person.Rows.Count; i++)
        {
            var again = person.Rows[i];
            if (again.IsMerged)
                content.Skip(Table.Patients, SkipReasons.Merged);
            else if (again.Content == person.Rows[0].Content)
                content.Skip(Table.Patients, SkipReasons.EqualDuplicate);
            else
                content.Reject(plan, Table.Patients, again.Row, "patient_id", RejectRules.DuplicatePatient, Encoding.UTF8.GetString(person.Id.Span));
        }
        if (person.Rows.Count == 0)
        {
            foreach (var (row, _) in person.Events)
                content.Skip(row.Table, SkipReasons.UnknownPatient);
            return;
        }
        var combined = PatientRows.Combined(person.Rows);
        if (!isCandidate)
        {
            _rows.PassOver(combined.BirthDate, person.Events);
            return;
        }
        var patient = plan.Deaths.Apply(combined.ToPatient(Encoding.UTF8.GetString(person.Id.Span)));
        var events = _rows.Read(patient.BirthDate, person.Events);
        // What is corrected is corrected anew each night, and of two who share a hash each would be named by the rows of both.
        var isAlone = content.Corrections == corrections && _count == 1 && !plan.Deaths.Has(person.Id.Span);
        candidates.Add(new(isNamed && isAlone ? RowsName.Of(StableHash.Of(person.Id.Span), groups, records) : default, new() { Patient = patient, Events = events, LastSeen = LastSeen(events, records), Observed = Observed(records), Repeats = _rows.Repeats }));
    }

    private ObservedPeriod[] Observed(ReadOnlySpan<RecordRef> records)
    {
        List<ObservedPeriod> periods = [];
        foreach (var record in records)
        {
            if (record.Kind != RecordKind.Observed)
                continue;
            var reader = new RecordReader(groups[record].Span);
            reader.UInt64();
            periods.Add(new(new(CanonicalValue.DateOf(reader.Day()), CanonicalValue.DateOf(reader.Day())), reader.Byte() == 1));
        }
        periods.Sort((a, b) => (a.Days.From, a.Days.To, a.IsOpenEnded).CompareTo((b.Days.From, b.Days.To, b.IsOpenEnded)));
        return [.. periods];
    }

    // What was found counts as seen too: not every table was asked for all its rows. What a reviewer entered shows no feed.
    private SortedList<Table, DateOnly> LastSeen(Event[] events, ReadOnlySpan<RecordRef> records)
    {
        Span<DateOnly> latest = stackalloc DateOnly[CanonicalTable.All.Count];
        foreach (var found in events)
        {
            if (!ReportedRows.Names(found.RowId))
                See(latest, found.Table, found.Date);
        }
        foreach (var record in records)
        {
            if (record.Kind != RecordKind.Seen)
                continue;
            var reader = new RecordReader(groups[record].Span);
            reader.UInt64();
            See(latest, (Table)reader.Byte(), CanonicalValue.DateOf(reader.Day()));
        }
        var seen = new SortedList<Table, DateOnly>(latest.Length);
        for (var table = 0; table < latest.Length; table++)
        {
            if (latest[table] > default(DateOnly))
                seen.Add((Table)table, latest[table]);
        }
        return seen;
    }

    private static void See(Span<DateOnly> latest, Table table, DateOnly date)
    {
        if (date > latest[(int)table])
            latest[(int)table] = date;
    }

    private sealed class Person
    {
        public ReadOnlyMemory<byte> Id { get; set; }
        public List<PatientRows.PatientRow> Rows { get; } = [];
        public List<(RowHeader Header, ReadOnlyMemory<byte> Bytes)> Events { get; } = [];
    }
}
