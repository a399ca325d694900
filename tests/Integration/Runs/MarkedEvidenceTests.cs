using System.Globalization;
using System.Text.Json;
using Dapper;
using Opportune.App;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>What a run gives people to read of a report: the words that were found, marked in their sentence and the ones beside it.</summary>
public sealed class MarkedEvidenceTests : IDisposable
{
    private static readonly DateOnly AsOf = new(2026, 11, 14);

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExcerptLength.Usual)]
    [InlineData(ExcerptLength.Least)]
    public void What_is_marked_is_what_stands_at_that_place_of_the_report(int length)
    {
        Opportune.Synth.Hospital.Write(new() { Patients = 400, Seed = 4, AsOf = AsOf }, _folder["in"], null);
        Run(length, "out", cache: false);
        var texts = TableRows.Read(Path.Combine(_folder["in"], "imaging_findings.parquet"), "finding_id", "finding_text").ToLookup(r => r[0], r => r[1] ?? "");
        var rows = Evidence("out").Where(r => r[3] is not null).ToList();
        Assert.InRange(rows.Count, 100, int.MaxValue);
        foreach (var row in rows)
        {
            var (start, size, at) = (Number(row[3]), Number(row[4]), Number(row[6]));
            var (before, marked, after) = Marking.Part(row[5]!, at, size)!.Value;
            Assert.Contains(texts[row[2]], text => Marking.Part(text, start, size)?.Mention == marked);
            Assert.InRange(before.Length + marked.Length + after.Length, marked.Length, Math.Max(length, marked.Length) + 4);
        }
        Assert.Contains(rows, r => Number(r[6]) > 0);
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "run.json")));
        Assert.All(rows.Select(r => r[5]!).Where(e => e.Length > 20), excerpt => Assert.DoesNotContain(excerpt, run.RootElement.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public void Another_length_is_read_anew_and_not_taken_from_what_an_earlier_night_kept()
    {
        Opportune.Synth.Hospital.Write(new() { Patients = 150, Seed = 5, AsOf = AsOf }, _folder["in"], null);
        Run(ExcerptLength.Usual, "first", cache: true);
        Run(ExcerptLength.Least, "second", cache: true);
        Run(ExcerptLength.Least, "plain", cache: false);
        Assert.Equal(Evidence("plain"), Evidence("second"));
        Assert.NotEqual(Evidence("first"), Evidence("second"));
    }

    [Fact]
    public async Task Where_no_text_is_kept_neither_files_nor_the_database_hold_any_and_what_was_kept_before_is_gone()
    {
        Opportune.Synth.Hospital.Write(new() { Patients = 150, Seed = 5, AsOf = AsOf }, _folder["in"], null);
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System, TestContext.Current.CancellationToken);
        Run(ExcerptLength.Sentence, "first", cache: false, database);
        var sentences = Evidence("first").Where(r => r[3] is not null).Select(r => r[5]!).Distinct().Where(s => s.Contains(' ')).ToList();
        Assert.InRange(sentences.Count, 20, int.MaxValue);
        Assert.All(sentences, s => Assert.DoesNotContain('…', s));
        var held = await All(database);
        Assert.InRange(sentences.Count(s => held.Contains(s, StringComparison.Ordinal)), 15, int.MaxValue);
        Run(ExcerptLength.None, "second", cache: false, database);
        var rows = Evidence("second").Where(r => r[3] is not null).ToList();
        Assert.Equal(Evidence("first").Where(r => r[3] is not null).Select(r => (r[0], r[1], r[2], r[3], r[4])), rows.Select(r => (r[0], r[1], r[2], r[3], r[4])));
        Assert.All(rows, r => Assert.Equal((null, null), (r[5], r[6])));
        held = await All(database);
        Assert.Equal([], sentences.Where(s => held.Contains(s, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("none", ExcerptLength.None)]
    [InlineData("sentence", ExcerptLength.Sentence)]
    [InlineData("full", ExcerptLength.Full)]
    [InlineData("79", null)]
    [InlineData("2001", null)]
    [InlineData("long", null)]
    public void The_length_is_a_setting_of_the_job(string value, int? length)
    {
        ShippedJobs.CopyTo(_folder["jobs"]);
        File.AppendAllText(Path.Combine(_folder["jobs"], "nightly.yaml"), $"evidence-text: {value}\n");
        var problems = new Problems();
        var loaded = LoadedJobs.TryLoad(new(_folder["jobs"], null), null, null, problems);
        if (length is null)
            Assert.Contains("'evidence-text' is none, sentence, full, or a number of characters from 80 to 2000", Assert.Single(problems.All, p => !p.IsWarning).Message, StringComparison.Ordinal);
        Assert.Equal(length, loaded?.Request("nightly", AsOf, _folder["in"], 1).Excerpt);
    }

    [Fact]
    public async Task Explain_shows_the_words_in_brackets_where_they_stand()
    {
        var hospital = new TinyHospital();
        hospital.AddFinding("f900", "p1", "2026-06-02", "CT", "FINDINGS: Heart size is normal. Moderate coronary artery calcification. No effusion.");
        hospital.WriteTo(_folder["in"]);
        var result = await Cli.Run("explain", "-q", "--input", _folder["in"], "--as-of", TinyHospital.AsOf, "--patient", "p1", "--measure", "statin-review");
        Assert.Contains("\"Heart size is normal. Moderate coronary artery [calcification]. No effusion.\"", string.Join(' ', result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    // Every text of every table.
    private static Task<string> All(OpportuneDatabase database) => database.Read(
        connection => string.Join('\n', connection.Query<string>("select name from sqlite_master where type = 'table'")
            .SelectMany(table => connection.Query($"select * from {table}").SelectMany(row => ((IDictionary<string, object?>)row).Values.OfType<string>()))),
        TestContext.Current.CancellationToken);

    private void Run(int length, string output, bool cache, OpportuneDatabase? database = null)
    {
        var request = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null).Request("nightly", AsOf, _folder["in"], 2) with { Excerpt = length };
        request = cache ? request with { Cache = new(_folder["cache"]) } : request;
        Opportune.Runs.Run.Execute(request, new RunPlace { OutFolder = _folder[output], Database = database }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    private List<string?[]> Evidence(string output) =>
        [.. TableRows.Read(Directory.GetFiles(_folder[output], "evidence.parquet", SearchOption.AllDirectories).Single(), "gap_id", "ordinal", "row_id", "start", "length", "excerpt", "excerpt_start").OrderBy(r => r[0], StringComparer.Ordinal).ThenBy(r => Number(r[1]))];

    private static int Number(string? cell) => int.Parse(cell!, CultureInfo.InvariantCulture);
}
