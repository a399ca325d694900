using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Opportune.Database;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Database;

/// <summary>
/// Every file under sql/: one statement that says in its head what it is for, what it is handed and what it gives, and that keeps its word on
/// both engines. Its parameters and columns are compared with the head, and it is run (and rolled back) on empty tables.
/// </summary>
public sealed partial class SqlFilesTests(EmptyTables tables) : IClassFixture<EmptyTables>
{
    public static TheoryData<string> Files => [.. Sql.Names.Where(IsStatement)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_does_on_both_engines_what_its_head_says(string name)
    {
        var text = Sql.Load(name);
        var head = SqlHead.Of(text);
        Assert.NotEqual("", head.Purpose);
        Assert.DoesNotContain(';', SqlHead.WithoutComments(text).TrimEnd().TrimEnd(';'));
        var used = Parameter().Matches(SqlHead.WithoutComments(text)).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(used, head.Parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var fresh in tables.OnBothEngines)
        {
            await using var connection = await fresh.Connect();
            Assert.Equal(head.Columns, Run(connection, text, head.Parameters, Needs(name)));
        }
    }

    [Fact]
    public void Every_file_is_named_in_the_program_and_every_name_has_a_file()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var named = sources.SelectMany(text => Named().Matches(text)).Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "sql"), "*.sql", SearchOption.AllDirectories)
            .SelectMany(file => TakenIn().Matches(File.ReadAllText(file)))).Select(m => m.Groups[1].Value).ToHashSet();
        // The steps of the schema and the checks are found by their folder.
        var files = Sql.Names.Where(n => (IsStatement(n) || IsCondition(n)) && !n.StartsWith("doctor/", StringComparison.Ordinal)).ToHashSet();
        Assert.Empty(files.Except(named));
        Assert.Empty(named.Except(files));
    }

    // Statements about patients that ask nobody's sight, and why they need not.
    private static readonly Dictionary<string, string[]> Sightless = new()
    {
        ["of one entry, which was found in sight before"] =
        [
            "hand-offs/list-of-entry.sql", "hand-offs/list-data-ends.sql", "worklist/find-last-contact.sql", "worklist/find-person.sql", "worklist/list-events.sql", "worklist/list-lines.sql",
            "worklist/list-reported-rows-of-patient.sql", "worklist/find-reported-row.sql", "worklist/list-events-of-request.sql", "claims/find.sql",
        ],
        ["writes to one entry, which was found in sight before"] =
        [
            "bulk/add-item.sql", "bulk/note-undone-item.sql", "hand-offs/add.sql", "hand-offs/correct-clinician.sql", "disputes/add.sql", "disputes/add-sentence.sql", "disputes/remove-sentences.sql", "disputes/settle.sql", "disputes/withdraw.sql", "hand-offs/note-undone.sql", "hand-offs/raise-revision.sql", "worklist/add-event.sql",
            "worklist/add-reported-row.sql", "worklist/assign-entry.sql", "worklist/decide-entry.sql", "worklist/note-entry.sql", "worklist/withdraw-reported-rows.sql",
        ],
        ["the person's own claim or way past, and nothing is told of the entry"] = ["claims/leave.sql", "claims/pass.sql", "claims/renew.sql", "claims/take.sql"],
        ["numbers for the plan of a statement, or for what is kept beforehand; shown to nobody"] =
            ["hand-offs/list-touched-clinicians.sql", "worklist/count-patients-of-panel.sql", "worklist/count-patients-of-word.sql", "worklist/find-newest-change.sql", "exports/list-withheld-patients.sql"],
        ["patients of a trial, who may have no entry yet: the same lines as in sight/entries.sql, beside it"] = ["sight/shadow-rows.sql"],
        ["sentences that the program reads, and how many of them; shown to nobody"] =
            ["disputes/count-shadow-sentences.sql", "disputes/list-sentences.sql", "validation/add-sentence.sql", "validation/list-evidence.sql"],
        ["of a clinician, not of a patient"] = ["hand-offs/find-last-summary.sql", "worklist/find-clinician.sql"],
        ["for tables of counts in which small numbers are hidden; no entry is shown"] = ["quality/list-cases.sql", "quality/list-decision-times.sql"],
        ["whether anything names a run; no entry is shown"] = ["runs/list-past.sql"],
        ["for runs"] = ["worklist/list-reported-rows.sql", "standings/list-patients-of-pilots.sql", "validation/list-closed-by-people.sql"],
        ["called back by who may take rows of all patients along"] = ["recall/list-rows.sql"],
        ["counts of a pathway at a site, for who decides about it"] = ["validation/count-moved.sql"],
        ["names of panels, for who decides about the whole site; nobody's row"] = ["standings/list-panels-of-site.sql"],
        ["takes away what is shown no more, lets entries go on with their other lines, and tells nothing"] =
            ["standings/detach-lines.sql", "standings/lead-on.sql", "standings/list-led.sql", "standings/mark-leading-line.sql", "standings/note-led-on.sql"],
        ["restricted records that somebody opened"] = ["sight/add-opening.sql", "sight/list-openings.sql"],
    };

    [Fact]
    public void Whatever_shows_entries_to_people_takes_them_from_one_file()
    {
        string[] apart = ["migrations/", "publishing/", "doctor/", "roles/", "conditions/"];
        var asked = Sql.Names.Where(n => n != Sight && !Array.Exists(apart, a => n.StartsWith(a, StringComparison.Ordinal)) && OfPatients().IsMatch(SqlHead.WithoutComments(Text(n))) && !IsInSight(n));
        Assert.Equal(Sightless.Values.SelectMany(n => n).Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));

        static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "sql", name));

        static bool IsInSight(string name) => TakenIn().Matches(Text(name)).Select(m => m.Groups[1].Value).Any(taken => taken == Sight || IsInSight(taken));
    }

    [Fact]
    public void Every_file_under_sql_travels_in_the_program()
    {
        var root = Path.Combine(Repository.Root, "sql");
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'));
        Assert.Equal(files.Order(StringComparer.Ordinal), Sql.Names);
    }

    // The others are scripts, the steps of the schema and the roles that an administrator makes, and what statements take in as a part of themselves.
    private static bool IsStatement(string name) =>
        !name.StartsWith("migrations/", StringComparison.Ordinal) && !name.StartsWith("roles/", StringComparison.Ordinal) && !IsCondition(name);

    private static bool IsCondition(string name) => name.StartsWith("conditions/", StringComparison.Ordinal);

    // A publication's statements work on temporary tables, which others of its statements make.
    private static IEnumerable<string> Needs(string name) => name.StartsWith("publishing/", StringComparison.Ordinal)
        ? Sql.Names.Where(n => n.StartsWith("publishing/create-", StringComparison.Ordinal))
        : [];

    private static List<string> Run(DbConnection connection, string text, IReadOnlyDictionary<string, string> parameters, IEnumerable<string> needs)
    {
        using var transaction = connection.BeginWrite();
        using var command = connection.CreateCommand();
        foreach (var need in needs)
        {
            command.CommandText = Sql.Load(need);
            command.ExecuteNonQuery();
        }
        command.CommandText = text;
        foreach (var (name, type) in parameters)
            command.Parameters.Add(connection is NpgsqlConnection ? ForPostgreSql(name, type) : new SqliteParameter(name, ForSqlite(type)));
        command.Prepare();
        try
        {
            using var reader = command.ExecuteReader();
            List<string> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            while (reader.Read())
            {
            }
            Assert.False(reader.NextResult());
            return columns;
        }
        catch (DbException e) when (IsRefusedRow(e))
        {
            // The statement is understood; its row refers to none of these empty tables.
            return [.. SqlHead.Of(text).Columns];
        }
    }

    private static bool IsRefusedRow(DbException e) =>
        e is PostgresException { SqlState: ['2', '3', ..] } or SqliteException { SqliteErrorCode: 19 };

    private static NpgsqlParameter ForPostgreSql(string name, string type) => type switch
    {
        "text" => new(name, NpgsqlDbType.Text) { Value = "x" },
        "integer" => new(name, NpgsqlDbType.Bigint) { Value = 1L },
        "real" => new(name, NpgsqlDbType.Double) { Value = 1.0 },
        "date" => new(name, NpgsqlDbType.Date) { Value = new DateOnly(2026, 1, 1) },
        "instant" => new(name, NpgsqlDbType.TimestampTz) { Value = DateTimeOffset.UnixEpoch },
        "bytes" => new(name, NpgsqlDbType.Bytea) { Value = new byte[32] },
        _ => throw new FormatException($"@{name}: the type is '{type}'; write text, integer, real, date, instant or bytes"),
    };

    private static object ForSqlite(string type) => type switch
    {
        "integer" => 1L,
        "real" => 1.0,
        "bytes" => new byte[32],
        "date" => new DateOnly(2026, 1, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "instant" => "1970-01-01T00:00:00.000000Z",
        _ => "x",
    };

    [GeneratedRegex(@"(?<![\w@])@(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex("""["]([a-z-]+/[a-z-]+\.sql)["]""")]
    private static partial Regex Named();

    private const string Sight = "sight/entries.sql";

    [GeneratedRegex(@"\b(?:from|join|update|into)\s+(?:entries|people|gaps|entry_events|hand_offs|reported_rows|people_words|bulk_items|claims|disputes|regression_sentences|record_openings)\b")]
    private static partial Regex OfPatients();

    [GeneratedRegex("^-- from ([a-z-]+/[a-z-]+\\.sql)(?: -- if [a-z0-9 -]+)?$", RegexOptions.Multiline)]
    private static partial Regex TakenIn();
}
