using Dapper;
using Opportune.Core;

namespace Opportune.Database.Accounts;

/// <summary>A restricted record that somebody opened.</summary>
public sealed record RecordOpening
{
    /// <summary>In the order of opening.</summary>
    public long OpeningId { get; init; }

    /// <summary>Who.</summary>
    public string UserId { get; init; } = "";

    /// <summary>That person's name, as it stands in histories.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The patient.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>The patient's record number; null: none is known.</summary>
    public string? Mrn { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>From then on it is closed to the person again.</summary>
    public DateTimeOffset Until { get; init; }
}

/// <summary>Restricted records: nobody sees them, but who may open one, for an hour, and says why. Each opening is kept.</summary>
public sealed class RestrictedRecords(OpportuneDatabase database, Sight sight)
{
    /// <summary>So long a record stays open.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(1);

    /// <summary>The shortest reason.</summary>
    public const int ShortestReason = 10;

    /// <summary>The longest.</summary>
    public const int LongestReason = 500;

    /// <summary>Opens a record.</summary>
    /// <param name="userId">For whom; the caller knows that this person may.</param>
    /// <param name="number">Record number or patient id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The number of the opening, or why there is none: the same words whether there is no such patient, it is not restricted, or is out of scope.</returns>
    public Task<(long? Opening, string? Refused)> Open(string userId, string number, string reason, DateTimeOffset now, CancellationToken cancel = default)
    {
        var refused = reason.Trim().Length < ShortestReason ? $"say why in at least {ShortestReason} characters; it is kept with your name"
            : reason.Length > LongestReason ? $"a reason has at most {LongestReason} characters"
            : FieldRules.TextRefusal(reason) ?? FieldRules.TextRefusal(number);
        if (refused is not null)
            return Task.FromResult<(long?, string?)>((null, refused));
        var behind = sight.WithRestricted();
        return database.Write<(long?, string?)>(connection =>
            connection.QuerySingleOrDefault<string>(behind.Load("sight/find-restricted-patient.sql"), behind.With(new { number = number.Trim() })) is { } patient
                ? (connection.ExecuteScalar<long>(Sql.Load("sight/add-opening.sql"), new { user_id = userId, patient_id = patient, reason = reason.Trim(), at = now, until = now + OpenFor }), null)
                : (null, "there is no restricted record of that number among your patients"), cancel);
    }

    /// <summary>What a person has open.</summary>
    public Task<IReadOnlyList<RecordOpening>> OpenTo(string userId, DateTimeOffset now, CancellationToken cancel = default) => List(database, userId, now, 100, cancel);

    /// <summary>The last openings by anybody, the newest first.</summary>
    public static Task<IReadOnlyList<RecordOpening>> Last(OpportuneDatabase database, int limit, CancellationToken cancel = default) => List(database, null, default, limit, cancel);

    private static Task<IReadOnlyList<RecordOpening>> List(OpportuneDatabase database, string? userId, DateTimeOffset now, int limit, CancellationToken cancel) =>
        database.Ask<IReadOnlyList<RecordOpening>>(connection => connection.Query<RecordOpening>(Sql.Load("sight/list-openings.sql"), new { user_id = userId, now, limit = (long)limit }).AsList(), cancel);
}
