using System.Text;
using Opportune.Core;
using Opportune.Reading;
using Opportune.Reference;
using Opportune.Runs;
using Opportune.Sources;

namespace Opportune.App.Verify;

/// <summary>
/// Derives every published row anew from the input, with the second opinion and the plain reader. It keeps the rows of all
/// patients that have a published row in memory.
/// </summary>
internal sealed class Verification
{
    private static readonly Table[] Read = [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];

    private readonly List<Damage> _damages = [];
    private readonly List<(PublishedRow Row, string Why)> _unconfirmed = [];

    /// <summary>What of the input cannot be read.</summary>
    public IReadOnlyList<Damage> Damages => _damages;

    /// <summary>Rows that are not confirmed, each with the first reason.</summary>
    public IReadOnlyList<(PublishedRow Row, string Why)> Unconfirmed => _unconfirmed;

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    public static Verification Of(RunRequest request, IReadOnlyList<PublishedRow> published)
    {
        var verification = new Verification { Rows = published.Count };
        using var folder = InputFolder.Open(request.Input);
        verification.Judge(request, folder, published);
        return verification;
    }

    private void Judge(RunRequest request, InputFolder folder, IReadOnlyList<PublishedRow> published)
    {
        var merged = folder.Links(request.AsOf).Final;
        var wanted = published.Select(r => r["patient_id"]!).ToHashSet(StringComparer.Ordinal);
        var input = new InputRows(_damages);
        var chart = new SourceChart(request.Rules, lines => ReportReader.ReadPlainly(
            request.Lexicon, [.. lines.Select(l => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(l.Text))], [.. lines.Select(l => l.Section)], request.Excerpt), request.AsOf);

        var people = new Dictionary<string, List<SourceRow>>(StringComparer.Ordinal);
        foreach (var row in input.Read(folder, Table.Patients).OrderBy(p => merged.ContainsKey(p.Text("patient_id") ?? "")))
            Add(people, Final(row), row);
        var counts = new SiteCounts(request.Rules, request.AsOf);
        var sites = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (id, rows) in people)
        {
            if (chart.Read(id, rows, []) is not { Patient: var patient })
                continue;
            sites[id] = patient.Site;
            if (patient.DeathDate is null)
                counts.Count(patient.Site, patient.BirthDate);
        }
        var controlled = request.Rules.Measures.SelectMany(m => m.SatisfiedBy).Select(s => s.Control?.Table).OfType<Table>().ToHashSet();
        var charts = new Dictionary<string, List<SourceRow>>(StringComparer.Ordinal);
        var found = new FoundFeeds();
        var hit = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in Read)
        {
            foreach (var row in input.Read(folder, table))
            {
                var id = Final(row);
                if (row.Day is { } day)
                    found.Add(table, new(day, day));
                if (controlled.Contains(table) && sites.TryGetValue(id, out var site))
                    counts.Count(row, site, chart);
                if (!wanted.Contains(id))
                    continue;
                Add(charts, id, row);
            }
        }
        foreach (var row in input.Read(folder, Table.ObservationPeriods))
        {
            var id = Final(row);
            if (sites.TryGetValue(id, out var site))
                counts.CountPeriod(row, site);
            if (wanted.Contains(id))
                Add(charts, id, row);
        }
        foreach (var id in wanted.Where(id => charts.GetValueOrDefault(id, []).Concat(people.GetValueOrDefault(id, [])).Any(IsHit)))
            hit.Add(id);

        var evaluator = new ReferenceEvaluator(request.Rules, folder.Feeds ?? found.Intervals, folder.Tables.ToHashSet(), counts.IsBelieved, counts.IsObserved, request.AsOf);
        foreach (var rows in published.GroupBy(r => r["patient_id"]!, StringComparer.Ordinal))
        {
            var record = chart.Read(rows.Key, people.GetValueOrDefault(rows.Key, []), charts.GetValueOrDefault(rows.Key, []));
            var gaps = record is null ? [] : evaluator.Evaluate(record);
            foreach (var row in rows)
            {
                if (hit.Contains(rows.Key))
                    _unconfirmed.Add((row, "rests on what cannot be read"));
                else if (RowCheck.Difference(row, record?.Patient, gaps) is { } why)
                    _unconfirmed.Add((row, _damages.Count > 0 ? $"rests on what cannot be read ({why})" : why));
            }
        }

        string Final(SourceRow row) => row.Text("patient_id") is { } id ? merged.GetValueOrDefault(id, id) : "";
    }

    private bool IsHit(SourceRow row) => _damages.Exists(d => d.Table == row.Table && row.Number >= d.From && row.Number <= d.To);

    private static void Add(Dictionary<string, List<SourceRow>> to, string id, SourceRow row)
    {
        if (!to.TryGetValue(id, out var rows))
            to[id] = rows = [];
        rows.Add(row);
    }
}
