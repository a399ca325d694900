using System.Text;
using Dapper;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Rules;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Rules;

/// <summary>Rules are put in force by the program, which is killed while it does so.</summary>
public sealed class ActivationKillTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Path = "measures/statin-review.yaml";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_is_killed_while_it_puts_rules_in_force_leaves_the_old_ones_or_the_new_ones_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        var url = $"sqlite:{_folder["state.db"]}";
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, Token);
        var users = new UserTable(database);
        var (cora, lea) = ((await users.Add("cora", "Cora", new(Role.Clinician, Scope.All), "tests", Token))!, (await users.Add("lea", "Lea", new(Role.ClinicalLead, Scope.All), "tests", Token))!);
        var rules = await CurrentRules.Open(database, null, null, Token);
        var hospital = new TinyHospital();
        hospital.WriteTo(_folder["in"]);
        await Run.Execute(rules.Last.Request("nightly", new(2026, 11, 14), _folder["in"], 1), new() { OutFolder = _folder["out"], Database = database, RequestedBy = "tests" }, TimeProvider.System, new Progress<StepProgress>(), Token);
        var desk = new RuleDesk(database, rules.Office);
        var folder = await desk.InForce(Token);
        var text = Encoding.UTF8.GetString(folder.Contents[Path]);
        await desk.Propose("words", RuleFiles.Of([KeyValuePair.Create(Path, Encoding.UTF8.GetBytes(text.Replace("label: Statin review", "label: Statins", StringComparison.Ordinal)))]), cora, "a shorter label", Token);
        var trial = await desk.Try("words", null, "cora", new Progress<StepProgress>(), Token);
        Assert.Equal("", trial.Notes);
        var candidate = (await desk.Find("words", Token))!.Files;

        var outcomes = new HashSet<bool>();
        foreach (var delay in new[] { 500, 1200, 60_000 })
        {
            var before = await Records(database);
            using var process = Cli.Start(["rules", "activate", "words", "--by", "lea", "--reason", "shorter", "--database", url]);
            // From then on it is at work: what it does is on record before it does it.
            while (await Records(database) == before && !process.HasExited)
                await Task.Delay(2, Token);
            await Task.WhenAny(Task.Delay(delay, Token), process.WaitForExitAsync(Token));
            process.Kill();
            await process.WaitForExitAsync(Token);

            // Whoever asks now gets all files of the one or of the other.
            var now = (await rules.Now(Token)).Files;
            var isNew = now.Hash == candidate.Hash;
            Assert.True(isNew || now.Hash == folder.Hash);
            Assert.Equal(isNew ? candidate.Contents.Keys : folder.Contents.Keys, now.Contents.Keys);
            Assert.Equal(isNew ? "Statins" : "Statin review", rules.Last.Rules.Measures.Single(m => m.Id == "statin-review").Label);
            outcomes.Add(isNew);
            if (isNew)
                await desk.GoBack((await desk.Activations(Token))[0].Number, lea, "once more", Token);
        }
        Assert.Contains(outcomes, o => o);
        // What somebody else's folder says is not asked any more, and an analyst's own is.
        var activations = await database.Ask(RuleTable.Activations, Token);
        Assert.Equal(folder.Hash, activations[0].SetSha256);
    }

    [Fact]
    public async Task Rules_in_force_hold_for_runs_of_their_database_and_not_where_somebody_names_a_folder()
    {
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse($"sqlite:{_folder["state.db"]}"), TimeProvider.System, Token);
        var lea = (await new UserTable(database).Add("lea", "Lea", new(Role.ClinicalLead, Scope.All), "tests", Token))!;
        var shipped = App.LoadedJobs.Load(null, null);
        var text = Encoding.UTF8.GetString(shipped.Files.Contents[Path]).Replace("label: Statin review", "label: Statins", StringComparison.Ordinal);
        var other = RuleFiles.Of([KeyValuePair.Create(Path, Encoding.UTF8.GetBytes(text))]).Over(shipped.Files);
        Assert.Equal([Path], other.DifferentFrom(shipped.Files));
        await database.Write(connection =>
        {
            RuleTable.Keep(connection, other);
            RuleTable.Activate(connection, 1, other.Hash, shipped.Files.Hash, null, "words", null, lea, Role.ClinicalLead, "x");
            return 0;
        }, Token);
        Assert.Equal("Statins", Label(await App.LoadedJobs.Of(database, null, null, Token)));
        Assert.Equal("Statin review", Label(await App.LoadedJobs.Of(database, ShippedJobs.Folder, null, Token)));
        Assert.Equal("Statin review", Label(await App.LoadedJobs.Of(null, null, null, Token)));
        // The same files have the same hash wherever they come from, so that a run can be repeated by hand.
        var copy = ShippedJobs.CopyTo(_folder["jobs"]);
        await File.WriteAllTextAsync(System.IO.Path.Combine(copy, Path), text, Token);
        Assert.Equal(App.LoadedJobs.Load(copy, null).Hash, (await App.LoadedJobs.Of(database, null, null, Token)).Hash);
        // Somebody who writes into the database beside the program is found out.
        await database.Write(connection => connection.Execute("update rule_contents set content = @content where sha256 = @sha256", new { content = "x"u8.ToArray(), sha256 = RuleFiles.HashOf(Encoding.UTF8.GetBytes(text)) }), Token);
        await Assert.ThrowsAsync<InputException>(() => App.LoadedJobs.Of(database, null, null, Token));

        static string Label(App.LoadedJobs jobs) => jobs.Rules.Measures.Single(m => m.Id == "statin-review").Label;
    }

    private static Task<long> Records(OpportuneDatabase database) => database.Ask(connection => connection.ExecuteScalar<long>("select count(*) from audit_records"), Token);
}
