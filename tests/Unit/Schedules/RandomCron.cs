namespace Opportune.Tests.Unit.Schedules;

/// <summary>A cron expression made at random, with what it means: nothing of the meaning is read from the text.</summary>
internal sealed class RandomCron
{
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly bool[] _minutes = new bool[60];
    private readonly bool[] _hours = new bool[24];
    private readonly bool[] _days = new bool[32];
    private readonly bool[] _months = new bool[13];
    private readonly bool[] _weekdays = new bool[7];
    private readonly bool _anyDay;
    private readonly bool _anyWeekday;

    public RandomCron(Random random)
    {
        var isQuartz = random.Next(4) == 0;
        var minute = Field(random, _minutes, 0, 59, any: 6);
        var hour = Field(random, _hours, 0, 23, any: 30);
        var day = Field(random, _days, 1, 31, any: 60);
        var month = Field(random, _months, 1, 12, any: 70);
        (_anyDay, IsInterval) = (day == "*", IsEvery(minute) || IsEvery(hour));
        var weekday = Weekdays(random, isQuartz);
        _anyWeekday = weekday == "*";
        Second = isQuartz ? random.Next(3) * 25 : 0;
        Text = $"{minute} {hour} {day} {month} {weekday}";
        if (isQuartz)
            Text = $"{Second} {minute} {hour} {day} {month} {(_anyWeekday ? "?" : weekday)}";
    }

    public string Text { get; }

    /// <summary>Says "every" (a star, a step or a range in its minute or hour), not "at".</summary>
    public bool IsInterval { get; }

    public int Second { get; }

    /// <summary>Whether it names that day. With both day fields given, either is enough.</summary>
    public bool Names(DateTime day) =>
        _months[day.Month] && (_anyDay, _anyWeekday) switch
        {
            (true, _) => _weekdays[(int)day.DayOfWeek],
            (_, true) => _days[day.Day],
            _ => _days[day.Day] || _weekdays[(int)day.DayOfWeek],
        };

    /// <summary>Whether it names that minute of the days that it names.</summary>
    public bool Names(int minuteOfDay) => _hours[minuteOfDay / 60] && _minutes[minuteOfDay % 60];

    private static bool IsEvery(string field) => field.IndexOfAny(['*', '/', '-']) >= 0;

    private static string Field(Random random, bool[] set, int low, int high, int any)
    {
        if (random.Next(100) < any)
            return Mark(set, low, high, 1, "*");
        var (a, b) = (random.Next(low, high + 1), random.Next(low, high + 1));
        var (from, to, step) = (Math.Min(a, b), Math.Max(a, b), random.Next(2, Math.Max(3, high / 2)));
        return random.Next(10) switch
        {
            0 => Mark(set, low, high, step, $"*/{step}"),
            1 => Mark(set, a, high, step, $"{a}/{step}"),
            2 => Mark(set, from, to, step, $"{from}-{to}/{step}"),
            3 => Mark(set, from, to, 1, $"{from}-{to}"),
            4 or 5 => $"{Mark(set, a, a, 1, $"{a}")},{Mark(set, b, b, 1, $"{b}")}",
            _ => Mark(set, a, a, 1, $"{a}"),
        };
    }

    private static string Mark(bool[] set, int from, int to, int step, string text)
    {
        for (var i = from; i <= to; i += step)
            set[i] = true;
        return text;
    }

    // Unix counts from Sunday as 0, and 7 is Sunday again; Quartz counts from Sunday as 1.
    private string Weekdays(Random random, bool isQuartz)
    {
        if (random.Next(100) < 60)
            return Mark(_weekdays, 0, 6, 1, "*");
        var (a, b) = (random.Next(7), random.Next(7));
        var (from, to) = (Math.Min(a, b), Math.Max(a, b));
        string Name(int d) => random.Next(3) == 0 ? DayNames[d] : isQuartz ? $"{d + 1}" : d == 0 && random.Next(2) == 0 ? "7" : $"{d}";
        return random.Next(3) switch
        {
            0 => Mark(_weekdays, a, a, 1, Name(a)),
            1 => $"{Mark(_weekdays, a, a, 1, Name(a))},{Mark(_weekdays, b, b, 1, Name(b))}",
            _ when from == to => Mark(_weekdays, from, from, 1, Name(from)),
            _ when isQuartz => Mark(_weekdays, from, to, 1, $"{from + 1}-{to + 1}"),
            _ => Mark(_weekdays, from, to, 1, $"{from}-{to}"),
        };
    }
}
