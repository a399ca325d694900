using Npgsql;

namespace Opportune.Database;

/// <summary>How PostgreSQL is reached.</summary>
internal static class PostgreSqlSource
{
    /// <summary>Connections to one database, kept open between uses.</summary>
    public static NpgsqlDataSource Of(DatabaseUrl url)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = url.User,
            Database = url.Name,
            Password = DatabasePassword.Find(),
            ApplicationName = "opportune",
            Timezone = "UTC",
            Timeout = 10,
            // The longest statement is the publication of a very large list; a server that is gone is noticed by keep-alive.
            CommandTimeout = 900,
            KeepAlive = 30,
            TcpKeepAlive = true,
            // What is asked here is either a page, or reads a table from end to end in order. Several processes at one page read far beyond its
            // end, and compiling a statement takes longer than a page may. A page's rows lie scattered, but most of the time in memory.
            Options = "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1",
            // Pages ask the same few hundred statements all day; after the second time a connection keeps what the server has read of them.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            // Details repeat the values of a row.
            IncludeErrorDetail = false,
        };
        if (url.SslMode is { } mode)
            settings.SslMode = Enum.Parse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
        if (url.SslRootCertificate is { } file)
            settings.RootCertificate = file;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
