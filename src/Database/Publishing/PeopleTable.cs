using System.Data.Common;
using Dapper;

namespace Opportune.Database;

/// <summary>What the source says of listed patients, for people's eyes.</summary>
public static class PeopleTable
{
    private static readonly string[] Columns =
    [
        "patient_id", "mrn", "display_name", "birth_date", "sex", "phone", "site", "provider_id", "provider_name", "next_visit", "next_visit_provider",
        "restricted", "searched", "name_key", "next_visit_provider_id", "attributed_id", "attributed_name", "attributed_panel", "attributed_by",
        "attributed_because", "candidates", "race", "ethnicity", "language", "payer",
    ];

    // Words are read and written so many patients at a time.
    private const int Batch = 20_000;

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
                load.Add(SearchWords.Joined(SearchWords.Of(person.Mrn, person.DisplayName, person.PatientId)));
                load.Add(SearchWords.Fold(person.DisplayName ?? ""));
                load.Add(person.NextVisitProviderId);
                load.Add(person.AttributedId);
                load.Add(person.AttributedName);
                load.Add(person.AttributedPanel);
                load.Add(person.AttributedBy);
                load.Add(person.AttributedBecause);
                load.Add(person.Candidates);
                load.Add(person.Race);
                load.Add(person.Ethnicity);
                load.Add(person.Language);
                load.Add(person.Payer);
                load.EndRow();
            }
            load.Complete();
        }
        WriteWords(connection);
        connection.Execute(Sql.Load("publishing/write-people.sql"));
        connection.Execute(Sql.Load("publishing/drop-staged-people.sql"));
    }

    /// <summary>Who a patient is; null: nobody knows.</summary>
    public static PersonRow? Find(DbConnection connection, string patientId) =>
        connection.QuerySingleOrDefault<PersonRow>(Sql.Load("worklist/find-person.sql"), new { patient_id = patientId });

    /// <summary>Patients of this publication of whom no source says who they are are known by their ids: orders that go by patients leave nobody out.</summary>
    public static void AddMissing(DbConnection connection)
    {
        connection.Execute(Sql.Load("publishing/add-missing-words.sql"));
        connection.Execute(Sql.Load("publishing/add-missing-people.sql"));
    }

    // Of patients who are found by other words than before; most nights that is nobody.
    private static void WriteWords(DbConnection connection)
    {
        connection.Execute(Sql.Load("publishing/remove-old-words.sql"));
        for (var after = ""; ;)
        {
            var found = connection.Query<Found>(Sql.Load("publishing/list-new-searched.sql"), new { after, limit = (long)Batch }).AsList();
            using (var load = BulkLoad.Into(connection, "people_words", ["word", "name_key", "patient_id"]))
            {
                foreach (var (patient, name, searched) in found)
                {
                    foreach (var word in searched.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        load.Add(word);
                        load.Add(name);
                        load.Add(patient);
                        load.EndRow();
                    }
                }
                load.Complete();
            }
            if (found.Count < Batch)
                return;
            after = found[^1].PatientId;
        }
    }

    private sealed record Found(string PatientId, string NameKey, string Searched);
}
