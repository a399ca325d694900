using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What one attempt at a partition found, beside the records that it gave to the exchange.</summary>
public sealed class PartitionOutput
{
    private readonly List<(long Row, Reject Reject)> _refused = [];

    internal PartitionOutput(Partition partition) => Partition = partition;

    /// <summary>The partition.</summary>
    public Partition Partition { get; }

    /// <summary>What became of its rows; stays empty for <see cref="WorkStep.LastSeen"/>, whose rows the scan has counted.</summary>
    public TableBook Book { get; } = new();

    /// <summary>Rows refused, in the order of the table.</summary>
    public IReadOnlyList<Reject> Rejects { get; internal set; } = [];

    /// <summary>Coded rows by code system: the normalised name.</summary>
    public SortedDictionary<string, long> CodeSystems { get; } = new(StringComparer.Ordinal);

    /// <summary>Coded rows by code systems that nothing can read, as the source writes them; "" where it gives none.</summary>
    public SortedDictionary<string, long> UnknownCodeSystems { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of codes of used families that no value set holds, by code as rules compare it.</summary>
    public SortedDictionary<string, long> UnplacedCodes { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// First and last date up to the as-of date, where the plan asks for them (<see cref="PlanOptions.FindDates"/>); empty
    /// otherwise.
    /// </summary>
    public DateWindow Dates { get; internal set; } = new(DateOnly.MaxValue, DateOnly.MinValue);

    /// <summary>Notes a row of the table as refused.</summary>
    internal void Refuse(long row, Reject reject) => _refused.Add((row, reject));

    /// <summary>Makes <see cref="Rejects"/> of the rows that were noted.</summary>
    internal void SortRejects() => Rejects = [.. _refused.OrderBy(r => r.Row).Select(r => r.Reject)];

    /// <summary>Hashes of the patients of whom it found what may be an index event.</summary>
    internal HashSet<ulong> Candidates { get; } = [];

    /// <summary>Adds what of this partition was found by itself; <see cref="Rejects"/> are made of it later.</summary>
    internal void AddPart(PartitionOutput part)
    {
        Book.Add(part.Book);
        _refused.AddRange(part._refused);
        Candidates.UnionWith(part.Candidates);
    }

    /// <summary>Adds what a later partition of the same table and step found.</summary>
    internal void Add(PartitionOutput other)
    {
        Add(other.Book, other.CodeSystems, other.UnknownCodeSystems, other.UnplacedCodes, other.Dates);
        Rejects = [.. Rejects, .. other.Rejects];
        Candidates.UnionWith(other.Candidates);
    }

    /// <summary>Adds what was counted.</summary>
    internal void Add(TableBook book, IReadOnlyDictionary<string, long> codeSystems, IReadOnlyDictionary<string, long> unknownCodeSystems, IReadOnlyDictionary<string, long> unplacedCodes, DateWindow dates)
    {
        Book.Add(book);
        Add(CodeSystems, codeSystems);
        Add(UnknownCodeSystems, unknownCodeSystems);
        Add(UnplacedCodes, unplacedCodes);
        Dates = new(dates.From < Dates.From ? dates.From : Dates.From, dates.To > Dates.To ? dates.To : Dates.To);
    }

    private static void Add(SortedDictionary<string, long> to, IReadOnlyDictionary<string, long> counts)
    {
        foreach (var (name, rows) in counts)
            to[name] = to.GetValueOrDefault(name) + rows;
    }
}
