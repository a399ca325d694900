using System.Globalization;
using Opportune.Core;

namespace Opportune.Runs.Bands;

/// <summary>
/// The bands of a site: what earlier nights saw of the same days before their own as-of date, so that what comes late is late in both.
/// Medians and median deviations, so that a bad night or a holiday among them moves nothing. Only nights with the same rules, all of
/// whose parts at the site were published, are learned from: what a person let go is known from then on.
/// </summary>
/// <param name="now">What tonight saw.</param>
/// <param name="earlier">What the nights before saw, the oldest first.</param>
/// <param name="settings">The bounds.</param>
internal sealed class SiteBands(DayCounts now, IReadOnlyList<DayCounts> earlier, BandSettings settings)
{
    private const int Week = 7;
    private const int LongestRun = 3;
    private const int LeastOfShare = 10;

    private static readonly int[] None = new int[DayCounts.Days];

    // What is not yet known of the newest rows, and grows with time; a share of it says nothing.
    private static readonly string[] FilledLater = ["end_date"];

    private readonly List<(double LogChance, Breach Breach)> _found = [];
    private int _questions;

    /// <summary>Whether enough nights were seen to judge by: a new site learns first.</summary>
    public bool IsLearned => earlier.Count >= settings.LeastNights && now.AsOf.DayNumber - earlier[0].AsOf.DayNumber >= DayCounts.Days;

    // Days from the last publication to tonight.
    private int Since => now.AsOf.DayNumber - earlier[^1].AsOf.DayNumber;

    /// <summary>What is out of its band, the least likely first.</summary>
    /// <param name="sites">How many sites are asked tonight.</param>
    public IReadOnlyList<Breach> Breaches(int sites)
    {
        _found.Clear();
        _questions = 0;
        if (!IsLearned)
            return [];
        var all = now.Counts.Keys.Concat(earlier.SelectMany(e => e.Counts.Keys)).ToHashSet();
        foreach (var series in all)
        {
            if (series.Whole is { } whole)
                AskShares(series, LineOf(series), LineOf(whole));
            else if (series.Table != Table.Patients && series.Facet != Facet.Section)
                AskVolume(series, LineOf(series));
        }
        foreach (var sizes in all.Where(s => s.Facet == Facet.Value).GroupBy(s => s.Whole!.Value))
            AskSizes(sizes.Key, [.. sizes]);
        var bound = Math.Log(settings.ChanceANight / Math.Max(1, (long)_questions * sites));
        // Of what one series shows in several ways the least likely is told, with the days of all.
        return [.. _found.Where(f => f.LogChance < bound).OrderBy(f => f.LogChance).Select(f => f.Breach).GroupBy(b => (b.Series, b.Kind))
            .Select(b => b.First() with { First = b.Min(x => x.First), Last = b.Max(x => x.Last) })];
    }

    private void AskVolume(Series series, Line line)
    {
        var spread = SpreadOf(line);
        var weekdays = Enumerable.Range(0, Week).Select(NightsOf).Where(n => n.Length > 0).ToList();
        var same = NightsOf(0);
        var (quietest, usual) = (new double[DayCounts.Days], new double[DayCounts.Days]);
        for (var lag = 0; lag < DayCounts.Days; lag++)
        {
            var middles = weekdays.ConvertAll(nights => Chance.Median([.. nights.Select(n => (double)line.Nights[n][lag])]));
            (quietest[lag], var busiest) = (middles.Min(), middles.Max());
            // Out of what any day of the week has, and by chance hardly ever on this one.
            usual[lag] = same.Length < settings.LeastNights ? busiest : Chance.Median([.. same.Select(n => (double)line.Nights[n][lag])]);
            AskCount(BreachKind.Rose, series, line, [lag], [lag], usual, usual[lag], busiest * settings.DayRise, spread, earlier.Count / Week);
        }
        for (var days = 1; days <= LongestRun; days++)
        {
            for (var lag = 0; lag < Week; lag++)
            {
                var expected = quietest.AsSpan(lag, days).ToArray().Sum();
                int[] lags = [.. Enumerable.Range(lag, days)];
                AskCount(BreachKind.Fell, series, line, lags, lags, usual, expected, expected * settings.DayFall, spread, earlier.Count / Week);
            }
        }
        for (var weekday = 0; weekday < Week && same.Length >= settings.LeastNights; weekday++)
        {
            var (lags, before) = (Weekly(weekday), Weekly((weekday + Week - (Since % Week)) % Week));
            // Day by day: of four weeks together most would hold a holiday at the turn of the year.
            var expected = lags.Sum(l => usual[l]);
            AskCount(BreachKind.Moved, series, line, lags, before, usual, expected, expected * settings.WeekdayRise, spread, same.Length);
        }
        foreach (var (days, share) in settings.Falls)
        {
            var expected = Chance.Median([.. line.Nights.Select(n => (double)Sum(n, 0, days - 1))]);
            int[] lags = [.. Enumerable.Range(0, days)];
            AskCount(BreachKind.Fell, series, line, lags, lags, usual, expected, expected * share, spread, earlier.Count);
        }
        AskAgain(series, line, spread);

        static int[] Weekly(int first) => [first, first + Week, first + (2 * Week), first + (3 * Week)];
    }

    // What the last publication showed of the same days, or of as old ones, is no news: a person let it go, or it is learned by now.
    private void AskCount(BreachKind kind, Series series, Line line, int[] lags, int[] asOld, double[] usual, double expected, double bound, double spread, int nights)
    {
        _questions++;
        var seen = lags.Sum(l => line.Now[l]);
        if (!IsOut(seen) || IsOut(asOld.Sum(l => line.Last[l])) || (lags[0] >= Since && IsOut(lags.Sum(l => line.Last[l - Since]))))
            return;
        var doubt = Doubt(spread, nights);
        var days = kind == BreachKind.Fell ? [.. lags.Where(l => line.Now[l] <= usual[l] * bound / expected).DefaultIfEmpty(lags[0])] : lags;
        Note(Chance.OfCount(seen / doubt, expected / doubt), new(series, kind, Day(days.Max()), Day(days.Min()), expected, seen, 0));

        bool IsOut(int count) => kind == BreachKind.Fell ? count < bound : count > Math.Max(1, bound);
    }

    // Days that the last publication saw, too: they may have grown a little since, and lost next to nothing.
    private void AskAgain(Series series, Line line, double spread)
    {
        AskAgain(BreachKind.Lost, 0);
        AskAgain(BreachKind.Gained, Week);

        void AskAgain(BreachKind kind, int from)
        {
            _questions++;
            var to = DayCounts.Days - 1 - Since;
            if (from > to)
                return;
            var (before, seen) = (Sum(line.Last, from, to), Sum(line.Now, from + Since, to + Since));
            if (kind == BreachKind.Lost ? seen >= before * settings.Lost : seen <= before * settings.Gained)
                return;
            var changed = Enumerable.Range(from + Since, to - from + 1).Where(l => kind == BreachKind.Lost ? line.Now[l] < line.Last[l - Since] : line.Now[l] > line.Last[l - Since]).ToList();
            Note(Chance.OfCount(seen / spread, before / spread), new(series, kind, Day(changed.Max()), Day(changed.Min()), before, seen, 0));
        }
    }

    // Values of a size that hardly any had: by the sizes that all but one in a hundred had, at either end.
    private void AskSizes(Series unit, IReadOnlyList<Series> series)
    {
        var sizes = series.Select(s => (Size: int.Parse(s.Back, CultureInfo.InvariantCulture), Line: LineOf(s))).OrderBy(s => s.Size)
            .Select(s => (s.Size, s.Line, Rows: s.Line.Nights.Sum(n => (long)n.Sum()))).ToList();
        var rows = sizes.Sum(s => s.Rows);
        if (rows == 0)
            return;
        var (below, least, most) = (0L, int.MaxValue, int.MinValue);
        foreach (var (size, _, of) in sizes)
        {
            if (least == int.MaxValue && (below + of) * 100 > rows)
                least = size - 1;
            if (below * 100 < rows * 99)
                most = size + 1;
            below += of;
        }
        var odd = sizes.Where(s => s.Size < least || s.Size > most).Select(s => s.Line).ToList();
        if (odd.Count > 0)
            AskShares(unit with { Facet = Facet.Value }, odd.Aggregate(Line.Plus), LineOf(unit));
    }

    private void AskShares(Series series, Line part, Line whole)
    {
        if (series.Facet == Facet.Value && part.IsEmpty || series.Facet == Facet.Missing && FilledLater.Contains(series.Item))
            return;
        if (series.Facet == Facet.Repeated)
            whole = Line.Plus(whole, part);
        if (series.Table == Table.Patients)
        {
            AskShare(series, part, whole, 0, 0);
            return;
        }
        for (var lag = 0; lag < Week; lag++)
            AskShare(series, part, whole, lag, lag);
        AskShare(series, part, whole, 0, Week - 1);
        AskShare(series, part, whole, 0, DayCounts.Days - 1);
    }

    private void AskShare(Series series, Line part, Line whole, int from, int to)
    {
        _questions++;
        var of = Sum(whole.Now, from, to);
        if (of < LeastOfShare)
            return;
        // A single day is asked what any day of the week has: a code of four days a week is missing on the others, and on holidays.
        var nights = to - from + 1 < Week ? Enumerable.Range(0, Week).Select(NightsOf).ToList() : [[.. Enumerable.Range(0, earlier.Count)]];
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        var (residuals, wholes) = (new List<double>(earlier.Count), new List<double>(earlier.Count));
        foreach (var group in nights)
        {
            var counted = group.Where(n => Sum(whole.Nights[n], from, to) >= LeastOfShare).ToList();
            if (counted.Count == 0)
                continue;
            var shares = counted.ConvertAll(n => (double)Sum(part.Nights[n], from, to) / Sum(whole.Nights[n], from, to));
            var usually = Chance.Median(shares);
            (low, high) = (Math.Min(low, usually), Math.Max(high, usually));
            residuals.AddRange(shares.Select(s => s - usually));
            wholes.AddRange(counted.Select(n => (double)Sum(whole.Nights[n], from, to)));
        }
        var seen = (double)Sum(part.Now, from, to) / of;
        if (wholes.Count < settings.LeastNights || KindOf(series.Facet, low, high, seen) is not { } kind || WasOut(from, to) || (from >= Since && WasOut(from - Since, to - Since)))
            return;
        var (middle, usual) = (kind == BreachKind.Less ? low : high, Chance.Median(wholes));
        // A share that was never seen, or never missed, is taken as half a row's.
        var expected = Math.Clamp(middle, 0.5 / (usual + 1), 1 - (0.5 / (usual + 1)));
        var spread = Math.Max(1, Chance.Variance(residuals, 0) / (expected * (1 - expected) / usual));
        var like = Enumerable.Range(from, to - from + 1).Where(l => whole.Now[l] > 0 && KindOf(series.Facet, low, high, (double)part.Now[l] / whole.Now[l]) == kind).DefaultIfEmpty(from).ToList();
        Note(Chance.OfShare(seen, of / Doubt(spread, wholes.Count / nights.Count), expected), new(series, kind, Day(like.Max()), Day(like.Min()), middle, seen, of));

        bool WasOut(int first, int last) => Sum(whole.Last, first, last) is > 0 and var before && KindOf(series.Facet, low, high, (double)Sum(part.Last, first, last) / before) is not null;
    }

    // Whether a share is so far outside of what it was that it matters, and to which side.
    private BreachKind? KindOf(Facet facet, double low, double high, double seen) => facet switch
    {
        Facet.Missing => seen > high && seen >= high + (settings.Emptied * (1 - high)) ? BreachKind.More : null,
        Facet.Repeated or Facet.Value => seen >= high + settings.Appeared ? BreachKind.More : null,
        Facet.Sex => seen >= high + settings.SexMoved ? BreachKind.More : seen <= low - settings.SexMoved ? BreachKind.Less : null,
        Facet.System or Facet.Unit when seen >= high + settings.Appeared => BreachKind.More,
        _ => low > 0 && seen <= low * settings.Vanished ? BreachKind.Less : null,
    };

    // How much more than chance the days of a series differ from others of their weekday, as they are seen a week after.
    private double SpreadOf(Line line)
    {
        var residuals = new List<double>();
        for (var weekday = 0; weekday < Week; weekday++)
        {
            var counts = NightsOf(weekday).Select(n => (double)line.Nights[n][Week]).ToList();
            if (counts.Count > 2 && Chance.Median(counts) is > 0 and var middle)
                residuals.AddRange(counts.Select(c => (c - middle) / Math.Sqrt(middle)));
        }
        return residuals.Count == 0 ? 1 : Math.Max(1, Chance.Variance(residuals, 0));
    }

    // A median of few nights is itself in doubt: its variance is pi/2 times that of a mean.
    private static double Doubt(double spread, int nights) => spread * (1 + (Math.PI / 2 / Math.Max(1, nights)));

    // Nights so many days before tonight's weekday.
    private int[] NightsOf(int weekday) => [.. Enumerable.Range(0, earlier.Count).Where(n => (now.AsOf.DayNumber - earlier[n].AsOf.DayNumber) % Week == weekday)];

    private Line LineOf(Series series) => new(now.Counts.GetValueOrDefault(series, None), [.. earlier.Select(e => e.Counts.GetValueOrDefault(series, None))]);

    private static int Sum(int[] days, int from, int to)
    {
        var sum = 0;
        foreach (var count in days.AsSpan(from..(to + 1)))
            sum += count;
        return sum;
    }

    private DateOnly Day(int lag) => now.AsOf.AddDays(-lag);

    private void Note(double logChance, Breach breach) => _found.Add((logChance, breach));

    /// <summary>A series, night by night.</summary>
    private sealed record Line(int[] Now, int[][] Nights)
    {
        public int[] Last => Nights[^1];

        public bool IsEmpty => Now.All(c => c == 0);

        public static Line Plus(Line a, Line b) => new(Add(a.Now, b.Now), [.. a.Nights.Zip(b.Nights, Add)]);

        private static int[] Add(int[] a, int[] b) => [.. a.Zip(b, (x, y) => x + y)];
    }
}
