using System.Text.Json;
using Opportune.Columnar;
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
        Split("in", "fifty", 50, ".parquet");
        AssertSame(await Run("one-file", "in", "2"), await Run("fifty-files", "fifty", "2"));
    }

    [Fact]
    public async Task Parquet_and_csv_give_the_same_bytes()
    {
        Split("in", "csv", 3, ".csv");
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

    // Cuts each table into consecutive files; a report never lies in two of them.
    private void Split(string from, string to, int files, string extension)
    {
        foreach (var path in Directory.GetFiles(hospital[from], "*.parquet"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var folder = Directory.CreateDirectory(Path.Combine(hospital[to], name)).FullName;
            using var table = TableFiles.Open(path);
            var accession = table.Schema.IndexOf("accession");
            var each = (table.RowGroups.Sum(r => (long)r) / files) + 1;
            var (writer, batch, part, previous) = ((TableWriter?)null, new RowBatch(table.Schema), 0, "");
            for (var group = 0; group < table.RowGroups.Count; group++)
            {
                var readers = Enumerable.Range(0, table.Schema.Columns.Count).Select(c => table.OpenColumn(group, c)).ToArray();
                for (var row = 0; row < table.RowGroups[group]; row++)
                {
                    // Without an accession every row stands for itself.
                    var report = accession < 0 ? $"{group}:{row}" : Convert.ToHexString(TextOf(readers[accession], row));
                    if (writer is null || (batch.Count >= each && report != previous))
                    {
                        Finish(writer, batch);
                        writer = TableFiles.Create(Path.Combine(folder, $"part-{part++:D3}{extension}"), table.Schema);
                    }
                    previous = report;
                    for (var c = 0; c < readers.Length; c++)
                        batch[c].Add(readers[c].Page, readers[c].MoveTo(row));
                    batch.EndRow();
                }
                foreach (var reader in readers)
                    reader.Dispose();
            }
            Finish(writer, batch);
        }
    }

    private static ReadOnlySpan<byte> TextOf(ColumnReader reader, int row)
    {
        // The page is the one that the row is on only once the reader has moved there.
        var index = reader.MoveTo(row);
        return reader.Page.Text(index);
    }

    private static void Finish(TableWriter? writer, RowBatch batch)
    {
        if (writer is null)
            return;
        writer.Write(batch);
        writer.Finish();
        writer.Dispose();
        batch.Clear();
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
