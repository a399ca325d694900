using Opportune.Synth;

namespace Opportune.Tests.Unit.Synth;

/// <summary>Two hospitals written once for all tests: one of 5,000 patients, one of 20,000.</summary>
[CollectionDefinition("town")]
public sealed class Town : ICollectionFixture<Town>, IDisposable
{
    public static readonly DateOnly AsOf = new(2026, 11, 14);

    private readonly TemporaryFolder _small = Some.Folder();
    private readonly TemporaryFolder _large = Some.Folder();
    private readonly Dictionary<string, Rows> _read = [];

    public Town()
    {
        Write(_small.Path, 5_000, 11);
        Write(_large.Path, 20_000, 12);
    }

    internal Rows Small(string table) => Read(_small[table + ".parquet"]);

    internal Rows Large(string table) => Read(_large[table + ".parquet"]);

    private Rows Read(string path) => _read.TryGetValue(path, out var rows) ? rows : _read[path] = Rows.Read(path);

    internal static void Write(string folder, int patients, int seed) =>
        Hospital.Write(new() { Patients = patients, Seed = seed, AsOf = AsOf }, folder, null);

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
    }
}
