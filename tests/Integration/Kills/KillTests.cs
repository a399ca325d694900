using System.Globalization;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Kills;

/// <summary>
/// SIGKILL at random moments, on both engines. A few in every test run; <c>bash tests/run.sh kills 1000</c> for many. The seed is
/// printed and can be given again.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int UsualKills = 6;
    private const int UsualNights = 1;

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_killed_program_leaves_the_old_list_or_the_new_one_and_every_decision(DatabaseEngine engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        var kills = Setting("OPPORTUNE_KILLS") ?? UsualKills;
        var seed = Setting("OPPORTUNE_KILLS_SEED") ?? Random.Shared.Next();
        Tell($"{engine}: {kills} kills, seed {seed}");
        var synth = await Cli.Run("synth", "-q", "--patients", "400", "--seed", "11", "--out", _folder["in"]);
        Assert.Equal(0, synth.ExitCode);
        var nights = Setting("OPPORTUNE_KILLS") is null ? UsualNights : KillStorm.Nights.Length;
        var storm = new KillStorm(_folder["in"], () => Fresh(engine), nights, seed, line => Tell($"{engine}: {line}"));
        await storm.Run(kills);
        Assert.True(storm.Kills > storm.Late, "every kill came too late to disturb anything");
    }

    private async Task<(string Url, string Out, Func<Task> Remove)> Fresh(DatabaseEngine engine)
    {
        var database = await BothEngines.Empty(engine);
        var folder = Some.Folder();
        return (database.Url, folder["out"], Remove);

        async Task Remove()
        {
            await database.DisposeAsync();
            folder.Dispose();
        }
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // The long version is watched while it goes on.
    private static void Tell(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Setting("OPPORTUNE_KILLS") is not null)
            Console.Error.WriteLine(line);
    }
}
