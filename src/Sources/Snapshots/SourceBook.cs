using System.Globalization;

namespace Opportune.Sources.Snapshots;

/// <summary>
/// What became of the rows of one raw table (or kind of resource or message) in one source file: read = used + skipped (by
/// reason) + rejected (by rule). Not thread-safe: one a file.
/// </summary>
public sealed class SourceBook
{
    /// <summary>How many refused rows of one file are kept with their values; the counts go on.</summary>
    public const int MostRejects = 10_000;

    private readonly string _table;
    private readonly string _file;
    private readonly List<SourceReject> _rejects = [];

    internal SourceBook(string table, string file) => (_table, _file) = (table, file);

    /// <summary>Rows read.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows of which canonical rows were made.</summary>
    public long RowsUsed { get; private set; }

    /// <summary>Rows passed over, by reason.</summary>
    public SortedDictionary<string, long> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows refused, by rule.</summary>
    public SortedDictionary<string, long> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether everything read is accounted for.</summary>
    public bool Balances => RowsRead == RowsUsed + Skipped.Values.Sum() + Rejected.Values.Sum();

    internal IReadOnlyList<SourceReject> Rejects => _rejects;

    /// <summary>A row was read; exactly one of the others follows.</summary>
    public void Read() => RowsRead++;

    /// <summary>Canonical rows were made of it.</summary>
    public void Use() => RowsUsed++;

    /// <summary>It is passed over.</summary>
    /// <param name="reason">Why, in lower case with hyphens: entered-in-error.</param>
    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;

    /// <summary>It is refused.</summary>
    /// <param name="rule">Why, in lower case with hyphens: impossible-date.</param>
    /// <param name="row">Its place in the file, from 1, as a person finds it: line of text, row of a table, entry of a bundle.</param>
    /// <param name="column">The raw column or element at fault.</param>
    /// <param name="value">What stands there; goes into rejects.parquet, which is for its owner only, and nowhere else.</param>
    public void Reject(string rule, long row, string column, string value)
    {
        Rejected[rule] = Rejected.GetValueOrDefault(rule) + 1;
        if (_rejects.Count < MostRejects)
            _rejects.Add(new(_table, _file, row, column, rule, value));
    }

    internal TakenRows Close() =>
        Balances
            ? new(_table, RowsRead, RowsUsed, new(Skipped, StringComparer.Ordinal), new(Rejected, StringComparer.Ordinal))
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{_file}: the books of {_table} do not balance: {RowsRead} rows read, {RowsUsed} used"));
}

/// <summary>One refused row of a source.</summary>
/// <param name="Table">The raw table, or kind of resource or message.</param>
/// <param name="File">The file within the source's folder.</param>
/// <param name="Row">Its place in the file, from 1.</param>
/// <param name="Column">The raw column or element at fault.</param>
/// <param name="Rule">Why.</param>
/// <param name="Value">What stands there.</param>
public sealed record SourceReject(string Table, string File, long Row, string Column, string Rule, string Value);
