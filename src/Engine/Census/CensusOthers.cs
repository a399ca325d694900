namespace Opportune.Engine;

/// <summary>The people of a bucket who were not called.</summary>
internal sealed class CensusOthers : IDisposable
{
    private readonly CensusFile _file;
    private readonly CensusPart<ulong> _people;
    private readonly bool[] _isCalled;

    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public CensusOthers(CensusFile file, IEnumerable<int> called, IReadOnlyList<ReadOnlyMemory<byte>> sites)
    {
        (_file, _people, Sites, _isCalled) = (file, file.ReadPeople(), sites, new bool[file.Count]);
        foreach (var number in called.Where(n => n >= 0))
            _isCalled[number] = true;
    }

    /// <summary>Names of sites, UTF-8.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sites { get; }

    /// <summary>What is known of everybody, those called as well.</summary>
    public CensusPart<CensusRow> ReadRows() => _file.ReadRows();

    /// <summary>The positive controls of everybody.</summary>
    public CensusPart<CensusControl> ReadControls() => _file.ReadControls();

    /// <summary>Whether a person was not called.</summary>
    public bool Has(int number) => !_isCalled[number];

    /// <summary>The number of a person; negative of one who is not among them.</summary>
    public int Find(ulong patient) => _people.All.BinarySearch(patient) is >= 0 and var number && !_isCalled[number] ? number : -1;

    /// <inheritdoc/>
    public void Dispose() => _people.Dispose();
}
