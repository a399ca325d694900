using Dapper;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>Which files of runs go, and when: never those that readers see, nor those of which a part waits for a person.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly TemporaryFolder _folder = Some.Folder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Old_files_go_but_for_what_readers_see_and_what_waits_for_a_person(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var now = TimeProvider.System.GetUtcNow();
        var (old, recent) = (now - Kept - TimeSpan.FromMinutes(1), now - Kept + TimeSpan.FromHours(1));
        await Add(fresh, "nightly", "old", RunStates.Succeeded, old);
        await Add(fresh, "nightly", "failed", RunStates.Failed, old);
        await Add(fresh, "nightly", "held", RunStates.Held, old);
        await Add(fresh, "nightly", "published", RunStates.Succeeded, old);
        await Add(fresh, "nightly", "recent", RunStates.Succeeded, recent);
        await Add(fresh, "nightly", "running", RunStates.Running, null);
        await Add(fresh, "kept-for-ever", "forever", RunStates.Succeeded, old);
        await using (var connection = await fresh.Connect())
        {
            await connection.ExecuteAsync("insert into run_parts (run_id, measure, site, state) values ('held', 'dexa-review', '', 'held')");
            await connection.ExecuteAsync(
                "insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256) values ('dexa-review', '', 'published', @asOf, @at, 1, '', '', '')",
                new { asOf = new DateOnly(2026, 6, 30), at = old });
        }
        Assert.Equal(2, await FileRetention.Apply(fresh.Database, job => job == "nightly" ? Kept : null, Cancel));
        Assert.Equal(["forever", "held", "published", "recent", "running"], Directory.GetDirectories(_folder["runs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // What the ledger says of them stays; only their folders are forgotten.
        Assert.Equal(["failed", "old"], await WithoutFolder(fresh));
        Assert.Equal(0, await FileRetention.Apply(fresh.Database, _ => Kept * 2, Cancel));
    }

    private async Task Add(FreshDatabase fresh, string job, string id, string state, DateTimeOffset? finished)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder["runs"], id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "gaps.parquet"), "x", Cancel);
        await fresh.Database.Write(connection =>
        {
            RunLedger.Add(connection, new()
            {
                RunId = id,
                Job = job,
                Kind = RunKinds.Live,
                AsOf = new(2026, 6, 30),
                State = RunStates.Queued,
                RequestedAt = finished ?? connection.Now(),
                RequestedBy = "test",
                Threads = 1,
                Input = "in",
                OutFolder = _folder.Path,
                Program = "",
                RulesSha256 = "",
                LexiconSha256 = "",
            });
            return connection.Execute("update runs set state = @state, folder = @folder, finished_at = @finished where run_id = @id", new { state, folder, finished, id });
        }, Cancel);
    }

    private static async Task<IEnumerable<string>> WithoutFolder(FreshDatabase fresh)
    {
        await using var connection = await fresh.Connect();
        return await connection.QueryAsync<string>("select run_id from runs where folder is null order by run_id");
    }
}
