using System.Text.Json;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// The same inputs, rules and as-of date give the same bytes of worklist.*, gaps.parquet, evidence.parquet and `result` in
/// run.json, whatever the number of threads and however the tables are cut into files.
/// </summary>
public sealed class SameResultTests(SameResultTests.Hospital hospital) : IClassFixture<SameResultTests.Hospital>
{
    private static readonly string[] Compared = ["worklist.parquet", "worklist.arrow", "worklist.csv", "gaps.parquet", "evidence.parquet"];

    [Fact]
    public async Task One_thread_and_two_give_the_same_bytes() =>
        AssertSame(await Run("one", "in", "1"), await Run("two", "in", "2"));

    [Fact]
    public async Task One_file_a_table_and_fifty_give_the_same_bytes()
    {
        SplitTables.Into(hospital["in"], hospital["fifty"], 50, ".parquet");
        AssertSame(await Run("one-file", "in", "2"), await Run("fifty-files", "fifty", "2"));
    }

    [Fact]
    public async Task Parquet_and_csv_give_the_same_bytes()
    {
        SplitTables.Into(hospital["in"], hospital["csv"], 3, ".csv");
        AssertSame(await Run("parquet", "in", "2"), await Run("csv-files", "csv", "2"));
    }

    [Fact]
    public async Task The_result_is_worth_comparing()
    {
        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(await Run("worth", "in", "2"), "run.json"), TestContext.Current.CancellationToken));
        foreach (var measure in run.RootElement.GetProperty("result").GetProperty("measures").EnumerateObject())
        {
            foreach (var status in measure.Value.GetProperty("status").EnumerateObject())
                Assert.True(status.Value.GetInt64() > 0, $"{measure.Name} has no {status.Name} patient");
        }
    }

    private static void AssertSame(string a, string b)
    {
        foreach (var name in Compared)
            Assert.True(File.ReadAllBytes(Path.Combine(a, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(b, name))), $"{name} differs");
        Assert.Equal(Result(a), Result(b));
    }

    private static string Result(string folder)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        return run.RootElement.GetProperty("result").GetRawText();
    }

    private async Task<string> Run(string name, string input, string threads)
    {
        var output = hospital[$"out-{name}"];
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--input", hospital[input], "--out", output, "--threads", threads);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return output;
    }

    /// <summary>An invented hospital, made once for all tests of the class.</summary>
    public sealed class Hospital : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = Some.Folder();

        public string this[string name] => _folder[name];

        public async ValueTask InitializeAsync()
        {
            var result = await Cli.Run("synth", "-q", "--patients", "6000", "--seed", "11", "--out", _folder["in"]);
            Assert.Equal("", result.Error);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
