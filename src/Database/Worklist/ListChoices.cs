using Dapper;
using Opportune.Core;

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

    /// <summary>Reads them; for who works with some sites or panels those of the patients whom the person sees, which takes a look at each clinician's patients.</summary>
    public static Task<ListChoices> Read(OpportuneDatabase database, Sight sight, CancellationToken cancel) => database.Read(connection =>
    {
        var isAll = sight.Scope.Equals(Scope.All);
        List<T> List<T>(string all, string inSight, long limit) => connection.Query<T>(isAll ? Sql.Load(all) : sight.Load(inSight), isAll ? new { limit } : sight.With(new { limit })).AsList();
        var clinicians = List<ClinicianChoice>("worklist/list-clinicians.sql", "worklist/list-clinicians-in-sight.sql", Most + 1);
        return new ListChoices
        {
            Clinicians = clinicians.Count > Most ? [] : clinicians,
            Panels = [.. List<string>("worklist/list-panels.sql", "worklist/list-panels-in-sight.sql", Most).Order(NaturalOrder.Comparer)],
            Sites = connection.Query<string>(Sql.Load("worklist/list-sites.sql")).AsList().FindAll(sight.Scope.HasSite),
        };
    }, cancel);

    /// <summary>A clinician's name; null where nobody knows.</summary>
    public static Task<string?> NameOf(OpportuneDatabase database, string clinicianId, CancellationToken cancel) => database.Ask(
        connection => connection.QuerySingle<string?>(Sql.Load("worklist/find-clinician.sql"), new { clinician_id = clinicianId }), cancel);
}

/// <summary>A clinician to choose.</summary>
/// <param name="ClinicianId">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Panel">The panel; null: none.</param>
public sealed record ClinicianChoice(string ClinicianId, string Name, string? Panel);
