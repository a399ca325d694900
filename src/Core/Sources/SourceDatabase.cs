namespace Opportune.Core;

/// <summary>The database that raw tables are read from: PostgreSQL or SQLite by a URL, any other by its ADO.NET provider.</summary>
public sealed record SourceDatabase
{
    /// <summary>postgresql://user@host/database or sqlite:PATH, without a password; null with <see cref="Provider"/>.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// Where the password for <see cref="Url"/> comes from; null: from where the program's own comes. It is never written in a mapping.
    /// </summary>
    public SettingText? Password { get; init; }

    /// <summary>The schema that the tables are in; null where each name is there once.</summary>
    public string? Schema { get; init; }

    /// <summary>Another engine's provider; null with <see cref="Url"/>.</summary>
    public ForeignProvider? Provider { get; init; }

    /// <summary>How one consistent state of all tables is had from another engine.</summary>
    public SourceIsolation Isolation { get; init; }

    /// <summary>
    /// How several connections of another engine, or of SQLite, see one state of all tables: a clause that stands behind every table's name, in which {now} is the
    /// time of the beginning (UTC), or <see cref="Unchanging"/>; null: they cannot, and one connection reads.
    /// </summary>
    public string? AsOf { get; init; }

    /// <summary>For <see cref="AsOf"/>: nobody writes while it is read, as to a copy that is made at night.</summary>
    public const string Unchanging = "unchanging";

    /// <summary>Longest time that one query may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Connections that read side by side; null: two where the server itself lets them share one state of all tables (PostgreSQL), else one.</summary>
    public int? Connections { get; init; }

    /// <summary>The hours of every day in which it may be read, on the clock of the mapping's zone; null: all.</summary>
    public TimeWindow? Hours { get; init; }

    /// <summary>Rows a second at most, over all connections; null: as many as there come.</summary>
    public long? RowsPerSecond { get; init; }

    /// <summary>How wide a range of keys is at least; ranges are read side by side, and again by themselves where a connection is lost.</summary>
    public long KeysPerRange { get; init; } = 1 << 18;

    /// <summary>
    /// By raw table, the column that moves forward whenever a row is added or changed. Of such a table a range of keys is read again only
    /// where the number of its rows or the latest of these has changed, or every <see cref="FullReadDays"/> days.
    /// </summary>
    public IReadOnlyDictionary<string, string> Watermarks { get; init; } = new Dictionary<string, string>();

    /// <summary>After so many days a range is read again whatever its watermark says.</summary>
    public const int FullReadDays = 7;
}

/// <summary>An ADO.NET provider that lies in a folder of the site's.</summary>
/// <param name="Folder">The folder, with all that the provider needs.</param>
/// <param name="Assembly">The file in it that holds the factory.</param>
/// <param name="Factory">The full name of its DbProviderFactory.</param>
/// <param name="ConnectionVariable">The variable of the environment that holds the connection string, which may hold a password.</param>
/// <param name="Catalog">Where the engine lists columns.</param>
public sealed record ForeignProvider(string Folder, string Assembly, string Factory, string ConnectionVariable, SourceCatalog Catalog);

/// <summary>Where an engine lists its columns.</summary>
public enum SourceCatalog
{
    /// <summary>information_schema.columns: PostgreSQL, SQL Server, Snowflake, MySQL.</summary>
    InformationSchema,

    /// <summary>all_tab_columns: Oracle.</summary>
    Oracle,

    /// <summary>sqlite_schema and pragma_table_info.</summary>
    Sqlite,
}

/// <summary>How a transaction sees one state of all tables.</summary>
public enum SourceIsolation
{
    /// <summary>PostgreSQL, and engines that keep the first state seen.</summary>
    RepeatableRead,

    /// <summary>SQL Server, with snapshots allowed for the database.</summary>
    Snapshot,

    /// <summary>Oracle, SQLite.</summary>
    Serializable,
}
