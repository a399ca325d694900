using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Rules;

namespace Opportune.Runs;

/// <summary>
/// Two sets of rules on the same data, as of the same date, with the same rows that reviewers entered, and nothing published: each makes its own list in a
/// database that is gone afterwards, by the same steps as any run, and the lists are compared.
/// </summary>
public static class ShadowRun
{
    private const int RecentWeeks = 13;

    /// <summary>Applies both.</summary>
    /// <param name="inForce">A run by the rules in force.</param>
    /// <param name="candidate">The same by the others.</param>
    /// <param name="database">What people decided that a run goes by.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">The input cannot be used, or changed meanwhile.</exception>
    /// <exception cref="IOException">No space, or a failed read.</exception>
    public static async Task<ShadowResult> Compare(RunRequest inForce, RunRequest candidate, OpportuneDatabase database, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        // Of this account alone, for rows of patients lie in it.
        var folder = Directory.CreateTempSubdirectory("opportune-shadow-").FullName;
        try
        {
            var (before, after) = (Path.Combine(folder, "before.db"), Path.Combine(folder, "after.db"));
            var first = await Publish(inForce, before, folder, database, time, progress, cancel);
            File.Copy(before, after);
            var second = await Publish(candidate, after, folder, database, time, progress, cancel);
            await using var old = await OpportuneDatabase.OpenExisting(Url(before), time, cancel);
            await using var @new = await OpportuneDatabase.OpenExisting(Url(after), time, cancel);
            await using var left = await old.Connect(cancel);
            await using var right = await @new.Connect(cancel);
            if (!Inputs(left, first.RunId).SequenceEqual(Inputs(right, second.RunId)))
                throw new InputException($"{inForce.Input}: its files changed while they were read; try again when nothing writes there");
            // Who a patient is, is asked while the lists are read; of whom people corrected something that holds.
            await using var people = await @new.Connect(cancel);
            await using var corrected = await database.Connect(cancel);
            return new()
            {
                Rows = [.. ShadowComparison.Rows(PublishedState.Gaps(left), PublishedState.Gaps(right), patient => PeopleTable.Find(corrected, patient) ?? PeopleTable.Find(people, patient), Causes(inForce, candidate))],
                Entries = ShadowComparison.Count(PublishedState.Entries(left), PublishedState.Entries(right), inForce.AsOf.AddDays(-7 * RecentWeeks)),
                GapsSha256 = second.Outputs.Single(f => f.Name == "gaps.parquet").Sha256,
                Notes = [.. new[] { (first, "the rules in force"), (second, "the candidate") }.Where(r => r.Item1.State != RunStates.Succeeded).Select(r => $"By {r.Item2} not all could be listed: {string.Join("; ", r.Item1.Held.Select(h => $"{h.Part.Measure} {h.Part.Site} is held ({h.Guard})"))}.")],
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<RunFileRow> Inputs(DbConnection connection, string runId) => RunCatalog.Files(connection, runId).Where(f => f.Direction == "input");

    private static DatabaseUrl Url(string path) => DatabaseUrl.Parse($"sqlite:{path}");

    // Closed, a database is one file.
    private static async Task<RunReport> Publish(RunRequest request, string path, string folder, OpportuneDatabase decided, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        await using var scratch = await OpportuneDatabase.Open(Url(path), time, cancel);
        return await Run.Execute(request, new() { OutFolder = Path.Combine(folder, "out"), Database = scratch, DecidedIn = decided, RequestedBy = "shadow" }, time, progress, cancel);
    }

    /// <summary>Which of a measure's rules makes the difference, where data and date are the same: its own file goes first, then a value set, then the lexicon.</summary>
    public static Func<string, string> Causes(RunRequest inForce, RunRequest candidate) => measure =>
        inForce.Hashes.GetValueOrDefault(measure) is not { } was || candidate.Hashes.GetValueOrDefault(measure) is not { } now || was.Measure != now.Measure ? "measure"
        : was.Sets != now.Sets ? "value-sets" : "lexicon";
}
