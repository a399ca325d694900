using System.Data.Common;
using Dapper;

namespace Opportune.Database;

/// <summary>What the source says of listed patients, for people's eyes.</summary>
public static class PeopleTable
{
    private static readonly string[] Columns =
    [
        "patient_id", "mrn", "display_name", "birth_date", "sex", "phone", "site", "provider_id", "provider_name", "next_visit", "next_visit_provider",
        "restricted", "searched", "next_visit_provider_id", "attributed_id", "attributed_name", "attributed_panel", "attributed_by", "attributed_because",
        "candidates",
    ];

    /// <summary>Writes them, inside a transaction of the caller's; nobody is removed.</summary>
    public static void Write(DbConnection connection, IEnumerable<PersonRow> people)
    {
        connection.Execute(Sql.Load("publishing/create-staged-people.sql"));
        using (var load = BulkLoad.Into(connection, "staged_people", Columns))
        {
            foreach (var person in people)
            {
                load.Add(person.PatientId);
                load.Add(person.Mrn);
                load.Add(person.DisplayName);
                load.Add(person.BirthDate);
                load.Add(person.Sex);
                load.Add(person.Phone);
                load.Add(person.Site);
                load.Add(person.ProviderId);
                load.Add(person.ProviderName);
                load.Add(person.NextVisit);
                load.Add(person.NextVisitProvider);
                load.Add(person.Restricted);
                load.Add($"{person.Mrn} {person.DisplayName} {person.PatientId}".ToLowerInvariant());
                load.Add(person.NextVisitProviderId);
                load.Add(person.AttributedId);
                load.Add(person.AttributedName);
                load.Add(person.AttributedPanel);
                load.Add(person.AttributedBy);
                load.Add(person.AttributedBecause);
                load.Add(person.Candidates);
                load.EndRow();
            }
            load.Complete();
        }
        connection.Execute(Sql.Load("publishing/write-people.sql"));
        connection.Execute(Sql.Load("publishing/drop-staged-people.sql"));
    }
}
