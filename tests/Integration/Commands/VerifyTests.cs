using Opportune.App;
using Opportune.App.Verify;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>verify</c> over an invented hospital: it confirms all, and where something was changed exactly what that changes.</summary>
public sealed class VerifyTests(VerifiedRun run) : IClassFixture<VerifiedRun>, IDisposable
{
    private static readonly LoadedJobs Jobs = LoadedJobs.Load(ShippedJobs.Folder, null);

    private readonly TemporaryFolder _folder = Some.Folder();

    private string Input => _folder["input"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_rows_of_a_run_are_confirmed()
    {
        var rows = PublishedRow.Read(run.Folder).Count;
        Assert.True(rows > 200, $"{rows} rows");
        var verified = await Cli.Run("verify", "--run", run.Folder, "--input", run.Input);
        Assert.Equal((0, $"{rows} rows: {rows} confirmed, 0 not"), (verified.ExitCode, verified.Output.Trim()));
    }

    [Fact]
    public async Task A_run_by_other_rules_is_refused()
    {
        var verified = await Cli.Run("verify", "--run", run.Folder, "--input", run.Input, "--jobs", ShippedJobs.All);
        Assert.Equal((2, 1), (verified.ExitCode, verified.ErrorLines.Length));
        Assert.Contains("the rules are not those of the run", verified.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"run": {"job": "nightly", "as_of": "soon"}}""")]
    public async Task A_folder_whose_manifest_is_damaged_is_refused_in_one_line(string manifest)
    {
        await File.WriteAllTextAsync(_folder["run.json"], manifest, TestContext.Current.CancellationToken);
        var verified = await Cli.Run("verify", "--run", Path.GetDirectoryName(_folder["run.json"])!, "--input", run.Input);
        Assert.Equal((2, 1), (verified.ExitCode, verified.ErrorLines.Length));
        Assert.Contains("run.json: is not what a run writes", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_of_another_run_is_refused()
    {
        File.Copy(Path.Combine(run.Folder, "evidence.parquet"), _folder["evidence.parquet"]);
        using (var table = TableFiles.Open(Path.Combine(run.Folder, "gaps.parquet")))
        using (var none = TableFiles.Create(_folder["gaps.parquet"], table.Schema))
            none.Finish();
        var refused = Assert.Throws<InputException>(() => PublishedRow.Read(Path.GetDirectoryName(_folder["gaps.parquet"])!));
        Assert.Contains("evidence of a row that gaps.parquet does not hold", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patients", "sex", "M")]
    [InlineData("conditions", "code", "Z51.5")]
    [InlineData("imaging_findings", "finding_text", "Unremarkable.")]
    public async Task After_one_value_is_changed_exactly_the_rows_that_it_changes_are_named(string table, string column, string to)
    {
        var before = PublishedRow.Read(run.Folder);
        CopyInput();
        Change(Path.Combine(Input, table + ".parquet"), before.Where(r => r["status"] == "open" && r["sex"] == "F").Select(r => r["patient_id"]!).ToHashSet(), column, to);
        await VerifiedRun.Evaluate(Input, _folder["again"]);
        var after = PublishedRow.Read(_folder["again"]).ToDictionary(r => r["gap_id"]!, Text);
        var affected = before.Where(r => after.GetValueOrDefault(r["gap_id"]!) != Text(r)).Select(r => r["gap_id"]).Order().ToList();
        Assert.NotEmpty(affected);
        Assert.Equal(affected, Verify(before).Unconfirmed.Select(u => u.Row["gap_id"]).Order());
    }

    [Fact]
    public void After_one_byte_is_flipped_the_page_is_named_and_the_rows_that_rest_on_it()
    {
        CopyInput();
        var (file, published) = (Path.Combine(Input, "conditions.parquet"), PublishedRow.Read(run.Folder));
        var bytes = File.ReadAllBytes(file);
        // Not every byte makes its page unreadable; of the first that does the answer is looked at.
        for (var at = bytes.Length / 2; at < bytes.Length - 1000; at += 211)
        {
            bytes[at] ^= 0x40;
            File.WriteAllBytes(file, bytes);
            bytes[at] ^= 0x40;
            var verified = Verify(published);
            if (verified.Damages.Count == 0)
                continue;
            var damage = Assert.Single(verified.Damages);
            Assert.Equal(("conditions.parquet", 0), (damage.File, damage.Group));
            Assert.InRange(damage.From, 0, damage.To);
            Assert.NotEmpty(verified.Unconfirmed);
            Assert.All(verified.Unconfirmed, u => Assert.StartsWith("rests on what cannot be read", u.Why, StringComparison.Ordinal));
            return;
        }
        Assert.Fail("no byte made a page unreadable");
    }

    private Verification Verify(IReadOnlyList<PublishedRow> published) => Verification.Of(Jobs.Request("nightly", VerifiedRun.AsOf, Input, threads: 1), published);

    private void CopyInput()
    {
        Directory.CreateDirectory(Input);
        foreach (var file in Directory.GetFiles(run.Input))
            File.Copy(file, Path.Combine(Input, Path.GetFileName(file)));
    }

    private static string Text(PublishedRow row) =>
        string.Join('|', row.Gap.Select(c => $"{c.Key}={c.Value}")) + string.Concat(row.Evidence.Select(e => "\n" + string.Join('|', e.Where(c => e["role"] != "first-seen").Select(c => c.Value))));

    // Writes the file anew with another value in the first row of one of the patients.
    private static void Change(string file, HashSet<string> patients, string column, string to)
    {
        var copy = file + ".copy.parquet";
        using (var table = TableFiles.Open(file))
        using (var writer = TableFiles.Create(copy, table.Schema))
        {
            var (whose, what, isDone) = (table.Schema.IndexOf("patient_id"), table.Schema.IndexOf(column), false);
            for (var group = 0; group < table.RowGroups.Count; group++)
            {
                var readers = Enumerable.Range(0, table.Schema.Columns.Count).Select(c => table.OpenColumn(group, c)).ToArray();
                for (var row = 0; row < table.RowGroups[group]; row++)
                {
                    var isIt = !isDone && patients.Contains(TextAt(readers[whose], row));
                    isDone |= isIt;
                    for (var c = 0; c < readers.Length; c++)
                    {
                        if (isIt && c == what)
                            writer.Rows[c].Add(to);
                        else
                            writer.Rows[c].Add(readers[c].Page, readers[c].MoveTo(row));
                    }
                    writer.Rows.EndRow();
                }
                foreach (var reader in readers)
                    reader.Dispose();
            }
            Assert.True(isDone);
            writer.Finish();
        }
        File.Move(copy, file, overwrite: true);
    }

    private static string TextAt(ColumnReader reader, int row)
    {
        // The page is the one that the row is on only once the reader has moved there.
        var index = reader.MoveTo(row);
        return System.Text.Encoding.UTF8.GetString(reader.Page.Text(index));
    }
}

/// <summary>A run over an invented hospital, made once.</summary>
public sealed class VerifiedRun : IAsyncLifetime
{
    internal static readonly DateOnly AsOf = new(2026, 11, 14);

    private readonly TemporaryFolder _folder = Some.Folder();

    internal string Input => _folder["input"];

    internal string Folder => _folder["run"];

    public async ValueTask InitializeAsync()
    {
        Opportune.Synth.Hospital.Write(new() { Patients = 1500, Seed = 5, AsOf = AsOf }, Input, null);
        await Evaluate(Input, Folder);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    internal static async Task Evaluate(string input, string run)
    {
        var ran = await Cli.Run("run", "nightly", "--as-of", AsOf.ToString("yyyy-MM-dd"), "--input", input, "--out", run, "--quiet");
        Assert.True(ran.ExitCode == 0, ran.Error);
    }
}
