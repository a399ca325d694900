using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Quality;

/// <summary>What indicators are counted from: cases, written by runs.</summary>
public static class CaseTable
{
    /// <summary>Writes the cases of a publication, inside its transaction, while its gaps are staged.</summary>
    internal static void Write(DbConnection connection, DateOnly asOf)
    {
        var written = connection.Execute(Sql.Load("publishing/write-cases.sql"), new { as_of = asOf });
        Publisher.Weigh(connection, written, "quality_cases");
        connection.Execute(Sql.Load("publishing/end-cases.sql"), new { as_of = asOf });
    }

    /// <summary>Writes what a backfill found, which nobody is shown: the days on which data would have settled it without anybody's work.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="found">All gaps of the run.</param>
    public static void WriteSilent(DbConnection connection, ChangeSet found)
    {
        connection.Execute(Sql.Load("publishing/create-staged-gaps.sql"));
        found.Gaps.LoadInto(connection);
        connection.Execute(Sql.Load("publishing/write-cases.sql"), new { as_of = found.AsOf });
        connection.Execute(Sql.Load("publishing/drop-staged-gaps.sql"));
    }

    /// <summary>Cases of a measure whose day 0 lies between two days, in order of their gaps.</summary>
    public static List<QualityCase> List(DbConnection connection, string measure, DateOnly first, DateOnly last, Dispositions dispositions) =>
        connection.Query<QualityCase>(
            Sql.Load("quality/list-cases.sql"),
            new
            {
                measure,
                first_day = first,
                last_day = last,
                dismissals = Ids(dispositions, d => d is { Effect: DispositionEffect.Close, Expects: null }),
                answers = Ids(dispositions, d => d.Answer is not null),
                agreements = Ids(dispositions, d => d.Answer is HandOffAnswer.Agreed),
                elsewhere = Ids(dispositions, d => d is { Effect: DispositionEffect.Close, Expects: not null, WholePatient: false }),
            }).AsList();

    /// <summary>The same cases with the later ones of their patients.</summary>
    public static List<QualityCase> WithLater(DbConnection connection, List<QualityCase> cases)
    {
        if (cases.Count == 0)
            return cases;
        var (measure, first, last) = (cases[0].Measure, cases.Min(c => c.DayZero).AddDays(QualityIndicators.AgainAfter), cases.Max(c => c.DayZero).AddYears(QualityIndicators.AgainYears));
        var later = connection.Query<(string Patient, DateOnly Day)>(Sql.Load("quality/list-later.sql"), new { measure, first_day = first, last_day = last }).ToLookup(l => l.Patient, l => (DateOnly?)l.Day, StringComparer.Ordinal);
        return cases.ConvertAll(c => c with { AgainOn = later[c.PatientId].FirstOrDefault(d => d >= c.DayZero.AddDays(QualityIndicators.AgainAfter)) });
    }

    private static string Ids(Dispositions dispositions, Func<Disposition, bool> which) => $",{string.Join(',', dispositions.All.Where(which).Select(d => d.Id))},";
}
