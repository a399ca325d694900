using Opportune.App;
using Opportune.App.Commands;
using Opportune.Columnar;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

public sealed class SynthCommandTests
{
    [Fact]
    public async Task A_hospital_for_measuring_has_ten_other_rows_for_each_finding()
    {
        using var folder = Some.Folder();
        Assert.Equal(ExitCode.Done, await Synth("--preset", "bench", "--findings", "3000", "--out", folder["in"], "-q"));
        var rows = Directory.EnumerateFiles(folder["in"], "*.parquet").ToDictionary(f => Path.GetFileNameWithoutExtension(f), Rows);
        Assert.Equal(3_000, rows["imaging_findings"]);
        Assert.InRange((rows.Values.Sum() - 3_000) / 3_000.0, 9, 11);
        Assert.False(Directory.Exists(folder["in"] + "/truth"));
    }

    [Theory]
    [InlineData("--preset", "bench")]
    [InlineData("--preset", "bench", "--findings", "0")]
    [InlineData("--preset", "bench", "--findings", "100", "--patients", "5")]
    [InlineData("--preset", "bench", "--findings", "100", "--as-of", "2026-01-01")]
    [InlineData("--findings", "100")]
    public async Task What_does_not_go_together_is_refused_and_nothing_is_written(params string[] arguments)
    {
        using var folder = Some.Folder();
        Assert.Equal(ExitCode.WrongInput, await Synth([.. arguments, "--out", folder["in"]]));
        Assert.False(Directory.Exists(folder["in"]));
    }

    private static Task<int> Synth(params string[] arguments) => SynthCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

    private static long Rows(string path)
    {
        using var file = TableFiles.Open(path);
        return file.RowGroups.Sum(g => (long)g);
    }
}
