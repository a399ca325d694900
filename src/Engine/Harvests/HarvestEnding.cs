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
/// <param name="UnplacedCodes">See <see cref="Harvest.UnplacedCodes"/>.</param>
/// <param name="Days">See <see cref="Harvest.Days"/>.</param>
/// <param name="Pairs">See <see cref="Harvest.Pairs"/>.</param>
internal sealed record HarvestEnding(
    int AsOfDay, long Until, long Waiting, TableBook Book, IReadOnlyList<RefusedRow> Refused,
    IReadOnlyDictionary<string, long> CodeSystems, IReadOnlyDictionary<string, long> UnknownCodeSystems, IReadOnlyDictionary<string, long> UnplacedCodes, IReadOnlyList<int> Days,
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
        BookCodec.Write(to, Book);
        to.Write(Refused.Count);
        foreach (var row in Refused)
        {
            to.Write(row.Row);
            to.Write(row.Column);
            to.Write(row.Rule);
            to.Write(row.Value);
        }
        BookCodec.Write(to, CodeSystems);
        BookCodec.Write(to, UnknownCodeSystems);
        BookCodec.Write(to, UnplacedCodes);
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
        var book = BookCodec.ReadBook(from);
        var refused = new RefusedRow[from.ReadInt32()];
        for (var i = 0; i < refused.Length; i++)
            refused[i] = new(from.ReadInt64(), from.ReadInt32(), from.ReadString(), from.ReadString());
        var (systems, unknown, unplaced) = (BookCodec.ReadCounts(from), BookCodec.ReadCounts(from), BookCodec.ReadCounts(from));
        var days = new int[from.ReadInt32()];
        for (var i = 0; i < days.Length; i++)
            days[i] = from.ReadInt32();
        var pairs = new PatientPair[from.ReadInt32()];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(from.ReadUInt64(), from.ReadUInt64(), from.ReadBoolean());
        return new(asOf, until, waiting, book, refused, systems, unknown, unplaced, days, pairs);
    }
}
