using System.Globalization;
using Opportune.App;
using Opportune.App.Screen;
using Opportune.App.Commands;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Quality;

/// <summary>What became of statins that began after a day, from the tables alone: a patient and a day at a time.</summary>
internal sealed class SlowStatins(string folder)
{
    private static readonly string[] Names = ["statin", "lipitor", "crestor", "zocor", "pravachol", "mevacor", "livalo", "lescol"];

    private readonly ILookup<string, string?[]> _drugs = TableRows.Read(Path.Combine(folder, "medications.parquet"), "patient_id", "display", "start_date", "end_date", "status", "intent", "days_supply", "kind").ToLookup(r => r[0]!);

    private readonly ILookup<string, string?[]> _ldl = TableRows.Read(Path.Combine(folder, "results.parquet"), "patient_id", "display", "result_date", "status")
        .Where(r => r[1]!.StartsWith("Cholesterol in LDL", StringComparison.Ordinal) && !r[1]!.EndsWith("goal", StringComparison.Ordinal) && r[3] != "entered-in-error").ToLookup(r => r[0]!);

    private readonly ILookup<string, string?[]> _seen = new[] { ("encounters", "encounter_date"), ("medications", "start_date"), ("results", "result_date") }
        .SelectMany(t => TableRows.Read(Path.Combine(folder, t.Item1 + ".parquet"), "patient_id", t.Item2).Select(r => new[] { r[0], t.Item1, r[1] })).ToLookup(r => r[0]!);

    private readonly Dictionary<string, string?> _died = TableRows.Read(Path.Combine(folder, "patients.parquet"), "patient_id", "death_date").DistinctBy(r => r[0]).ToDictionary(r => r[0]!, r => r[1]);

    private readonly IReadOnlyList<string?[]> _feeds = [.. TableRows.Read(Path.Combine(folder, "feeds.parquet"), "feed", "site", "covered_from", "covered_to")];

    /// <summary>Whether the drug was kept on for a year, and LDL measured 28 to 84 days after it began: 1, 0, or not known.</summary>
    public (long? Kept, long? Rechecked) Of(string patient, string site, DateOnly dayZero, DateOnly asOf)
    {
        var rows = _drugs[patient].Where(r => Names.Any(n => r[1]!.Contains(n, StringComparison.OrdinalIgnoreCase)) && !r[1]!.Contains("nystatin", StringComparison.OrdinalIgnoreCase))
            .Where(r => r[5] is not "do-not-perform" && r[4] != "entered-in-error" && Day(r[2]!) > dayZero && Day(r[2]!) <= asOf).ToList();
        if (rows.Count == 0)
            return (null, null);
        var begun = rows.Min(r => Day(r[2]!));
        return (Kept(), Measured());

        long? Kept()
        {
            var last = begun.AddDays(394);
            if (asOf < last || IsDead(last))
                return null;
            var days = Enumerable.Range(0, 395).Where(d => rows.Any(r => IsInHand(r, begun.AddDays(d)))).ToList();
            if (days.Count(d => d < 365) >= 292 || days.Exists(d => d >= 334))
                return 1;
            return rows.Exists(IsVague) || !IsCovered("medications", begun, last) ? null : 0;
        }

        long? Measured()
        {
            var (from, to) = (begun.AddDays(28), begun.AddDays(84));
            if (_ldl[patient].Any(r => Day(r[2]!) >= from && Day(r[2]!) <= to && Day(r[2]!) <= asOf))
                return 1;
            return asOf < to || IsDead(to) || !IsCovered("results", from, to) ? null : 0;
        }

        bool IsDead(DateOnly by) => _died[patient] is { } day && Day(day) <= by;

        bool IsVague(string?[] r) => r[7] == "reported" && r[3] is null;

        bool IsInHand(string?[] r, DateOnly day)
        {
            var start = Day(r[2]!);
            if (day < start)
                return false;
            if (r[6] is { } supply)
                return day.DayNumber < start.DayNumber + (int)double.Parse(supply, CultureInfo.InvariantCulture);
            if (IsVague(r))
                return day == start;
            return r[3] is { } end && Day(end) <= asOf ? day <= Day(end) : r[4] == "active" || day == start;
        }

        // A feed may be behind by 14 days, and knows whom it or an encounter has seen for two years.
        bool IsCovered(string feed, DateOnly from, DateOnly to) =>
            Enumerable.Range(from.DayNumber, to.DayNumber - 14 - from.DayNumber + 1).All(d => _feeds.Any(f => f[0] == feed && f[1] == site && Day(f[2]!).DayNumber <= d && d <= Day(f[3]!).DayNumber))
            && _seen[patient].Any(s => (s[1] == feed || s[1] == "encounters") && Day(s[2]!) >= to.AddDays(-730) && Day(s[2]!) <= asOf);
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
