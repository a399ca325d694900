using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>A database on each engine for tests that leave nothing in it.</summary>
public sealed class EmptyTables : IAsyncLifetime
{
    /// <summary>Both, without a row.</summary>
    internal List<FreshDatabase> OnBothEngines { get; } = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var engine in new[] { DatabaseEngine.Sqlite, DatabaseEngine.PostgreSql })
            OnBothEngines.Add(await BothEngines.Fresh(engine));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fresh in OnBothEngines)
            await fresh.DisposeAsync();
    }
}
