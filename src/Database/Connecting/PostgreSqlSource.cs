using Npgsql;

namespace Opportune.Database;

/// <summary>How PostgreSQL is reached.</summary>
internal static class PostgreSqlSource
{
    private static readonly string[] Session =
    [
        // What is asked here is either a page, or reads a table from end to end in order. Several processes at one page read far beyond its
        // end, and compiling a statement takes longer than a page may. A page's rows lie scattered, but most of the time in memory.
        "max_parallel_workers_per_gather=0", "jit=off", "random_page_cost=1.1",
        // A process that is held, or a machine that is gone, in the middle of a transaction keeps its locks, and everybody else waits. The
        // server ends such a transaction; whoever comes back finds it gone, and does it again.
        "idle_in_transaction_session_timeout=30s", "tcp_keepalives_idle=30", "tcp_keepalives_interval=10", "tcp_keepalives_count=3",
        // Of a process that died the server knows only when it next writes to it; until then its statement, and its locks, go on.
        "client_connection_check_interval=5s",
    ];

    /// <summary>Connections to one database, kept open between uses.</summary>
    /// <param name="url">Where.</param>
    /// <param name="password">The password; null: the program's own.</param>
    public static NpgsqlDataSource Of(DatabaseUrl url, string? password = null)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = url.User,
            Database = url.Name,
            Password = password ?? DatabasePassword.Find(),
            ApplicationName = "opportune",
            Timezone = "UTC",
            Timeout = 10,
            // The longest statement is the publication of a very large list; a server that is gone is noticed by keep-alive.
            CommandTimeout = 900,
            KeepAlive = 30,
            TcpKeepAlive = true,
            Options = string.Join(' ', Session.Select(setting => $"-c {setting}")),
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
