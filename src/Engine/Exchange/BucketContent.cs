using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The candidates of one bucket, ready for the rules.</summary>
public sealed class BucketContent
{
    private readonly List<PatientRecord> _patients = [];
    private readonly List<(Table Table, long Row, Reject Reject)> _rejects = [];
    private readonly SortedDictionary<Table, TableBook> _books = [];

    /// <summary>
    /// The candidates that are kept here, in the order of their ids (UTF-8 bytes), each with its events by date, table, row id and start. Not
    /// every patient: whoever has nothing that may be an index event is not among them.
    /// </summary>
    public IReadOnlyList<PatientRecord> Patients => _patients;

    /// <summary>
    /// Corrections to the books of scan and gather, to be added to them: rows that they counted as used and that cannot be.
    /// </summary>
    public IReadOnlyDictionary<Table, TableBook> Books => _books;

    /// <summary>The rows refused here, in the order of tables and rows.</summary>
    public IEnumerable<Reject> Rejects => _rejects.OrderBy(r => (r.Table, r.Row)).Select(r => r.Reject);

    /// <summary>Hashes of those whose rows are to be looked at each night: for what is corrected of them, or for more than their rows.</summary>
    public HashSet<ulong> Irregular { get; } = [];

    /// <summary>How many corrections were made so far.</summary>
    internal long Corrections { get; private set; }

    internal void Add(PatientRecord patient) => _patients.Add(patient);

    internal void Skip(Table table, string reason, long rows = 1) => Book(table).Reconsider(reason, rejected: false, rows);

    internal void Reject(WorkPlan plan, Table table, long row, string column, string rule, string value)
    {
        Book(table).Reconsider(rule, rejected: true);
        var (file, inFile) = plan.Input(table).Locate(row);
        _rejects.Add((table, row, new(table, file, inFile, column, rule, value)));
    }

    internal void Sort() => _patients.Sort((a, b) => Utf8Order.Compare(a.Patient.Id, b.Patient.Id));

    private TableBook Book(Table table)
    {
        Corrections++;
        if (!_books.TryGetValue(table, out var book))
            _books[table] = book = new();
        return book;
    }
}
