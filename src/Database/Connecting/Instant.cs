using System.Globalization;

namespace Opportune.Database;

/// <summary>Dates and instants as SQLite holds them: texts of a fixed width, which sort as they should.</summary>
internal static class Instant
{
    public const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
    public const string DateFormat = "yyyy-MM-dd";

    /// <summary>The text of an instant, to the microsecond.</summary>
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The instant that a cell of either engine holds.</summary>
    public static DateTimeOffset From(object cell) => cell switch
    {
        DateTime time => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTimeOffset instant => instant.ToUniversalTime(),
        string text => DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        _ => throw new InvalidCastException($"{cell.GetType().Name} is no instant"),
    };

    /// <summary>The date that a cell of either engine holds.</summary>
    public static DateOnly DateFrom(object cell) => cell switch
    {
        DateOnly date => date,
        DateTime time => DateOnly.FromDateTime(time),
        string text => DateOnly.ParseExact(text, DateFormat, CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException($"{cell.GetType().Name} is no date"),
    };
}
