using System.Globalization;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary>
/// Which rows of a table somebody asks for: <c>COLUMN=A,B</c> for one of some values, <c>COLUMN=A..B</c> for one from A to B,
/// where A or B may be left out. Values are written as <c>table</c> shows them.
/// </summary>
internal static class RowCondition
{
    private const string Between = "..";

    private const string Form = "write COLUMN=VALUE, COLUMN=VALUE,VALUE or COLUMN=FROM..TO";

    /// <summary>The column's position, and the values that are wanted of it.</summary>
    /// <exception cref="InputException">No such column, or not of this form.</exception>
    public static (int Column, ColumnFilter Filter) Parse(Schema schema, string condition)
    {
        var equals = condition.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw Wrong(condition, Form);
        var (name, values) = (condition[..equals], condition[(equals + 1)..]);
        var index = schema.IndexOf(name);
        if (index < 0)
            throw new InputException($"--where: {Jobs.Problems.Unknown("column", name, schema.Columns.Select(c => c.Name))}");
        var column = schema.Columns[index];
        if (column.Logical == LogicalType.Binary)
            throw Wrong(condition, $"column '{name}' holds bytes that are no text");
        var at = values.IndexOf(Between, StringComparison.Ordinal);
        if (at < 0)
            return (index, AnyOf(condition, column, values.Split(',')));
        var (from, to) = (values[..at], values[(at + Between.Length)..]);
        if (from.Length == 0 && to.Length == 0)
            throw Wrong(condition, Form);
        return (index, FromTo(condition, column, from, to));
    }

    private static ColumnFilter AnyOf(string condition, Column column, string[] values) => column.Kind switch
    {
        ColumnKind.Text => ColumnFilter.AnyOf(values),
        ColumnKind.Integer => AnyOf(condition, column, [.. values.Select(v => Integer(condition, column, v))]),
        _ => values is [var value]
            ? ColumnFilter.Between(Real(condition, value), Real(condition, value))
            : throw Wrong(condition, $"column '{column.Name}' holds reals: name one, or FROM..TO"),
    };

    private static ColumnFilter AnyOf(string condition, Column column, (long First, long Last)[] values)
    {
        if (values is [var one])
            return ColumnFilter.Between(one.First, one.Last);
        return Array.TrueForAll(values, v => v.First == v.Last)
            ? ColumnFilter.AnyOf([.. values.Select(v => v.First)])
            : throw Wrong(condition, $"column '{column.Name}' holds points in time: name one day, or FROM..TO");
    }

    private static ColumnFilter FromTo(string condition, Column column, string from, string to) => column.Kind switch
    {
        ColumnKind.Text => ColumnFilter.Between(from, to.Length == 0 ? null : to),
        ColumnKind.Integer => ColumnFilter.Between(
            from.Length == 0 ? long.MinValue : Integer(condition, column, from).First, to.Length == 0 ? long.MaxValue : Integer(condition, column, to).Last),
        _ => ColumnFilter.Between(from.Length == 0 ? double.NegativeInfinity : Real(condition, from), to.Length == 0 ? double.PositiveInfinity : Real(condition, to)),
    };

    // A day is all of its instants.
    private static (long First, long Last) Integer(string condition, Column column, string text)
    {
        const long MicrosPerDay = 86_400_000_000;
        var epoch = new DateOnly(1970, 1, 1).DayNumber;
        var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        switch (column.Logical)
        {
            case LogicalType.Date when isDay:
                return (date.DayNumber - epoch, date.DayNumber - epoch);
            case LogicalType.Date:
                throw Wrong(condition, $"'{text}' is no date (yyyy-MM-dd)");
            case LogicalType.Boolean when text is "true" or "false":
                return text == "true" ? (1, 1) : (0, 0);
            case LogicalType.Boolean:
                throw Wrong(condition, $"'{text}' is neither true nor false");
            case LogicalType.Instant or LogicalType.LocalTimestamp when isDay:
                return ((date.DayNumber - epoch) * MicrosPerDay, (date.DayNumber - epoch + 1) * MicrosPerDay - 1);
            case LogicalType.Instant or LogicalType.LocalTimestamp:
                if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var instant))
                    throw Wrong(condition, $"'{text}' is no point in time (yyyy-MM-ddTHH:mm:ss)");
                var micros = (instant - DateTime.UnixEpoch).Ticks / 10;
                return (micros, micros);
            default:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? (number, number)
                    : throw Wrong(condition, $"'{text}' is no whole number");
        }
    }

    private static double Real(string condition, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(condition, $"'{text}' is no number");

    private static InputException Wrong(string condition, string why) => new($"--where: '{condition}': {why}");
}
