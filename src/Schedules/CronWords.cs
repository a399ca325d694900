using System.Globalization;

namespace Opportune.Schedules;

/// <summary>
/// A cron expression in words, for people who do not read cron: "every day at 02:30", "Monday to Friday at 06:00 and 18:00". What is rarer than
/// that is said field by field, and never wrongly: a field that is not understood is quoted.
/// </summary>
public static class CronWords
{
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>The words; those of an expression that is none quote it.</summary>
    public static string Of(string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 5 or > 7)
            return $"'{cron}'";
        var isUnix = fields.Length == 5;
        var (minute, hour, day, month, weekday) = isUnix ? (fields[0], fields[1], fields[2], fields[3], fields[4]) : (fields[1], fields[2], fields[3], fields[4], fields[5]);
        var when = Times(minute, hour, isUnix || fields[0] == "0" ? "" : fields[0]);
        var on = Dates(day, month, weekday, isUnix);
        var year = fields.Length == 7 && fields[6] != "*" ? $", in {fields[6]}" : "";
        return $"{on} {when}{year}";
    }

    private static string Times(string minute, string hour, string second)
    {
        var after = second.Length == 0 ? "" : $", {second} s after the minute";
        if (Numbers(minute) is { } minutes && Numbers(hour) is { } hours && minutes.Count * hours.Count <= 6)
            return $"at {And([.. from h in hours from m in minutes select string.Create(CultureInfo.InvariantCulture, $"{h:00}:{m:00}")])}{after}";
        return (Step(minute, 60), Step(hour, 24)) switch
        {
            (1, 1) => $"every minute{after}",
            ({ } m, 1) => $"every {m} minutes{after}",
            (null, 1) => $"every hour, {Minutes(minute)}{after}",
            (null, { } h) => $"every {h} hours from midnight, {Minutes(minute)}{after}",
            ({ } m, _) => $"every {(m == 1 ? "minute" : $"{m} minutes")} in the hours {Named(hour, null)}{after}",
            _ => $"in the hours {Named(hour, null)}, {Minutes(minute)}{after}",
        };
    }

    private static string Minutes(string minute) => minute == "0" ? "on the hour" : $"at minute {Named(minute, null)}";

    private static string Dates(string day, string month, string weekday, bool isUnix)
    {
        var (anyDay, anyWeekday) = (day is "*" or "?", weekday is "*" or "?");
        var months = month == "*" ? "" : Named(month, n => n is >= 1 and <= 12 ? Months[n - 1] : null);
        var of = months.Length == 0 ? "each month" : months;
        var onDay = day switch
        {
            "L" => $"on the last day of {of}",
            "LW" => $"on the last working day of {of}",
            _ => $"on day {Named(day, null)} of {of}",
        };
        // Unix counts days of the week from 0, and 7 is Sunday too; Quartz from 1.
        var onWeekday = Named(weekday, n => isUnix ? n is >= 0 and <= 7 ? Days[n % 7] : null : n is >= 1 and <= 7 ? Days[n - 1] : null);
        return (anyDay, anyWeekday) switch
        {
            (true, true) => months.Length == 0 ? "every day" : $"every day in {months}",
            (false, true) => onDay,
            (true, false) => months.Length == 0 ? $"every {onWeekday}" : $"every {onWeekday} in {months}",
            // Either is enough, as in every cron.
            _ => $"{onDay}, and every {onWeekday}{(months.Length == 0 ? "" : $" in {months}")}",
        };
    }

    // Of a list of numbers these; null where it holds anything else.
    private static List<int>? Numbers(string field)
    {
        var numbers = field.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers.Contains(-1) ? null : numbers;
    }

    // "*" is every one, "*/n" every n of them; only one that divides the whole comes at even distances.
    private static int? Step(string field, int whole) => field == "*" ? 1
        : field.Split('/') is ["*" or "0", var step] && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 && whole % n == 0 ? n : null;

    private static string Named(string field, Func<int, string?>? name) => And([.. field.Split(',').Select(part => part.Split('-') switch
    {
        [var one] => Name(one, name),
        [var from, var to] => $"{Name(from, name)} to {Name(to, name)}",
        _ => $"'{part}'",
    })]);

    private static string Name(string text, Func<int, string?>? name)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return name is null ? text : name(number) ?? $"'{text}'";
        var whole = name is null || text.Length != 3 ? null : Days.Concat(Months).FirstOrDefault(n => n.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return whole ?? $"'{text}'";
    }

    private static string And(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
}
