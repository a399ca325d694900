using System.Globalization;
using System.Security.Cryptography;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>
/// Makes a file of the worklist for others. Everything is looked at at that moment: who died, is in hospice, restricted or no longer active here
/// is left out and counted, and data that is too old does not go out. Who took what is kept before the file is handed over.
/// </summary>
public sealed class WorklistExport(ExportBook book, FreshnessLimits limits, IdentifierSystems systems, Func<string, string> titleOf, TimeProvider time)
{
    /// <summary>Writes the file, and keeps that it was made.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="path">Where to, with the extension of the format (<see cref="ExtensionOf"/>); replaced if it is there. Where nothing goes out, no file is left.</param>
    /// <param name="cancel">Stops it; no file is left then.</param>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public async Task<ExportDone> Write(ExportRequest request, string path, CancellationToken cancel = default)
    {
        var age = await Age(request.Filter, request.Today, cancel);
        if (age.Refusal(request.Confirmed) is { } refused)
            return new(null, refused);
        try
        {
            var (upTo, rows, leftOut) = await book.Read(request.Filter, request.Today, (items, upTo) => Fill(request.Format, path, items, upTo), cancel);
            await using var file = File.OpenRead(path);
            var row = new ExportRow
            {
                ExportId = Guid.NewGuid().ToString("N"),
                Direction = ExportRow.Out,
                MadeBy = request.By,
                MadeAt = time.GetUtcNow(),
                Format = EntryNames.Of(request.Format),
                Filter = request.FilterText,
                RowsWritten = rows,
                LeftOut = Words(leftOut),
                DataUpTo = upTo,
                Confirmed = age.ToConfirm,
                FileSha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)),
            };
            await book.Add(row, cancel);
            return new(row, null);
        }
        catch
        {
            // What nobody is told of must not lie about.
            File.Delete(path);
            throw;
        }
    }

    /// <summary>".csv", ".parquet", ".arrow", ".ndjson"</summary>
    public static string ExtensionOf(ExportFormat format) => format == ExportFormat.Fhir ? ".ndjson" : "." + EntryNames.Of(format);

    /// <summary>How old the data is that would go out.</summary>
    public async Task<Freshness> Age(WorklistFilter filter, DateOnly today, CancellationToken cancel = default) => new(await book.UpTo(filter, cancel), today, limits);

    /// <summary>"restricted 2, deceased 1", by name; empty: none.</summary>
    internal static string Words(SortedDictionary<string, long> counts) => string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));

    private (DateOnly? UpTo, long Rows, SortedDictionary<string, long> LeftOut) Fill(ExportFormat format, string path, IEnumerable<ExportItem> items, DateOnly? upTo)
    {
        var leftOut = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var rows = 0L;
        if (format == ExportFormat.Fhir)
        {
            using var tasks = new FhirTaskWriter(path, systems, titleOf);
            foreach (var item in Kept())
                tasks.Add(item.Entry, item.Lines(), upTo);
            tasks.Finish();
        }
        else
        {
            using var table = format switch
            {
                ExportFormat.Csv => TableFiles.CreateForSpreadsheets(path, ExportColumns.Schema),
                _ => TableFiles.Create(path, ExportColumns.Schema),
            };
            foreach (var item in Kept())
                ExportColumns.Add(table.Rows, item.Entry, isForSpreadsheets: format == ExportFormat.Csv);
            table.Finish();
        }
        return (upTo, rows, leftOut);

        IEnumerable<ExportItem> Kept()
        {
            foreach (var item in items)
            {
                if (item.LeftOut is { } why)
                {
                    leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                    continue;
                }
                rows++;
                yield return item;
            }
        }
    }
}
