namespace Opportune.Columnar;

/// <summary>How a column's values are handed out. Every file type is reduced to one of these three.</summary>
public enum ColumnKind
{
    /// <summary>UTF-8 (or raw) bytes.</summary>
    Text,

    /// <summary>64-bit integers: integers of every width, booleans (0, 1), dates and timestamps.</summary>
    Integer,

    /// <summary>64-bit floating point: float, double and decimals.</summary>
    Real,
}

/// <summary>What the values mean, beyond how they are stored.</summary>
public enum LogicalType
{
    /// <summary>Just the value.</summary>
    None,

    /// <summary>An integer that is 0 or 1.</summary>
    Boolean,

    /// <summary>Days since 1970-01-01 (proleptic Gregorian).</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01T00:00 on a wall clock whose zone the file does not say.</summary>
    LocalTimestamp,

    /// <summary>Microseconds since 1970-01-01T00:00Z: an instant.</summary>
    Instant,

    /// <summary>Text whose bytes are not declared to be characters.</summary>
    Binary,
}

/// <summary>One flat column.</summary>
/// <param name="Name">Its name, as the file spells it.</param>
/// <param name="Kind">How its values are handed out.</param>
/// <param name="Logical">What they mean.</param>
/// <param name="Optional">Whether it may hold nulls.</param>
public sealed record Column(string Name, ColumnKind Kind, LogicalType Logical = LogicalType.None, bool Optional = true);

/// <summary>The flat columns of a table file, in file order.</summary>
public sealed class Schema
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    /// <exception cref="TableFileException">Two columns have one name.</exception>
    public Schema(IEnumerable<Column> columns)
    {
        Columns = [.. columns];
        for (var i = 0; i < Columns.Count; i++)
        {
            if (!_byName.TryAdd(Columns[i].Name, i))
                throw new TableFileException($"two columns are named '{Columns[i].Name}'");
        }
    }

    /// <summary>All columns in file order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Position of the column of that exact name, or -1.</summary>
    public int IndexOf(string name) => _byName.GetValueOrDefault(name, -1);
}
