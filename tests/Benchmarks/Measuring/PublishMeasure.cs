using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>A list of so many open entries compared and published: the first night, and a second one on which a part of the patients changed.</summary>
internal static class PublishMeasure
{
    private static readonly DateOnly FirstNight = new(2026, 6, 1);

    /// <summary>Prints rows a second of both nights.</summary>
    /// <param name="entries">Open entries, one a patient.</param>
    /// <param name="changed">Of a hundred patients so many are closed, new or moved on the second night; of the others nothing changed.</param>
    /// <param name="url">The database; it must be empty.</param>
    /// <param name="cancel">Cancels it.</param>
    public static async Task<int> Print(int entries, int changed, string url, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel);
        await new StandingTable(database).DeclareInvented("benchmarks", cancel);
        await Night(database, "first night", FirstNight, Gaps(entries, _ => 0), entries, cancel);
        await Night(database, $"second night, {changed}% changed", FirstNight.AddDays(1), Gaps(entries, i => i % 100 < changed ? 1 + (i % 3) : 0), entries, cancel);
        // In practice the date up to which "none found" holds moves with the feeds, so that every row is written again.
        await Night(database, "third night, all feeds moved on", FirstNight.AddDays(2), Gaps(entries, _ => 0).Select(g => g with { CoveredTo = FirstNight, LookedFor = g.LookedFor + " up to 1 Jun 2026" }), entries, cancel);
        return 0;
    }

    private static async Task Night(OpportuneDatabase database, string name, DateOnly asOf, IEnumerable<Gap> gaps, int rows, CancellationToken cancel)
    {
        var run = $"bench-{asOf:yyyyMMdd}";
        await database.Write(c => c.Execute(
            "insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256) values (@run, 'bench', 'live', @asOf, 'running', @at, 'bench', 1, '', '', '', '')",
            new { run, asOf, at = TimeProvider.System.GetUtcNow() }), cancel);
        var folder = Directory.CreateTempSubdirectory("opportune-bench-").FullName;
        SafeFileHandle WorkFile(string file) => File.OpenHandle(Path.Combine(folder, file), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var request = new ReconcileRequest
        {
            RunId = run,
            AsOf = asOf,
            Measures = Found.Measures,
            Hashes = Found.Measures.ToDictionary(m => m.Id, _ => new RuleHashes("m", "s", "l")),
            MergedPatients = new Dictionary<string, string>(),
            Held = new HashSet<MeasurePart>(),
        };
        var watch = Stopwatch.StartNew();
        using var compared = await Reconciliation.Compare(database, request, gaps, WorkFile, cancel);
        var comparing = watch.Elapsed;
        watch.Restart();
        if (!await database.Write(c => compared.Apply(c, _ => { }), cancel))
            throw new InvalidOperationException("nothing came between, and yet it was to be compared again");
        var publishing = watch.Elapsed;
        var changes = string.Join(", ", compared.Changes.Select(c => $"{c.Amount} {c.Change} by {c.Cause}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{database.Engine}, {name}: compared in {comparing.TotalSeconds:0.0} s ({rows / comparing.TotalSeconds:#,0} rows/s), published in {publishing.TotalSeconds:0.0} s ({rows / publishing.TotalSeconds:#,0} rows/s); {Environment.WorkingSet >> 20} MB; {changes}"));
        Directory.Delete(folder, recursive: true);
    }

    // 0: as it was; 1: closed; 2: gone; 3: another tier.
    private static IEnumerable<Gap> Gaps(int entries, Func<int, int> change)
    {
        for (var i = 0; i < entries; i++)
        {
            var gap = Found.Open("statin", string.Create(CultureInfo.InvariantCulture, $"p{i:00000000}"), "2026-03-01") with
            {
                Wording = "Report of 1 March 2026 (CT chest): coronary calcification, moderate. No statin found in medications. Consider: cardiovascular risk assessment, lipid panel, statin discussion. " + Wording.Closing,
                Limits = "Read from text; drugs that were bought elsewhere are not known. The amount is as the report words it.",
            };
            switch (change(i))
            {
                case 0: yield return gap; break;
                case 1: yield return gap.Closed("2026-06-01", reason: "on a statin"); break;
                case 3: yield return gap with { Tier = 1 }; break;
                default: break;
            }
        }
    }
}
