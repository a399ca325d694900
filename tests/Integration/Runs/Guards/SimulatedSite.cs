using System.Globalization;
using Opportune.Core;
using Opportune.Runs.Bands;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>
/// A site whose days are drawn one by one: a weekly pattern, holidays, growth of 20% a year, days that differ by more than chance, rows that
/// come days late, a new scanner in the middle, and one new laboratory code a month, and a clinic that is closed on Sundays. What a run would count of it as of any day.
/// </summary>
internal sealed class SimulatedSite
{
    private const double GrowthAYear = 0.2;
    private const double DayNoise = 0.08;
    private const double Scanner = 1.25;
    private const double ShareOfNewCode = 0.03;
    private const string Clinic = "CPT 77080";
    private static readonly double[] Weekdays = [0.3, 1.05, 1, 1, 0.97, 0.9, 0.4];
    private static readonly double[] Lateness = [0.5, 0.3, 0.08, 0.04, 0.03, 0.02, 0.01, 0.01, 0.005, 0.005];

    private readonly Dictionary<Series, int[][]> _seen = [];
    private readonly Random _random;
    private readonly DateOnly _first;
    private readonly int _days;
    private readonly double _size;

    /// <summary>Draws it.</summary>
    /// <param name="seed">Of the draw.</param>
    /// <param name="first">Its first day.</param>
    /// <param name="days">How many there are.</param>
    /// <param name="size">How large it is; 1 has some 200 results a day.</param>
    public SimulatedSite(int seed, DateOnly first, int days, double size)
    {
        (_random, _first, _days, _size) = (new(seed), first, days, size);
        for (var day = 0; day < days; day++)
        {
            foreach (var table in Tables)
                Draw(table, day);
            foreach (var (table, set, perDay) in Controls)
                Draw(new(table, Facet.Control, set), day, perDay);
        }
        foreach (var lags in _seen.Values.SelectMany(d => d))
        {
            for (var lag = 1; lag < lags.Length; lag++)
                lags[lag] += lags[lag - 1];
        }
    }

    /// <summary>What a run as of that day counts.</summary>
    public DayCounts Night(DateOnly asOf)
    {
        var at = asOf.DayNumber - _first.DayNumber;
        var counts = new Dictionary<Series, int[]>();
        foreach (var (series, days) in _seen)
        {
            var night = new int[DayCounts.Days];
            for (var lag = 0; lag < night.Length && at - lag >= 0; lag++)
                night[lag] = days[at - lag][lag];
            if (Array.Exists(night, c => c > 0))
                counts[series] = night;
        }
        var people = (int)(20_000 * _size * Level(at));
        foreach (var (facet, item, share) in new[] { (Facet.Rows, "", 1), (Facet.Sex, "F", 0.6), (Facet.Sex, "M", 0.4), (Facet.Missing, "death_date", 0.92), (Facet.Missing, "active", 0.3) })
            counts[new(Table.Patients, facet, item)] = [(int)(people * share), .. new int[DayCounts.Days - 1]];
        return new(asOf, counts);
    }

    private static readonly Simulated[] Tables =
    [
        new(Table.ImagingFindings, 120, [], [("body_part", 0.05), ("setting", 0.2)], [("findings", 0.6), ("impression", 0.35), ("history", 0.05)]),
        new(Table.Conditions, 90, [new("ICD10CM M810", 0.2), new("ICD10CM E119", 0.4), new("ICD10CM N186", 0.1), new("ICD10CM I219", 0.1), new("ICD10CM Z515", 0.2)], [("end_date", 0.8), ("category", 0.05), ("status", 0.1)], []),
        new(Table.Medications, 150, [new("RXNORM 83367", 0.4), new("RXNORM 36567", 0.3), new("RXNORM 46041", 0.3)], [("days_supply", 0.1), ("status", 0.02), ("end_date", 0.5), ("kind", 0.02)], []),
        new(Table.Procedures, 150, [new("CPT 77080", 0.6), new("CPT 70490", 0.3), new("ICD10PCS BR09ZZ1", 0.1)], [("status", 0.02)], []),
        new(Table.Results, 200,
            [new("LOINC 2089-1", 0.4, "mg/dL", 110, 35), new("LOINC 17861-6", 0.3, "mg/dL", 9.3, 0.6), new("LOINC 98979-8", 0.2, "mL/min/{1.73_m2}", 65, 20), new("LOINC 38264-8", 0.1, "{T-score}", -1.5, 1)],
            [("value", 0.02), ("unit", 0.03), ("status", 0.1)], []),
    ];

    private static readonly (Table, string, double)[] Controls = [(Table.Procedures, "dxa-central", 60), (Table.Medications, "statin", 200)];

    private void Draw(Simulated table, int day)
    {
        var expected = table.PerDay * _size * Level(day) * (table.Table == Table.ImagingFindings && day > _days * 0.6 ? Scanner : 1);
        for (var left = Poisson(expected); left > 0; left--)
        {
            var lag = Late();
            Count(new(table.Table, Facet.Rows, ""), day, lag);
            foreach (var (column, share) in table.Missing)
            {
                if (_random.NextDouble() < share)
                    Count(new(table.Table, Facet.Missing, column), day, lag);
            }
            if (table.Sections.Length > 0)
            {
                Count(new(table.Table, Facet.Section, ""), day, lag);
                Count(new(table.Table, Facet.Section, Pick(table.Sections)), day, lag);
            }
            if (table.Codes.Length > 0)
                Count(table, CodeOf(table, day), day, lag);
        }
    }

    private void Draw(Series series, int day, double perDay)
    {
        for (var left = Poisson(perDay * _size * Level(day)); left > 0; left--)
            Count(series, day, Late());
    }

    private void Count(Simulated table, Coded code, int day, int lag)
    {
        Count(new(table.Table, Facet.System, code.Code.Split(' ')[0]), day, lag);
        Count(new(table.Table, Facet.Code, code.Code), day, lag);
        if (code.Unit is null)
            return;
        var unit = Series.Join(code.Code, code.Unit);
        Count(new(table.Table, Facet.Unit, unit), day, lag);
        var size = DayBook.SizeOf(code.Mean + (code.Deviation * Normal()));
        Count(new(table.Table, Facet.Value, Series.Join(unit, size.ToString(CultureInfo.InvariantCulture))), day, lag);
    }

    // A laboratory brings a new code every month, each for a few in a hundred.
    private Coded CodeOf(Simulated table, int day)
    {
        var added = table.Table == Table.Results ? day / 30 : 0;
        if (_random.NextDouble() < added * ShareOfNewCode)
            return new($"LOINC 9000{_random.Next(added)}-1", 0, "mg/dL", 50, 10);
        var code = table.Codes[IndexOf([.. table.Codes.Select(c => c.Share)])];
        var date = _first.AddDays(day);
        // The bone density clinic is closed on Sundays and holidays.
        return code.Code == Clinic && (IsHoliday(date) || date.DayOfWeek == DayOfWeek.Sunday) ? table.Codes[1] : code;
    }

    private double Level(int day)
    {
        var date = _first.AddDays(day);
        var week = IsHoliday(date) ? Weekdays[0] : Weekdays[(int)date.DayOfWeek];
        return week * Math.Pow(1 + GrowthAYear, day / 365.0);
    }

    private static bool IsHoliday(DateOnly date) => (date.Month, date.Day, date.DayOfWeek) switch
    {
        (1, 1, _) or (7, 4, _) or (12, 24 or 25 or 26 or 31, _) => true,
        (1 or 2, > 14 and < 22, DayOfWeek.Monday) or (5, > 24, DayOfWeek.Monday) or (9, < 8, DayOfWeek.Monday) => true,
        (11, > 21 and < 29, DayOfWeek.Thursday) or (11, > 22 and < 30, DayOfWeek.Friday) => true,
        _ => date == Easter(date.Year).AddDays(-2) || date == Easter(date.Year).AddDays(1),
    };

    // Anonymous Gregorian computus.
    private static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }

    private void Count(Series series, int day, int lag)
    {
        if (!_seen.TryGetValue(series, out var days))
        {
            _seen[series] = days = new int[_days][];
            for (var i = 0; i < _days; i++)
                days[i] = new int[DayCounts.Days];
        }
        days[day][lag]++;
    }

    private int Late() => IndexOf(Lateness);

    private string Pick((string Name, double Share)[] of) => of[IndexOf([.. of.Select(o => o.Share)])].Name;

    private int IndexOf(double[] shares)
    {
        var at = _random.NextDouble() * shares.Sum();
        for (var i = 0; i < shares.Length - 1; i++)
        {
            if ((at -= shares[i]) < 0)
                return i;
        }
        return shares.Length - 1;
    }

    private int Poisson(double expected)
    {
        expected *= Math.Exp(DayNoise * Normal());
        return Math.Max(0, (int)Math.Round(expected + (Math.Sqrt(expected) * Normal())));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private sealed record Simulated(Table Table, double PerDay, Coded[] Codes, (string Column, double Share)[] Missing, (string Name, double Share)[] Sections);

    private sealed record Coded(string Code, double Share, string? Unit = null, double Mean = 0, double Deviation = 0);
}
