using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>Who patients are to those who work on a list: names and numbers for people's eyes, which no rule ever sees.</summary>
public static class PatientDirectory
{
    private static readonly CanonicalTable Patients = CanonicalTable.Of(Table.Patients);
    private static readonly CanonicalTable Providers = CanonicalTable.Of(Table.Providers);
    private static readonly CanonicalTable Appointments = CanonicalTable.Of(Table.Appointments);

    /// <summary>Those of the patients who are in the source.</summary>
    /// <param name="folder">The source.</param>
    /// <param name="wanted">Their ids.</param>
    /// <param name="asOf">Appointments after this day are to come.</param>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public static IEnumerable<DirectoryPerson> Read(InputFolder folder, IReadOnlySet<string> wanted, DateOnly asOf)
    {
        var names = Names(folder);
        var visits = NextVisits(folder, wanted, asOf);
        foreach (var row in Rows(folder, Patients, "patient_id", "birth_date", "sex", "site", "restricted", "provider_id", "mrn", "display_name", "phone"))
        {
            if (row.Text(0) is not { } id || !wanted.Contains(id))
                continue;
            var visit = visits.TryGetValue(id, out var next) ? next : default((DateOnly Day, string? With)?);
            var provider = row.Text(5);
            yield return new()
            {
                PatientId = id,
                BirthDate = row.Day(1),
                Sex = row.Text(2),
                Site = row.Text(3),
                IsRestricted = row.Whole(4) == 1,
                ProviderId = provider,
                ProviderName = provider is null ? null : names.GetValueOrDefault(provider),
                Mrn = row.Text(6),
                DisplayName = row.Text(7),
                Phone = row.Text(8),
                NextVisit = visit?.Day,
                NextVisitProvider = visit?.With is { } with ? names.GetValueOrDefault(with, with) : null,
            };
        }
    }

    private static Dictionary<string, string> Names(InputFolder folder)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows(folder, Providers, "provider_id", "name"))
        {
            if (row.Text(0) is { } id && row.Text(1) is { } name)
                names[id] = name;
        }
        return names;
    }

    // The first after the day; of two on one day the one that sorts first, so that nothing rests on the order of files.
    private static Dictionary<string, (DateOnly Day, string? With)> NextVisits(InputFolder folder, IReadOnlySet<string> wanted, DateOnly asOf)
    {
        var visits = new Dictionary<string, (DateOnly Day, string? With)>(StringComparer.Ordinal);
        foreach (var row in Rows(folder, Appointments, "patient_id", "appointment_date", "provider_id"))
        {
            if (row.Text(0) is not { } id || !wanted.Contains(id) || row.Day(1) is not { } day || day <= asOf)
                continue;
            var visit = (Day: day, With: row.Text(2));
            if (!visits.TryGetValue(id, out var known) || day < known.Day || day == known.Day && string.CompareOrdinal(visit.With, known.With) < 0)
                visits[id] = visit;
        }
        return visits;
    }

    private static IEnumerable<Row> Rows(InputFolder folder, CanonicalTable table, params string[] columns)
    {
        var places = Array.ConvertAll(columns, table.IndexOf);
        foreach (var file in folder.Files(table.Table))
        {
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                var readers = Array.ConvertAll(places, p => file.OpenColumn(group, p));
                try
                {
                    for (var row = 0; row < file.RowGroups[group]; row++)
                        yield return new(readers, row);
                }
                finally
                {
                    foreach (var reader in readers)
                        reader?.Dispose();
                }
            }
        }
    }

    // A row of the columns that were asked for; a column that the file does not have is null in every row.
    private readonly record struct Row(ColumnReader?[] Readers, int Number)
    {
        public string? Text(int column) => At(column, out var page, out var i) ? Encoding.UTF8.GetString(page.Text(i)) : null;

        public DateOnly? Day(int column) =>
            At(column, out var page, out var i) && page.Integer(i) is var day && day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay ? CanonicalValue.DateOf(day) : null;

        public long? Whole(int column) => At(column, out var page, out var i) && page.Integer(i) is var value && value != CanonicalValue.Invalid ? value : null;

        private bool At(int column, out Page page, out int i)
        {
            (page, i) = (null!, 0);
            if (Readers[column] is not { } reader)
                return false;
            i = reader.MoveTo(Number);
            page = reader.Page;
            return !page.IsNull(i);
        }
    }
}
