using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>The list as last published, as the next publication is compared with it. Long tables come one row at a time.</summary>
public static class PublishedState
{
    private const int KeyBytes = 32;

    private const string Key = "entry_key";
    private const string Number = "publication";
    private const string Name = "last_publication";

    private static readonly Dictionary<string, Table> Tables = CanonicalTable.All.ToDictionary(t => t.Name, t => t.Table, StringComparer.Ordinal);

    /// <summary>The number of the last publication, 0 before the first, and the key of which entry ids are made.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public static async Task<(long Publication, byte[] EntryKey)> Begin(OpportuneDatabase database, CancellationToken cancel = default)
    {
        var known = await database.Read(Facts, cancel);
        if (!known.ContainsKey(Key) || !known.ContainsKey(Number) || !known.ContainsKey(Name))
        {
            known = await database.Write(
                connection =>
                {
                    Add(connection, Key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
                    Add(connection, Number, "0");
                    Add(connection, Name, "");
                    return Facts(connection);
                },
                cancel);
        }
        return (long.Parse(known[Number], System.Globalization.CultureInfo.InvariantCulture), Convert.FromBase64String(known[Key]));
    }

    /// <summary>The last publication's number and run; empty before the first.</summary>
    internal static string Last(DbConnection connection) => Facts(connection).GetValueOrDefault(Name, "");

    /// <summary>Takes the next number without a publication, inside a transaction: whoever compares a run with the list at this moment compares it again.</summary>
    internal static void Turn(DbConnection connection)
    {
        if (Facts(connection).GetValueOrDefault(Number) is not { } expected)
            return;
        var next = long.Parse(expected, System.Globalization.CultureInfo.InvariantCulture) + 1;
        connection.Execute(Sql.Load("publishing/take-turn.sql"), new { expected, next = next.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    /// <summary>From which run, and by which rules, each part was last published.</summary>
    public static IReadOnlyList<PublishedPart> Parts(DbConnection connection) => [.. connection.Query<PublishedPart>(Sql.Load("publishing/list-parts.sql"))];

    /// <summary>Patients whose entries are another's after a merge: as they were at creation, and as they are.</summary>
    public static IReadOnlyList<(string PatientId, string PatientNow)> Moved(DbConnection connection) =>
        [.. connection.Query<(string, string)>(Sql.Load("publishing/list-moved-patients.sql"))];

    /// <summary>All gaps in order of patient (UTF-8 bytes) and measure. The connection is busy until the last one.</summary>
    public static IEnumerable<PublishedGap> Gaps(DbConnection connection)
    {
        using var row = connection.ExecuteReader(Sql.Load("publishing/list-gaps.sql"));
        while (row.Read())
        {
            yield return new()
            {
                PatientId = row.GetString(0),
                Measure = row.GetString(1),
                GapId = row.GetString(2),
                EntryId = Text(row, 3),
                Site = row.GetString(4),
                Status = EntryNames.Parse<GapStatus>(row.GetString(5)),
                StatusReason = row.GetString(6),
                Basis = new()
                {
                    Kind = EntryNames.Parse<GapBasisKind>(row.GetString(7)),
                    Criterion = Text(row, 8),
                    Table = Text(row, 9) is { } table ? Tables[table] : null,
                    RowId = Text(row, 10),
                    Date = Date(row, 11),
                    HoldsUntil = Date(row, 12),
                    Reported = row.GetInt64(24) != 0,
                },
                Tier = row.GetInt32(13),
                Priority = row.GetString(14),
                IndexDate = Date(row, 15)!.Value,
                IndexTable = Tables[row.GetString(16)],
                IndexRow = row.GetString(17),
                DueDate = Date(row, 18),
                CoveredTo = Date(row, 19),
                Age = row.GetInt32(20),
                Sex = Enum.Parse<Sex>(row.GetString(21)),
                ProviderId = Text(row, 22),
                ContentHash = Text(row, 23),
                Follow = new(Answer(row, 25), Answer(row, 26)),
            };
        }
    }

    /// <summary>All entries in order of the patient at creation (UTF-8 bytes), pathway and number. The connection is busy until the last one.</summary>
    public static IEnumerable<PublishedEntry> Entries(DbConnection connection)
    {
        using var row = connection.ExecuteReader(Sql.Load("publishing/list-entries.sql"));
        while (row.Read())
        {
            yield return new()
            {
                EntryId = row.GetString(0),
                PatientId = row.GetString(1),
                PatientNow = row.GetString(2),
                Pathway = row.GetString(3),
                Number = row.GetInt64(4),
                Finding = EntryNames.Parse<EntryFinding>(row.GetString(5)),
                FindingSince = Date(row, 6)!.Value,
                FindingCause = EntryNames.Parse<ChangeCause>(row.GetString(7)),
                FindingReason = row.GetString(8),
                Leader = row.GetString(9),
                Site = row.GetString(10),
                Tier = row.GetInt32(11),
                Priority = row.GetString(12),
                IndexDate = Date(row, 13)!.Value,
                DueDate = Date(row, 14),
                CoveredTo = Date(row, 15),
                ProviderId = Text(row, 16),
                Counters = new(row.GetInt64(17), row.GetInt64(18), row.GetInt64(19)),
                Memory = row.GetString(20),
                MergedInto = Text(row, 21),
                FirstSeen = Date(row, 22)!.Value,
                Decision = Text(row, 23) is { } decision ? EntryNames.Parse<EntryDecision>(decision) : EntryDecision.None,
                Seen = new(Integer(row, 24), Integer(row, 25), Integer(row, 26)),
                ReturnsOn = Date(row, 27),
                Revision = row.GetInt64(28),
                Expects = Text(row, 29),
                QueuedSince = Date(row, 30),
                ReleasedOn = Date(row, 31),
                IsTaken = !row.IsDBNull(32),
            };
        }
    }

    private static Dictionary<string, string> Facts(DbConnection connection) =>
        connection.Query<(string Name, string Value)>(Sql.Load("publishing/list-installation.sql")).ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);

    // Of two processes that begin at once the first one's key stays.
    private static void Add(DbConnection connection, string name, string value) =>
        connection.Execute(Sql.Load("publishing/add-installation.sql"), new { name, value });

    private static string? Text(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long Integer(IDataRecord row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static bool? Answer(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column) != 0;

    private static DateOnly? Date(IDataRecord row, int column) => row.IsDBNull(column) ? null : Instant.DateFrom(row.GetValue(column));
}
