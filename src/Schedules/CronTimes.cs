using System.Text.RegularExpressions;
using Opportune.Core;
using Quartz;

namespace Opportune.Schedules;

/// <summary>
/// The readings of a clock on the wall that a cron expression names: dates and times without a zone. The only place that
/// knows whose cron it is. (The library could map them to a zone too, but leaves out the repeated hour where a zone changes
/// its clocks without calling that summer time: <see cref="ZonedTimes"/> does it for every zone.)
/// </summary>
internal sealed partial class CronTimes
{
    private const int LongestCron = 200;

    // Minutes and seconds go furthest; a year, where there is one, is the seventh field.
    private const int LargestNumber = 59, FieldsBeforeTheYear = 6;

    private readonly CronExpression[] _expressions;

    private CronTimes(CronExpression[] expressions, bool isInterval) => (_expressions, IsInterval) = (expressions, isInterval);

    /// <summary>Whether it says "every" and not "at": a star, a step or a range in its minute or hour.</summary>
    public bool IsInterval { get; }

    /// <summary>Reads five Unix fields, or Quartz's six or seven.</summary>
    /// <exception cref="InputException">It is none; the message says why.</exception>
    public static CronTimes Parse(string cron)
    {
        // Neither a page nor a log is to show a megabyte, or several lines, of what somebody typed.
        if (cron.Length > LongestCron || cron.Any(char.IsControl))
            throw new InputException($"a cron expression is one line of five to seven fields, {LongestCron} characters at most");
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isUnix = fields.Length == 5;
        try
        {
            var whole = Read(fields, isUnix);
            // The library takes 99 for "every" and 98 for "none", its own marks, where somebody slipped: the job would run each minute.
            if (fields.Take(FieldsBeforeTheYear).SelectMany(f => Digits().Matches(f)).FirstOrDefault(n => !int.TryParse(n.ValueSpan, out var number) || number > LargestNumber) is { } tooLarge)
                throw new InputException($"'{cron}' is no cron expression: {tooLarge.Value} is too large, no field but the year goes beyond {LargestNumber}");
            // A job is a night's work, not a second's; and a schedule is kept by the minute.
            if (!isUnix && !int.TryParse(fields[0], out _))
                throw new InputException("the seconds must be one number: a job runs once a minute at most");
            // Where both day fields name days either is enough, as in every cron; the library forgets a field that names them all (0-6).
            var isEither = isUnix && fields[2] is not ("*" or "?") && fields[4] is not ("*" or "?");
            return new(
                isEither ? [Read([.. fields[..4], "*"], isUnix), Read([.. fields[..2], "*", .. fields[3..]], isUnix)] : [whole],
                (isUnix ? fields[..2] : fields[1..3]).Any(f => f.AsSpan().IndexOfAny('*', '/', '-') >= 0));
        }
        catch (FormatException e)
        {
            throw new InputException($"'{cron}' is no cron expression: {e.Message}");
        }
    }

    /// <summary>The first reading after that one; null when there is none within a century.</summary>
    public DateTime? After(DateTime reading) =>
        _expressions.Select(e => e.GetNextValidTimeAfter(new DateTimeOffset(reading, TimeSpan.Zero))).Where(at => at is not null).Min()?.DateTime;

    private static CronExpression Read(string[] fields, bool isUnix) =>
        CronExpression.Parse(string.Join(' ', fields), isUnix ? CronFormat.Unix : CronFormat.Quartz).WithTimeZone(TimeZoneInfo.Utc);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
