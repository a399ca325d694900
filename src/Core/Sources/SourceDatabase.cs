namespace Opportune.Core;

/// <summary>The database that raw tables are read from: PostgreSQL or SQLite by a URL, any other by its ADO.NET provider.</summary>
public sealed record SourceDatabase
{
    /// <summary>postgresql://user@host/database or sqlite:PATH, without a password; null with <see cref="Provider"/>.</summary>
    public string? Url { get; init; }

    /// <summary>The schema that the tables are in; null where each name is there once.</summary>
    public string? Schema { get; init; }

    /// <summary>Another engine's provider; null with <see cref="Url"/>.</summary>
    public ForeignProvider? Provider { get; init; }

    /// <summary>How one consistent state of all tables is had from another engine.</summary>
    public SourceIsolation Isolation { get; init; }

    /// <summary>Longest time that one query may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);
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
