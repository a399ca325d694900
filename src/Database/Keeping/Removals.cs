using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Words of <see cref="Removal.Kind"/>.</summary>
public static class RemovalKinds
{
    /// <summary>Folders of runs.</summary>
    public const string RunFiles = "run-files";

    /// <summary>What the ledger knows of runs beside a line.</summary>
    public const string RunDetails = "run-details";

    /// <summary>Lines of runs.</summary>
    public const string Runs = "runs";

    /// <summary>Audit records, which an archive holds.</summary>
    public const string AuditRecords = "audit-records";
}

/// <summary>What a policy took away.</summary>
/// <param name="Kind">See <see cref="RemovalKinds"/>.</param>
/// <param name="Subject">The job, or the file of the archive.</param>
/// <param name="Amount">How many.</param>
public sealed record Removal(string Kind, string Subject, long Amount)
{
    /// <summary>On which day, UTC; null: it would go.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>As people read it: "files of 3 runs of nightly".</summary>
    public override string ToString() => Kind switch
    {
        RemovalKinds.RunFiles => $"files of {Amounts.Of(Amount, "run")} of {Subject}",
        RemovalKinds.RunDetails => $"counts, reasons and lists of files of {Amounts.Of(Amount, "run")} of {Subject}",
        RemovalKinds.Runs => $"{Amounts.Of(Amount, "run")} of {Subject} that nothing names, as a whole",
        _ => $"{Amounts.Of(Amount, "audit record")} into {Subject}",
    };
}

/// <summary>Keeps what policies took away.</summary>
public static class Removals
{
    /// <summary>Notes it in the transaction that takes it away.</summary>
    public static void Note(DbConnection connection, string kind, string subject, long amount) =>
        connection.Execute(Sql.Load("removals/note.sql"), new { day = DateOnly.FromDateTime(connection.Now().UtcDateTime), kind, subject, amount });

    /// <summary>The newest of them.</summary>
    public static List<Removal> List(DbConnection connection, long limit) =>
        connection.Query<Row>(Sql.Load("removals/list.sql"), new { limit }).Select(r => new Removal(r.Kind, r.Subject, r.Amount) { Day = r.Day }).ToList();

    private sealed record Row
    {
        public DateOnly Day { get; init; }

        public string Kind { get; init; } = "";

        public string Subject { get; init; } = "";

        public long Amount { get; init; }
    }
}
