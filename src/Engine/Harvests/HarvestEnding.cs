using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What ends a harvest: all of it that is no record.</summary>
/// <param name="AsOfDay">As of when it was made: it serves that day and later ones.</param>
/// <param name="Until">See <see cref="Harvest.Until"/>.</param>
/// <param name="Waiting">See <see cref="Harvest.Waiting"/>.</param>
/// <param name="Book">See <see cref="Harvest.Book"/>.</param>
/// <param name="Refused">See <see cref="Harvest.Refused"/>.</param>
/// <param name="CodeSystems">See <see cref="Harvest.CodeSystems"/>.</param>
/// <param name="UnknownCodeSystems">See <see cref="Harvest.UnknownCodeSystems"/>.</param>
/// <param name="Days">See <see cref="Harvest.Days"/>.</param>
/// <param name="Pairs">See <see cref="Harvest.Pairs"/>.</param>
internal sealed record HarvestEnding(
    int AsOfDay, long Until, long Waiting, TableBook Book, IReadOnlyList<RefusedRow> Refused,
    IReadOnlyDictionary<string, long> CodeSystems, IReadOnlyDictionary<string, long> UnknownCodeSystems, IReadOnlyList<int> Days,
    IReadOnlyList<PatientPair> Pairs)
{
    /// <summary>
    /// Whether it says what its rows give tonight: not as of a day before it was made, for of days before it keeps only the
    /// last; not once another version of a report is known; and not when two patients of one accession have become one, or one has become two.
    /// </summary>
    public bool Serves(WorkPlan plan) =>
        AsOfDay <= plan.Rules.AsOfDay && plan.Rules.AsOfDay <= Until && Pairs.All(p => (plan.Merged.Final(p.A) == plan.Merged.Final(p.B)) == p.AreOne);

    public void Write(BinaryWriter to)
    {
        to.Write(AsOfDay);
        to.Write(Until);
        to.Write(Waiting);
        to.Write(Book.Read);
        Write(to, Book.Skipped);
        Write(to, Book.Rejected);
        to.Write(Book.Missing.Count);
        foreach (var rows in Book.Missing)
            to.Write(rows);
        to.Write(Refused.Count);
        foreach (var row in Refused)
        {
            to.Write(row.Row);
            to.Write(row.Column);
            to.Write(row.Rule);
            to.Write(row.Value);
        }
        Write(to, CodeSystems);
        Write(to, UnknownCodeSystems);
        to.Write(Days.Count);
        foreach (var day in Days)
            to.Write(day);
        to.Write(Pairs.Count);
        foreach (var pair in Pairs)
        {
            to.Write(pair.A);
            to.Write(pair.B);
            to.Write(pair.AreOne);
        }
    }

    public static HarvestEnding Read(BinaryReader from)
    {
        var (asOf, until, waiting) = (from.ReadInt32(), from.ReadInt64(), from.ReadInt64());
        var book = new TableBook { Read = from.ReadInt64() };
        foreach (var (reason, rows) in Counts(from))
            book.Skip(reason, rows);
        foreach (var (rule, rows) in Counts(from))
            book.Reject(rule, rows);
        for (var (column, columns) = (0, from.ReadInt32()); column < columns; column++)
            Miss(book, column, from.ReadInt64());
        var refused = new RefusedRow[from.ReadInt32()];
        for (var i = 0; i < refused.Length; i++)
            refused[i] = new(from.ReadInt64(), from.ReadInt32(), from.ReadString(), from.ReadString());
        var (systems, unknown) = (Counts(from), Counts(from));
        var days = new int[from.ReadInt32()];
        for (var i = 0; i < days.Length; i++)
            days[i] = from.ReadInt32();
        var pairs = new PatientPair[from.ReadInt32()];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(from.ReadUInt64(), from.ReadUInt64(), from.ReadBoolean());
        return new(asOf, until, waiting, book, refused, systems, unknown, days, pairs);
    }

    private static void Miss(TableBook book, int column, long rows)
    {
        if (rows > 0)
            book.Miss(column, rows);
    }

    private static void Write(BinaryWriter to, IReadOnlyDictionary<string, long> counts)
    {
        to.Write(counts.Count);
        foreach (var (key, count) in counts)
        {
            to.Write(key);
            to.Write(count);
        }
    }

    private static Dictionary<string, long> Counts(BinaryReader from)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var left = from.ReadInt32(); left > 0; left--)
            counts.Add(from.ReadString(), from.ReadInt64());
        return counts;
    }
}
