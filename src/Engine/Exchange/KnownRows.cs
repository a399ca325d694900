using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Patients of a bucket of whom it is known what comes of certain rows. Their rows of tonight are summed as they lie, so that of
/// whoever still has just those none need be brought together.
/// </summary>
/// <param name="names">The rows; of a patient who comes twice the last ones count.</param>
/// <param name="take">Takes what is known of the rows of that number; whether it still holds.</param>
public sealed class KnownRows(IReadOnlyList<RowsName> names, Predicate<int> take)
{
    private static readonly int Tables = CanonicalTable.All.Count;

    private readonly Dictionary<ulong, int> _numbers = Numbers(names);
    private readonly (ulong High, ulong Low)[] _sums = new (ulong, ulong)[names.Count];
    private readonly long[] _seen = Filled(names.Count * Tables);
    private readonly bool[] _isTaken = new bool[names.Count];

    /// <summary>The rows.</summary>
    public IReadOnlyList<RowsName> Names => names;

    /// <summary>Sums a record, where it is of one of them.</summary>
    internal void Add(in RecordWalk record)
    {
        if (!_numbers.TryGetValue(record.Hash, out var number))
            return;
        ref var sum = ref _sums[number];
        RowsName.Add(record.Kind, record.Fields, ref sum.High, ref sum.Low, SeenOf(number));
    }

    /// <summary>Takes what is known of all who have just those rows. A death that a reviewer entered is in no row.</summary>
    internal void Take(ReportedDeaths deaths)
    {
        foreach (var (patient, number) in _numbers)
            _isTaken[number] = RowsName.Of(patient, _sums[number].High, _sums[number].Low, SeenOf(number)) == names[number] && !deaths.MayHave(patient) && take(number);
    }

    /// <summary>Takes what is known of a patient who is known to have just those rows tonight; whether it still holds.</summary>
    public bool Take(RowsName rows) => _numbers.TryGetValue(rows.Patient, out var number) && names[number] == rows && take(number);

    /// <summary>Whether it was taken, so that the patient's rows need not be looked at.</summary>
    internal bool IsTaken(ulong patient) => _numbers.TryGetValue(patient, out var number) && _isTaken[number];

    private Span<long> SeenOf(int number) => _seen.AsSpan(number * Tables, Tables);

    private static Dictionary<ulong, int> Numbers(IReadOnlyList<RowsName> names)
    {
        var numbers = new Dictionary<ulong, int>(names.Count);
        for (var i = 0; i < names.Count; i++)
            numbers[names[i].Patient] = i;
        return numbers;
    }

    private static long[] Filled(int size)
    {
        var seen = new long[size];
        seen.AsSpan().Fill(long.MinValue);
        return seen;
    }
}
