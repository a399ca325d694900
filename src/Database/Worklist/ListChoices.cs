using Dapper;

namespace Opportune.Database;

/// <summary>What there is to filter the list by.</summary>
public sealed record ListChoices
{
    // More are no choice any more, and every page would carry them; a clinician is then chosen by a link in a row.
    private const long Most = 200;

    /// <summary>Clinicians by name; empty where there are too many to choose from.</summary>
    public required IReadOnlyList<ClinicianChoice> Clinicians { get; init; }

    /// <summary>Panels.</summary>
    public required IReadOnlyList<string> Panels { get; init; }

    /// <summary>Sites.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Reads them, as far as somebody works with patients of them.</summary>
    public static Task<ListChoices> Read(OpportuneDatabase database, Sight sight, CancellationToken cancel) => database.Read(connection =>
    {
        var clinicians = connection.Query<ClinicianChoice>(Sql.Load("worklist/list-clinicians.sql"), new { limit = Most + 1 }).AsList();
        return new ListChoices
        {
            Clinicians = clinicians.Count > Most ? [] : clinicians.FindAll(c => IsIn(sight.Scope.Panels, c.Panel)),
            Panels = connection.Query<string>(Sql.Load("worklist/list-panels.sql"), new { limit = Most }).AsList().FindAll(p => IsIn(sight.Scope.Panels, p)),
            Sites = connection.Query<string>(Sql.Load("worklist/list-sites.sql")).AsList().FindAll(s => IsIn(sight.Scope.Sites, s)),
        };
    }, cancel);

    private static bool IsIn(IReadOnlyList<string> places, string? place) => places.Count == 0 || (place is not null && places.Contains(place, StringComparer.Ordinal));

    /// <summary>A clinician's name; null where nobody knows.</summary>
    public static Task<string?> NameOf(OpportuneDatabase database, string clinicianId, CancellationToken cancel) => database.Ask(
        connection => connection.QuerySingle<string?>(Sql.Load("worklist/find-clinician.sql"), new { clinician_id = clinicianId }), cancel);
}

/// <summary>A clinician to choose.</summary>
/// <param name="ClinicianId">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Panel">The panel; null: none.</param>
public sealed record ClinicianChoice(string ClinicianId, string Name, string? Panel);
