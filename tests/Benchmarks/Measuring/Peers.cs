using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Opportune.Tests.Benchmarks.Alternatives;
using Opportune.Tests.Benchmarks.WholeJob;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>DuckDB on the text column: a bare read, and the search that somebody would write in SQL.</summary>
internal sealed record DuckMeasure(double ReadSeconds, double RegexSeconds, double RegexRows, double PeakBytes);

/// <summary>Starts the programs that measure.</summary>
internal static class Peers
{
    // About what the lexicon looks for, in as few words as one dares.
    private const string Triggers = "calcif|atheroscl|fracture|compression|wedg|osteopeni|osteoporo|demineral|agatston";

    private static readonly string Interop = Path.Combine(Repository.Root, "tests", "Interop");

    public static bool HasDuckDb { get; } = Directory.Exists(Path.Combine(Interop, "node_modules", "@duckdb"));

    public static Task<JobMeasure> Job(Workload workload, int threads, CancellationToken cancel) => Own<JobMeasure>("measure-job", workload.Folder, threads, cancel);

    public static Task<TextMeasure> Text(string file, int threads, CancellationToken cancel) => Own<TextMeasure>("measure-text", file, threads, cancel);

    public static Task<SentenceMeasure> Sentences(string folder, CancellationToken cancel) => Own<SentenceMeasure>("measure-sentences", folder, 1, cancel);

    public static async Task<DuckMeasure> DuckDb(string file, int threads, CancellationToken cancel)
    {
        var from = $"FROM read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}')";
        var queries = new[]
        {
            $"SELECT sum(strlen(finding_text))::DOUBLE AS value {from}",
            $"SELECT count(*)::DOUBLE AS value {from} WHERE regexp_matches(finding_text, '{Triggers}', 'i')",
        };
        var text = await Run("node", [Path.Combine(Interop, "duckdb-time.mjs"), threads.ToString(CultureInfo.InvariantCulture), .. queries], cancel);
        using var answer = JsonDocument.Parse(text);
        double Of(int query, string name) => answer.RootElement.GetProperty("queries")[query].GetProperty(name).GetDouble();
        return new(Of(0, "seconds"), Of(1, "seconds"), Of(1, "value"), answer.RootElement.GetProperty("peakBytes").GetDouble());
    }

    public static Task<ColumnsMeasure> Columns(string file, int threads, CancellationToken cancel) => Own<ColumnsMeasure>("measure-columns", file, threads, cancel);

    public static async Task<ColumnsMeasure> DuckDbColumns(string file, int threads, CancellationToken cancel)
    {
        var from = $"FROM read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}') t";
        var queries = ColumnQuestions.All.Select(q => q.Sql.Replace("FROM t", from, StringComparison.Ordinal));
        var text = await Run("node", [Path.Combine(Interop, "duckdb-time.mjs"), threads.ToString(CultureInfo.InvariantCulture), .. queries], cancel);
        using var answer = JsonDocument.Parse(text);
        var each = answer.RootElement.GetProperty("queries").EnumerateArray().ToList();
        return new([.. each.Select(q => q.GetProperty("seconds").GetDouble())], [.. each.Select(q => q.GetProperty("value").GetDouble())], (long)answer.RootElement.GetProperty("peakBytes").GetDouble());
    }

    /// <summary>Runs SQL in a DuckDB of its own.</summary>
    public static async Task Sql(string sql, CancellationToken cancel)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, sql, cancel);
        await Run("node", [Path.Combine(Interop, "duckdb-sql.mjs"), file], cancel);
        File.Delete(file);
    }

    public static Task<NightMeasure> Night(string input, DateOnly asOf, string? cache, int threads, CancellationToken cancel) =>
        Own<NightMeasure>("measure-night", input, threads, cancel, ["--as-of", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), .. cache is null ? Array.Empty<string>() : ["--cache", cache]]);

    public static Task<WholeMeasure> Whole(string command, string folder, int threads, CancellationToken cancel) => Own<WholeMeasure>(command, folder, threads, cancel);

    public static Task<double> Roof(string folder, int threads, CancellationToken cancel) => Own<double>("measure-roof", folder, threads, cancel);

    public static async Task<double> DuckDbRoof(string folder, int threads, CancellationToken cancel) => (await Script(WholeJob.Roof.Sql(folder), threads, cancel)).Seconds[1];

    /// <summary>The lists in SQL.</summary>
    public static async Task<WholeMeasure> DuckDbWhole(string folder, DateOnly asOf, int threads, CancellationToken cancel)
    {
        var keys = Path.GetTempFileName();
        var times = await Script(WorklistSql.Of(folder, asOf, keys), threads, cancel);
        var measure = WholeMeasure.Of(times, keys);
        File.Delete(keys);
        return measure;
    }

    private static async Task<ScriptTimes> Script(string sql, int threads, CancellationToken cancel)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, sql, cancel);
        var text = await Run("node", [Path.Combine(Interop, "duckdb-script.mjs"), threads.ToString(CultureInfo.InvariantCulture), "2", file], cancel);
        File.Delete(file);
        return JsonSerializer.Deserialize<ScriptTimes>(text, JsonSerializerOptions.Web)!;
    }

    private static async Task<T> Own<T>(string command, string input, int threads, CancellationToken cancel, params string[] more)
    {
        var text = await Run(Environment.ProcessPath!, [command, input, threads.ToString(CultureInfo.InvariantCulture), .. more], cancel);
        return JsonSerializer.Deserialize<T>(text)!;
    }

    private static async Task<string> Run(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} {arguments.First()} failed");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
