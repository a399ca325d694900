using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Those who may be responsible for a patient, as the source says it last: to choose from.</summary>
public static class ClinicianTable
{
    private static readonly string[] Columns = ["clinician_id", "name", "role", "site", "panel"];

    /// <summary>Writes all of them, inside a transaction of the caller's; whoever is not among them is removed. Corrections keep their names.</summary>
    public static void Write(DbConnection connection, IEnumerable<Clinician> clinicians)
    {
        connection.Execute(Sql.Load("publishing/create-staged-clinicians.sql"));
        using (var load = BulkLoad.Into(connection, "staged_clinicians", Columns))
        {
            foreach (var clinician in clinicians)
            {
                load.Add(clinician.Id);
                load.Add(clinician.Name);
                load.Add(clinician.Role);
                load.Add(clinician.Site);
                load.Add(clinician.Panel);
                load.EndRow();
            }
            load.Complete();
        }
        connection.Execute(Sql.Load("publishing/remove-clinicians.sql"));
        connection.Execute(Sql.Load("publishing/write-clinicians.sql"));
        connection.Execute(Sql.Load("publishing/drop-staged-clinicians.sql"));
    }
}
