using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>
/// What became of the patients for one measure: all patients minus each step = those with an index event = excluded +
/// closed + withheld + prospective + open, each patient counted once, by the episode that leads. Books of buckets add up.
/// </summary>
public sealed class MeasureBook(Measure measure)
{
    /// <summary>The measure.</summary>
    public Measure Measure { get; } = measure;

    /// <summary>All patients.</summary>
    public long Patients { get; set; }

    /// <summary>Patients who left before they had an index event, by step (<see cref="FunnelSteps"/>).</summary>
    public SortedDictionary<string, long> LeftAt { get; } = new(StringComparer.Ordinal);

    /// <summary>Patients with an index event.</summary>
    public long WithIndex { get; private set; }

    /// <summary>Patients by status, in the order of <see cref="GapStatus"/>.</summary>
    public long[] Status { get; } = new long[Enum.GetValues<GapStatus>().Length];

    /// <summary>Care gaps of every status: one per patient and episode.</summary>
    public long Episodes { get; private set; }

    /// <summary>Open patients by tier.</summary>
    public SortedDictionary<int, long> OpenByTier { get; } = [];

    /// <summary>Whether every patient is accounted for.</summary>
    public bool Balances => Patients - LeftAt.Values.Sum() == WithIndex && WithIndex == Status.Sum();

    /// <summary>Counts one patient.</summary>
    public void Count(MeasureResult result)
    {
        if (result.Gaps.Count == 0)
        {
            CountOthers(1, result.Outcome);
            return;
        }
        CountIndex(result.Gaps.Count);
        foreach (var gap in result.Gaps)
        {
            if (gap.Leads)
                CountLeading(gap.Status, gap.Tier);
        }
    }

    /// <summary>Counts a patient with so many episodes.</summary>
    public void CountIndex(int episodes)
    {
        Patients++;
        WithIndex++;
        Episodes += episodes;
    }

    /// <summary>Counts the episode by which such a patient is counted.</summary>
    public void CountLeading(GapStatus status, int tier)
    {
        Status[(int)status]++;
        if (status == GapStatus.Open)
            OpenByTier[tier] = OpenByTier.GetValueOrDefault(tier) + 1;
    }

    /// <summary>Counts patients to whom no rule was applied.</summary>
    /// <param name="patients">How many.</param>
    /// <param name="step">Where they left (<see cref="FunnelSteps"/>).</param>
    public void CountOthers(long patients, string step)
    {
        Patients += patients;
        Leave(step, patients);
    }

    /// <summary>Adds another book of the same measure.</summary>
    public void Add(MeasureBook other)
    {
        Patients += other.Patients;
        WithIndex += other.WithIndex;
        Episodes += other.Episodes;
        for (var i = 0; i < Status.Length; i++)
            Status[i] += other.Status[i];
        foreach (var (step, count) in other.LeftAt)
            Leave(step, count);
        foreach (var (tier, count) in other.OpenByTier)
            OpenByTier[tier] = OpenByTier.GetValueOrDefault(tier) + count;
    }

    /// <summary>Writes it, for another process.</summary>
    internal void Write(BinaryWriter to)
    {
        to.Write(Patients);
        to.Write(WithIndex);
        to.Write(Episodes);
        foreach (var patients in Status)
            to.Write(patients);
        BookCodec.Write(to, LeftAt);
        to.Write(OpenByTier.Count);
        foreach (var (tier, count) in OpenByTier)
        {
            to.Write(tier);
            to.Write(count);
        }
    }

    /// <summary>Reads back what was written of the same measure.</summary>
    internal static MeasureBook Read(BinaryReader from, Measure measure)
    {
        var book = new MeasureBook(measure) { Patients = from.ReadInt64(), WithIndex = from.ReadInt64(), Episodes = from.ReadInt64() };
        for (var i = 0; i < book.Status.Length; i++)
            book.Status[i] = from.ReadInt64();
        foreach (var (step, patients) in BookCodec.ReadCounts(from))
            book.Leave(step, patients);
        for (var left = from.ReadInt32(); left > 0; left--)
            book.OpenByTier.Add(from.ReadInt32(), from.ReadInt64());
        return book;
    }

    private void Leave(string step, long patients)
    {
        if (patients > 0)
            LeftAt[step] = LeftAt.GetValueOrDefault(step) + patients;
    }
}
