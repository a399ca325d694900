using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>How one canonical column is read from one file: which column of the file, and what its values go through.</summary>
/// <param name="Canonical">The canonical column.</param>
/// <param name="Source">The file's column; null where a folder's name gives the value.</param>
/// <param name="Index">Its position in the file; -1 where a folder's name gives the value.</param>
/// <param name="Constant">What the folder's name says.</param>
internal sealed record ColumnBinding(CanonicalColumn Canonical, Column? Source, int Index, string? Constant)
{
    private Column Result { get; } = CanonicalSchema.ColumnOf(Canonical);

    /// <summary>Opens it. Conversions remember what they last saw, so each reader has its own.</summary>
    public ColumnReader Open(TableFile file, int rowGroup, TimeZoneInfo? zone)
    {
        var reader = Source is null
            ? new ConstantReader(Canonical.Name, Constant, file.RowGroups[rowGroup])
            : file.OpenColumn(rowGroup, Index);
        return Conversion(zone) is { } conversion ? new ConvertedReader(reader, Result, conversion) : reader;
    }

    /// <summary>Null where the file's values already are canonical.</summary>
    private Conversion? Conversion(TimeZoneInfo? zone) => (Canonical.Type, Source?.Kind ?? ColumnKind.Text, Source?.Logical ?? LogicalType.None) switch
    {
        (CanonicalType.Id or CanonicalType.Text, ColumnKind.Integer, _) => new IntegerToText(),
        (CanonicalType.Id or CanonicalType.Text, _, _) => null,
        (CanonicalType.Date, ColumnKind.Text, _) => new TextToDate(zone),
        (CanonicalType.Date, _, LogicalType.LocalTimestamp) => new TimestampToDate(null),
        (CanonicalType.Date, _, LogicalType.Instant) => new TimestampToDate(zone),
        (CanonicalType.Number, ColumnKind.Text or ColumnKind.Integer, _) => new ToNumber(),
        (CanonicalType.Integer, ColumnKind.Text or ColumnKind.Real, _) => new ToInteger(),
        (CanonicalType.Flag, ColumnKind.Text, _) => new ToFlag(),
        (CanonicalType.Flag, _, LogicalType.None) => new ToFlag(),
        _ => null,
    };

    /// <summary>Why the file's column cannot be read as the canonical one, or null when it can.</summary>
    public string? Fault(TimeZoneInfo? zone)
    {
        if (Source is not { } source)
            return null;
        var (wanted, fits) = (Canonical.Type, source.Kind, source.Logical) switch
        {
            (CanonicalType.Id, ColumnKind.Integer, LogicalType.None) => ("", true),
            (CanonicalType.Id, var kind, _) => ("text or whole numbers", kind == ColumnKind.Text),
            (CanonicalType.Text, ColumnKind.Integer, LogicalType.None) => ("", true),
            (CanonicalType.Text, var kind, _) => ("text", kind == ColumnKind.Text),
            (CanonicalType.Date, ColumnKind.Integer, var logical) => ("dates, timestamps, or text as yyyy-MM-dd",
                logical is LogicalType.Date or LogicalType.LocalTimestamp or LogicalType.Instant),
            (CanonicalType.Date, var kind, var logical) => ("dates, timestamps, or text as yyyy-MM-dd",
                kind == ColumnKind.Text && logical == LogicalType.None),
            (CanonicalType.Number, _, var logical) => ("numbers", logical == LogicalType.None),
            (CanonicalType.Integer, _, var logical) => ("whole numbers", logical == LogicalType.None),
            (_, var kind, var logical) => ("true/false, yes/no or 1/0",
                kind != ColumnKind.Real && logical is LogicalType.None or LogicalType.Boolean),
        };
        if (!fits)
            return $"column '{source.Name}' holds {Describe(source)} but must hold {wanted}; convert it, or map another column in sources";
        return source.Logical == LogicalType.Instant && zone is null ? NeedsZone(source.Name) : null;
    }

    /// <summary>What to tell about instants without a declared zone.</summary>
    public static string NeedsZone(string column) =>
        $"column '{column}' holds instants (UTC), whose date depends on a time zone; declare a time zone for the source (sources mapping)";

    /// <summary>What a column holds, in words.</summary>
    public static string Describe(Column column) => column.Logical switch
    {
        LogicalType.Boolean => "true/false",
        LogicalType.Date => "dates",
        LogicalType.LocalTimestamp => "timestamps",
        LogicalType.Instant => "instants (UTC)",
        LogicalType.Binary => "binary data",
        _ => column.Kind switch { ColumnKind.Text => "text", ColumnKind.Integer => "integers", _ => "real numbers" },
    };

    /// <summary>A value of a page in words for rejects, as the file has it.</summary>
    public static string Original(ColumnReader reader, int i)
    {
        if (reader is ConvertedReader converted)
            return Original(converted.Inner, i);
        var page = reader.Page;
        if (page.IsNull(i))
            return "";
        return (reader.Column.Kind, reader.Column.Logical) switch
        {
            (ColumnKind.Text, _) => Encoding.UTF8.GetString(page.Text(i)),
            (ColumnKind.Real, _) => FormattableString.Invariant($"{page.Real(i)}"),
            (_, LogicalType.Date) when InCalendar(page.Integer(i)) => CanonicalValue.DateOf(page.Integer(i)).ToString("yyyy-MM-dd"),
            _ => FormattableString.Invariant($"{page.Integer(i)}"),
        };
    }

    private static bool InCalendar(long day) =>
        day >= DateOnly.MinValue.DayNumber - CanonicalValue.Epoch && day <= DateOnly.MaxValue.DayNumber - CanonicalValue.Epoch;
}
