using Opportune.Database;
using Opportune.Tests.Integration.Commands;

namespace Opportune.Tests.Integration.Database;

/// <summary>Whoever migrates may be killed at any moment; the next one goes on.</summary>
public sealed class MigrationKillTests
{
    private const int Kills = 8;

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_database_whose_migration_was_killed_again_and_again_ends_like_any_other(DatabaseEngine engine)
    {
        string expected;
        await using (var undisturbed = await BothEngines.Fresh(engine))
        {
            await using var connection = await undisturbed.Connect();
            expected = SchemaText.Of(connection);
        }
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var empty = await BothEngines.Empty(engine);
            // Most of the time before the first statement goes by with starting the program.
            using (var process = Cli.Start(["migrate", "--database", empty.Url]))
            {
                await Task.WhenAny(process.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(150 + random.Next(500), TestContext.Current.CancellationToken));
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            var again = await Cli.Run("migrate", "--database", empty.Url);
            Assert.True(again.ExitCode == 0, $"seed {seed}, kill {kill}: {again.Error}");
            await empty.Open();
            await using var connection = await empty.Connect();
            Assert.Equal(expected, SchemaText.Of(connection));
        }
    }
}
