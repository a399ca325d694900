using System.Globalization;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks;

/// <summary>Prints medians, with the smallest and the largest beside them.</summary>
internal static class Screen
{
    private const double Mega = 1e6;

    public static void Print(Workload workload, IReadOnlyList<Series> all)
    {
        var text = all[0].Texts[0];
        Line($"{workload.Findings:N0} findings with {text.TextBytes / Mega:N0} MB of text, {workload.OtherRows:N0} rows in the other tables");
        Line($"{all[0].Jobs[0].Gaps:N0} gaps; {text.RowsFound:N0} rows hold a word of the lexicon, {text.Mentions:N0} mentions");
        Line($"{Environment.ProcessorCount} processors, .NET {Environment.Version}; medians of {all[0].Jobs.Count} (smallest to largest)");
        foreach (var series in all)
        {
            Job(series, text.TextBytes);
            Text(series, text.TextBytes);
        }
    }

    private static void Job(Series series, long textBytes)
    {
        Heading($"the nightly job, {series.Threads} thread(s)");
        var jobs = series.Jobs;
        foreach (var (step, i) in jobs[0].Steps.Select((s, i) => (s, i)))
        {
            var spread = new Spread(jobs.Select(j => j.Steps[i].Seconds));
            // How many buckets there are says nothing; what they hold becomes gaps.
            var (units, unit) = step.Unit == "buckets" ? (jobs[0].Gaps, "gaps") : (step.Units, step.Unit);
            var rate = $"{units / spread.Median:N0} {unit}/s";
            Row(step.Name, spread, step.Name == "scan" ? $"{rate}, {textBytes / Mega / spread.Median:N0} MB of text/s" : rate);
        }
        Row("open, plan, publish", new(jobs.Select(j => j.Seconds - j.Steps.Sum(s => s.Seconds))), "");
        var whole = new Spread(jobs.Select(j => j.Seconds));
        Row("whole job", whole, $"{jobs[0].Steps.Where(s => s.Unit == "rows").Sum(s => s.Units) / whole.Median:N0} rows/s");
        Row("whole job, code cold", new(jobs.Select(j => j.ColdSeconds)), "");
        Line($"  {"peak memory",-22} {new Spread(jobs.Select(j => j.PeakBytes / Mega)).Median,9:N0} MB; {new Spread(jobs.Select(j => j.AllocatedBytes / Mega)).Median:N0} MB allocated");
    }

    private static void Text(Series series, long textBytes)
    {
        Text(series.Threads, series.Texts, series.Ducks, textBytes);
        if (series.Ducks.Count == 0)
            return;
        var regex = new Spread(series.Ducks.Select(d => d.RegexSeconds));
        Ratio("scan of the job / regexp_matches", new(series.Jobs.Select(j => j.Steps[0].Seconds)), regex);
        Ratio("whole job / regexp_matches", new(series.Jobs.Select(j => j.Seconds)), regex);
    }

    /// <summary>A text column alone, beside DuckDB where that was measured.</summary>
    public static void Text(int threads, IReadOnlyList<TextMeasure> texts, IReadOnlyList<DuckMeasure> ducks, long textBytes)
    {
        Heading($"the text column alone, {threads} thread(s)");
        var read = new Spread(texts.Select(t => t.ReadSeconds));
        var search = new Spread(texts.Select(t => t.SearchSeconds));
        var mentions = new Spread(texts.Select(t => t.MentionsSeconds));
        Row("bare read", read, Speed(read));
        Row("read and search", search, Speed(search));
        Row("read, search, mentions", mentions, Speed(mentions));
        Line($"  {"peak memory",-22} {new Spread(texts.Select(t => t.PeakBytes / Mega)).Median,9:N0} MB");
        if (ducks.Count == 0)
            return;
        var duckRead = new Spread(ducks.Select(d => d.ReadSeconds));
        var regex = new Spread(ducks.Select(d => d.RegexSeconds));
        Row("DuckDB: bare read", duckRead, Speed(duckRead));
        Row("DuckDB: regexp_matches", regex, $"{Speed(regex)}, {ducks[0].RegexRows:N0} rows");
        Line($"  {"peak memory of DuckDB",-22} {new Spread(ducks.Select(d => d.PeakBytes / Mega)).Median,9:N0} MB");
        Heading($"ours / DuckDB, {threads} thread(s) (below 1 is faster)");
        Ratio("bare read / bare read", read, duckRead);
        Ratio("read and search / regexp_matches", search, regex);
        Ratio("text to mentions / regexp_matches", mentions, regex);
        Ratio("text to mentions / bare read", mentions, duckRead);

        string Speed(Spread spread) => FormattableString.Invariant($"{textBytes / Mega / spread.Median:N0} MB of text/s");
    }

    public static void Heading(string text) => Line($"\n{text}");

    private static void Row(string name, Spread spread, string rate) =>
        Line($"  {name,-22} {spread.Median,9:N3} s  ({spread.Least:N3} to {spread.Most:N3})  {rate}");

    private static void Ratio(string name, Spread ours, Spread theirs) => Line($"  {name,-34} {ours.Median / theirs.Median,6:N2}");

    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private readonly struct Spread
    {
        private readonly double[] _sorted;

        public Spread(IEnumerable<double> values) => _sorted = [.. values.Order()];

        public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

        public double Least => _sorted[0];

        public double Most => _sorted[^1];
    }
}
