using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>What becomes of a message that an engine hands over although it was told to rest: it was taking it just then, which no engine can help.</summary>
public sealed class RunMessagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_rests_sends_a_message_again_and_does_nothing_of_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        new TinyHospital().WriteTo(_folder["in"]);
        var asOf = DateOnly.Parse(TinyHospital.AsOf, System.Globalization.CultureInfo.InvariantCulture);
        await ClusterHospital.Queue(fresh, "run", RunKinds.Live, asOf, _folder["in"], _folder["out"]);
        using var handlers = new RunHandlers(
            fresh.Database, (row, _) => Task.FromResult(ClusterHospital.Jobs.Request(row)), WorkerIdentity.OfThisProcess("test", 1), TimeProvider.System, sharedFolder: _folder["shared"]);
        var engine = new Sent();
        using var resting = new CancellationTokenSource();
        var messages = new RunMessages(handlers, engine, resting.Token, CancellationToken.None);
        await resting.CancelAsync();
        await messages.StartRun("run");
        await messages.RunPartition("run", "7");
        await messages.FinishRun("run");
        Assert.Equal(["start run", "partition run 7", "finish run"], engine.Messages);
        Assert.Equal(RunStates.Queued, (await fresh.Database.Read(connection => RunCatalog.Find(connection, "run"), cancel))!.State);
        // And who does not rest keeps it.
        engine.Messages.Clear();
        await new RunMessages(handlers, engine, CancellationToken.None, CancellationToken.None).StartRun("run");
        Assert.Empty(engine.Messages);
        Assert.NotEqual(RunStates.Queued, (await fresh.Database.Read(connection => RunCatalog.Find(connection, "run"), cancel))!.State);
    }

    private sealed class Sent : IDispatch
    {
        public List<string> Messages { get; } = [];

        public Task StartRun(string runId, CancellationToken cancel) => Note($"start {runId}");

        public Task RunPartition(string runId, string partitionId, CancellationToken cancel) => Note($"partition {runId} {partitionId}");

        public Task FinishRun(string runId, CancellationToken cancel) => Note($"finish {runId}");

        private Task Note(string message)
        {
            Messages.Add(message);
            return Task.CompletedTask;
        }
    }
}
