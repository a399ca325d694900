namespace Opportune.Database;

/// <summary>Which database holds the state.</summary>
public enum DatabaseEngine
{
    /// <summary>A file (or memory), for one machine.</summary>
    Sqlite,

    /// <summary>A server, for a team or several machines.</summary>
    PostgreSql,
}
