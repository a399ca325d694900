using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What was applied to a database.</summary>
internal sealed record AppliedMigration(int Version, string Name, string Sha256, string Program);

/// <summary>The schema that a database has, beside the one that this program needs.</summary>
/// <param name="Url">Where it is, for messages.</param>
/// <param name="Known">The migrations of this program.</param>
/// <param name="Applied">Those of the database, in order; empty for an empty database.</param>
internal sealed record Schema(DatabaseUrl Url, IReadOnlyList<Migration> Known, IReadOnlyList<AppliedMigration> Applied)
{
    /// <summary>The last applied version; 0: the database is empty.</summary>
    public int Version => Applied.Count == 0 ? 0 : Applied[^1].Version;

    /// <summary>The version that this program needs.</summary>
    public int Needed => Known[^1].Version;

    /// <summary>What is still to be applied, in order.</summary>
    public IEnumerable<Migration> Missing => Known.Skip(Applied.Count);

    /// <summary>Reads it.</summary>
    /// <exception cref="InputException">The database belongs to another program, is newer than this one, or its past is another.</exception>
    public static Schema Of(DbConnection connection, DatabaseUrl url, IReadOnlyList<Migration> known)
    {
        var tables = Catalog.Tables(connection);
        if (!tables.Contains("schema_versions"))
        {
            return tables.FirstOrDefault(t => !Catalog.IsDispatchers(t)) is { } foreign
                ? throw new InputException($"--database: {url} holds tables of another program ({foreign}); name an empty database")
                : new(url, known, []);
        }
        var applied = connection.Query<AppliedMigration>(Sql.Load("schema/list-versions.sql")).ToList();
        var schema = new Schema(url, known, applied);
        if (schema.Version > schema.Needed)
            throw new InputException($"--database: {url} has schema version {schema.Version}, this program knows {schema.Needed}; install the newer program (it was migrated by {applied[^1].Program})");
        foreach (var (mine, theirs) in known.Zip(applied))
        {
            if (mine.Version != theirs.Version || mine.Sha256 != theirs.Sha256)
                throw new InputException($"--database: {url}: migration {theirs.Name} was applied with another content than this program holds; use the program that made the database ({theirs.Program})");
        }
        return schema;
    }

    /// <summary>Refuses a database that is not exactly at this program's version.</summary>
    public void RequireCurrent()
    {
        if (Version == 0)
            throw new InputException($"--database: {Url} is empty; run 'opportune migrate --database {Url}'");
        if (Version < Needed)
            throw new InputException($"--database: {Url} has schema version {Version}, this program needs {Needed}; back it up with the older program, then run 'opportune migrate --database {Url}' of this one");
    }
}
