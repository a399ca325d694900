using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>The URL of a database, its password, and what a person reads when it leads nowhere.</summary>
public sealed class DatabaseUrlTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite:state.db", "sqlite:state.db")]
    [InlineData("sqlite:/var/lib/opportune/state.db", "sqlite:/var/lib/opportune/state.db")]
    [InlineData("postgresql://ann@db/opportune", "postgresql://ann@db:5432/opportune")]
    [InlineData("postgres://ann%40clinic@db.example:6000/op%20portune?sslmode=verify-full", "postgresql://ann@clinic@db.example:6000/op portune")]
    [InlineData("postgresql://ann@[::1]:6000/opportune", "postgresql://ann@[::1]:6000/opportune")]
    public void A_URL_is_read(string url, string told) => Assert.Equal(told, DatabaseUrl.Parse(url).ToString());

    [Theory]
    [InlineData("state.db")]
    [InlineData("sqlite:")]
    [InlineData("sqlite://state.db")]
    [InlineData("mysql://ann@db/opportune")]
    [InlineData("postgresql://db/opportune")]
    [InlineData("postgresql://ann@db")]
    [InlineData("postgresql://ann@db/a/b")]
    [InlineData("postgresql://ann@/opportune")]
    [InlineData("postgresql://ann@db/opportune?sslmode=maybe")]
    [InlineData("postgresql://ann@db/opportune?sslrootcert=/nowhere/ca.crt")]
    [InlineData("postgresql://ann@db/opportune?options=x")]
    public void What_is_no_URL_is_refused_with_the_option_named(string url) =>
        Assert.StartsWith("--database: ", Assert.Throws<InputException>(() => DatabaseUrl.Parse(url)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("postgresql://ann:hunter2@db/opportune")]
    [InlineData("postgres://ann:hunter2@db/opportune")]
    [InlineData("postgresql://ann:hunt@er2@db/opportune")]
    [InlineData("postgresql://ann:hunter2@")]
    [InlineData("postgresql://ann@db/opportune?password=hunter2")]
    public async Task A_URL_with_a_password_is_refused_and_not_repeated(string url)
    {
        var result = await Cli.Run("doctor", "--database", url);
        Assert.Equal(2, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains("holds a password", line, StringComparison.Ordinal);
        Assert.Contains("OPPORTUNE_DATABASE_PASSWORD", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunt", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_comes_from_the_environment_or_a_file()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        var name = $"locked_{Guid.NewGuid():N}";
        // Whoever is called "locked" needs a password; it may be set again at any time.
        await Locked.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await BothEngines.OnServer($"do $$ begin create role locked superuser login; exception when duplicate_object then null; end $$; alter role locked password '{name}'");
            var url = fresh.Url.Replace("postgres@", "locked@", StringComparison.Ordinal);
            var file = _folder["password"];
            await File.WriteAllTextAsync(file, name + "\n", TestContext.Current.CancellationToken);
            Assert.Equal(0, (await Doctor(url, "OPPORTUNE_DATABASE_PASSWORD=" + name)).ExitCode);
            Assert.Equal(0, (await Doctor(url, "OPPORTUNE_DATABASE_PASSWORD_FILE=" + file)).ExitCode);
            await File.WriteAllTextAsync(_folder["pgpass"], $"*:*:*:locked:{name}\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_folder["pgpass"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(0, (await Doctor(url, "PGPASSFILE=" + _folder["pgpass"])).ExitCode);
            AssertRefused(await Doctor(url, "OPPORTUNE_DATABASE_PASSWORD=wrong"), "refused the password", 2);
            AssertRefused(await Doctor(url, "PGPASSFILE=/dev/null"), "wants a password", 2);
            AssertRefused(await Doctor(url, "OPPORTUNE_DATABASE_PASSWORD_FILE=" + _folder["none"]), "cannot read", 2);
        }
        finally
        {
            Locked.Release();
        }
    }

    [Fact]
    public async Task A_server_or_database_that_is_not_there_is_told_in_one_line()
    {
        AssertRefused(await Cli.Run("doctor", "--database", "postgresql://ann@127.0.0.1:9/opportune"), "cannot be reached", 1);
        AssertRefused(await Cli.Run("doctor", "--database", $"{BothEngines.Server}/nobody_made_this"), "does not exist", 2);
    }

    [Fact]
    public async Task A_file_that_cannot_be_a_database_is_told_in_one_line()
    {
        await File.WriteAllTextAsync(_folder["letter.txt"], new string('x', 5000), TestContext.Current.CancellationToken);
        AssertRefused(await Cli.Run("migrate", "--database", $"sqlite:{_folder["letter.txt"]}"), "is not a SQLite database", 2);
        AssertRefused(await Cli.Run("migrate", "--database", $"sqlite:{_folder["nowhere/state.db"]}"), "there is no folder", 2);
        AssertRefused(await Cli.Run("migrate", "--database", $"sqlite:{_folder.Path}"), "is a folder", 2);
        AssertRefused(await Cli.Run("backup", "--database", $"sqlite:{_folder["none.db"]}", "--to", _folder["x.zip"]), "there is no file", 2);
        Assert.False(File.Exists(_folder["none.db"]));
    }

    private static readonly SemaphoreSlim Locked = new(1);

    private static async Task<CliResult> Doctor(string url, string variable)
    {
        using var process = Cli.Start(["doctor", "--database", url], "env", variable);
        return await Cli.Finish(process);
    }

    private static void AssertRefused(CliResult result, string says, int exitCode)
    {
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
