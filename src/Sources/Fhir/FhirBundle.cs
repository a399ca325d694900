using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Conversions;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Fhir;

/// <summary>A row of a canonical table, made of a FHIR resource: dates as yyyy-MM-dd, numbers in invariant form.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Cells">By column of that table, only those that there are.</param>
public sealed record FhirRow(Table Table, IReadOnlyDictionary<string, string> Cells);

/// <summary>A resource of which no row could be made.</summary>
/// <param name="Resource">The kind of resource.</param>
/// <param name="Place">Its place among the bundle's entries, from 1. Its id may name a person and is not told.</param>
/// <param name="Rule">Why.</param>
public sealed record FhirReject(string Resource, long Place, string Rule);

/// <summary>A FHIR R4 bundle, or one resource, as rows of the canonical tables in memory: for the test patients of <c>evaluate</c>.</summary>
public sealed class FhirBundle
{
    private readonly List<FhirReject> _rejects = [];
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    private FhirBundle()
    {
    }

    /// <summary>By table, and then in the order of the bundle.</summary>
    public IReadOnlyList<FhirRow> Rows { get; private set; } = [];

    /// <summary>What no row could be made of.</summary>
    public IReadOnlyList<FhirReject> Rejects => _rejects;

    /// <summary>How many resources were left out, by kind and reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped => _skipped;

    /// <summary>How many resources name somebody who is not in the bundle and were taken as the case's.</summary>
    public int Strays { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: one JSON object, a Bundle.</param>
    /// <param name="source">How it is read.</param>
    /// <param name="isOneCase">
    /// Of test patients alone: the bundle is one case, and what names a patient who is not in it is that case's too. In a record such
    /// a resource may be anybody's.
    /// </param>
    /// <exception cref="InputException">It cannot be read, is no JSON, is no bundle, or, of one case, does not hold one patient.</exception>
    public static FhirBundle Read(string path, FhirSource source, bool isOneCase = false)
    {
        var work = Directory.CreateTempSubdirectory("opportune-fhir-").FullName;
        try
        {
            using var links = new FhirLinks(work);
            return Read(new FhirFile(path, path), source, links, isOneCase);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static FhirBundle Read(FhirFile file, FhirSource source, FhirLinks links, bool isOneCase)
    {
        var gathering = new FhirGathering(source, links);
        gathering.TakeReports(file, CancellationToken.None);
        gathering.TakeNamed(file, CancellationToken.None);
        links.Close();
        var bundle = new FhirBundle();
        var patients = new List<byte[]>();
        file.Read(
            new(),
            (resource, _, _) =>
            {
                if (resource.Kind == FhirKind.Patient && resource.Text(FhirResource.Root, Element.Id) is { IsEmpty: false } id)
                    patients.Add(id.ToArray());
                return true;
            },
            (place, rule, _) => throw new InputException($"{file.Name}: entry {place} holds no resource with a resourceType ({rule})"));
        if (isOneCase && patients.Count != 1)
            throw new InputException($"{file.Name}: {patients.Count} patients with an id among its entries; a case is one");
        var parts = CanonicalTable.All.Select(t => (Table: t, Rows: new RowBatch(CanonicalSchema.Of(t.Table)))).ToList();
        var writers = parts.ConvertAll(p => new PartWriter(p.Rows, p.Table));
        var mapping = new FhirMapping(source, t => writers[(int)t], links) { Sole = isOneCase ? patients[0] : null };
        file.Read(
            mapping.References,
            (resource, _, place) =>
            {
                bundle.Book(Encoding.UTF8.GetString(resource.KindSaid), place, mapping.Add(resource));
                return true;
            },
            (_, _, _) => { });
        bundle.Strays = mapping.Strays;
        bundle.Rows = [.. parts.SelectMany(p => RowsOf(p.Table, p.Rows))];
        return bundle;
    }

    private void Book(string kind, long place, FhirFate fate)
    {
        if (fate.IsRejected)
            _rejects.Add(new(kind, place, fate.Rule!));
        else if (!fate.IsUsed)
            _skipped[$"{kind} {fate.Rule}"] = _skipped.GetValueOrDefault($"{kind} {fate.Rule}") + 1;
    }

    private static IEnumerable<FhirRow> RowsOf(CanonicalTable table, RowBatch rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var c = 0; c < table.Columns.Count; c++)
            {
                if (rows[c].IsValid(i))
                    cells[table.Columns[c].Name] = Said(table.Columns[c].Type, rows[c], i);
            }
            yield return new(table.Table, cells);
        }
    }

    private static string Said(CanonicalType type, ColumnBuffer column, int row) => type switch
    {
        CanonicalType.Date => CanonicalValue.DateOf(column.Integer(row)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CanonicalType.Number => column.Real(row).ToString(CultureInfo.InvariantCulture),
        CanonicalType.Integer => column.Integer(row).ToString(CultureInfo.InvariantCulture),
        CanonicalType.Flag => column.Integer(row) == 0 ? "false" : "true",
        _ => Encoding.UTF8.GetString(column.Text(row)),
    };
}
