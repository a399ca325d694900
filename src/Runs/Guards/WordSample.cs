using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Runs.Guards;

/// <summary>
/// Counts the words of some reports of each site, and those that the lexicon knows: what a guard needs to notice reports in
/// another language, of which nothing would be found. So few reports, and so near each other, that it costs nothing. The
/// site is the patient's, by which lists are held; it is looked up only when something is amiss.
/// </summary>
internal static class WordSample
{
    private const int Spots = 24;
    private const int RowsOfSpot = 128;

    // A text of fewer words says nothing.
    private const int LeastWords = 5;

    // One strange report in so many is worth a look at whose they are: a small site among large ones.
    private const int SharesAmiss = 50;

    /// <summary>Words and known words by site; all under "" where nothing is amiss, as those of patients without a site are.</summary>
    public static IReadOnlyDictionary<string, (long Words, long Known)> Of(IReadOnlyList<Sources.InputFile> findings, IReadOnlyList<Sources.InputFile> patients, CompiledLexicon lexicon, int threads)
    {
        // Each opens a column chunk of its own, which is all that takes time.
        List<(string Patient, string Site, int Words, int Known)> sampled =
            [.. Workers.Run([.. Places(findings)], threads, () => new KnownWords(lexicon), Take, CancellationToken.None).SelectMany(rows => rows)];
        var strange = sampled.Count(s => s.Known < s.Words * GuardSettings.LeastKnownWords);
        // Where there is no text at all nothing is amiss, and the patients are not read for it.
        if (strange > 0 && strange * SharesAmiss >= sampled.Count)
            FindSites(patients, sampled);
        return sampled.GroupBy(s => s.Site, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (g.Sum(s => (long)s.Words), g.Sum(s => (long)s.Known)), StringComparer.Ordinal);
    }

    // Evenly spread over the table; each within one row group.
    private static IEnumerable<(Sources.InputFile File, int Group, int From, int To)> Places(IReadOnlyList<Sources.InputFile> files)
    {
        var rows = files.Sum(f => f.Rows);
        var (first, next) = (0L, 0L);
        foreach (var file in files)
        {
            for (var group = 0; group < file.RowGroups.Count; first += file.RowGroups[group++])
            {
                var end = first + file.RowGroups[group];
                for (next = Math.Max(next, first); next < end;)
                {
                    var to = Math.Min(end, next + RowsOfSpot);
                    yield return (file, group, (int)(next - first), (int)(to - first));
                    next = Math.Max(to, ((next * Spots / rows) + 1) * rows / Spots);
                }
            }
        }
    }

    private static List<(string Patient, string Site, int Words, int Known)> Take(KnownWords counter, (Sources.InputFile File, int Group, int From, int To) place)
    {
        var (file, group, from, to) = place;
        var sampled = new List<(string, string, int, int)>();
        using var text = file.OpenColumn(group, Column(Table.ImagingFindings, "finding_text"));
        using var patient = file.OpenColumn(group, Column(Table.ImagingFindings, "patient_id"));
        for (var row = from; row < to && text is not null; row++)
        {
            var (words, known) = counter.Count(text.Page.Text(text.MoveTo(row)));
            if (words >= LeastWords)
                sampled.Add((TextAt(patient, row), "", words, known));
        }
        return sampled;
    }

    private static void FindSites(IReadOnlyList<Sources.InputFile> patients, List<(string Patient, string Site, int Words, int Known)> sampled)
    {
        var sites = sampled.Select(s => s.Patient).Distinct(StringComparer.Ordinal).ToDictionary(p => p, _ => "", StringComparer.Ordinal);
        foreach (var file in patients)
        {
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                using var patient = file.OpenColumn(group, Column(Table.Patients, "patient_id"));
                using var site = file.OpenColumn(group, Column(Table.Patients, "site"));
                for (var row = 0; row < file.RowGroups[group] && site is not null; row++)
                {
                    if (TextAt(patient, row) is var id && sites.ContainsKey(id))
                        sites[id] = TextAt(site, row);
                }
            }
        }
        for (var i = 0; i < sampled.Count; i++)
            sampled[i] = sampled[i] with { Site = sites[sampled[i].Patient] };
    }

    private static int Column(Table table, string name) => CanonicalTable.Of(table).Columns.ToList().FindIndex(c => c.Name == name);

    private static string TextAt(ColumnReader? column, int row) =>
        column is null || column.MoveTo(row) is var i && column.Page.IsNull(i) ? "" : Encoding.UTF8.GetString(column.Page.Text(i));
}
