using System.IO.Compression;
using System.Text;
using Opportune.Core;
using Opportune.Sources;
using Opportune.Sources.Fhir;
using Opportune.Sources.Snapshots;

namespace Opportune.Tests.Unit.Sources;

/// <summary>An export in a folder of its own, and what is taken of it.</summary>
internal sealed class FhirExport : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public FhirExport() => Directory.CreateDirectory(_folder["export"]);

    public string this[string name] => Path.Combine(_folder["export"], name);

    public static FhirSource Source(TimeZoneInfo? zone = null) => new()
    {
        Id = "fhir",
        Title = "invented",
        Hash = "one",
        Zone = zone ?? TimeZoneInfo.Utc,
        ImagingCategories = new HashSet<string> { "RAD", "LP29684-5" },
        Modalities = [new(null, null, ["DXA", "DEXA"], "DXA"), new("CT", null, [], "CT")],
        Sections = new Dictionary<string, string> { ["19005-8"] = "impression" },
    };

    public FhirExport With(string name, params IEnumerable<string> lines)
    {
        File.WriteAllText(this[name], string.Concat(lines.Select(l => l + "\n")));
        return this;
    }

    public FhirExport Zipped(string name, params IEnumerable<string> lines)
    {
        using var gzip = new GZipStream(File.Create(this[name]), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        return this;
    }

    public TakenSource Take(FhirSource? source = null, int threads = 2, long partBytes = 128 << 20)
    {
        using var writer = SnapshotWriter.Begin(_folder["taken"], "fhir", TimeProvider.System);
        FhirTaking.Take(source ?? Source(), _folder["export"], writer, threads, CancellationToken.None, partBytes);
        var snapshot = writer.Finish();
        Rejects = snapshot.Rejects;
        return snapshot.Taken;
    }

    public IReadOnlyList<SourceReject> Rejects { get; private set; } = [];

    /// <summary>The rows of a table, those columns, in the order of their words.</summary>
    public IReadOnlyList<string> Rows(Table table, params string[] columns)
    {
        foreach (var required in CanonicalTable.All.Where(t => t.Required && !Directory.Exists(_folder[$"taken/{t.Name}"])))
            CanonicalFiles.Write(_folder[$"taken/{required.Name}.parquet"], CanonicalFiles.Schema(required.Table, typed: true), []);
        using var input = InputFolder.Open(_folder["taken"]);
        var files = input.Files(table);
        if (files.Count == 0)
            return [];
        var read = columns.Select(c => CanonicalFiles.Read(files, c)).ToList();
        return [.. Enumerable.Range(0, read[0].Count).Select(row => string.Join(" | ", read.Select(c => c[row]))).Order(StringComparer.Ordinal)];
    }

    /// <summary>All rows of all tables.</summary>
    public IReadOnlyList<string> AllRows() =>
        [.. CanonicalTable.All.Where(t => Directory.Exists(_folder[$"taken/{t.Name}"])).SelectMany(t => Rows(t.Table, [.. t.Columns.Select(c => c.Name)]).Select(r => $"{t.Name}: {r}"))];

    public void Dispose() => _folder.Dispose();
}
