using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database.Standings;

namespace Opportune.Database.Quality;

/// <summary>
/// The published tables of counts. They are made once, when nothing can be missing any more for want of time, and stay: a number that could be asked for
/// again a day later would tell of the one patient who came between.
/// </summary>
public static class QualityBook
{
    /// <summary>Makes what can be made as of a day and was not yet, inside a transaction that writes. Most nights that is nothing.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="measures">Of these measures.</param>
    /// <param name="dispositions">What people may decide.</param>
    /// <param name="asOf">As of this day everything that happened before was looked at.</param>
    public static void Make(DbConnection connection, IEnumerable<Measure> measures, Dispositions dispositions, DateOnly asOf)
    {
        var begins = connection.Query<(string Measure, DateOnly FirstDay)>(Sql.Load("quality/list-beginnings.sql")).ToDictionary(b => b.Measure, b => b.FirstDay, StringComparer.Ordinal);
        var (shown, releases) = (StandingTable.Shown(connection), StandingTable.Releases(connection));
        var made = connection.Query<(string Measure, DateOnly Quarter, string Split)>(Sql.Load("quality/list-made.sql")).ToHashSet();
        // Of who waits for a stepped release nothing is counted yet, and a table is made once: it waits, too.
        foreach (var measure in measures.Where(m => begins.ContainsKey(m.Id) && shown.ShowsAny(m.Id) && releases.RunsUntil(m.Id, asOf) is null))
        {
            var indicators = new QualityIndicators(measure);
            // Of the first quarter cases may lie before what was looked at.
            for (var quarter = Quarter.Of(begins[measure.Id]).Next; indicators.Stages(quarter)[0].From <= asOf; quarter = quarter.Next)
            {
                foreach (var (from, splits) in indicators.Stages(quarter))
                {
                    if (from <= asOf && !splits.Any(s => made.Contains((measure.Id, quarter.First, s.Name))))
                        Make(connection, new(measure.Id, quarter, indicators, dispositions, shown, asOf) { Groups = new(releases.Compared(measure.Id, quarter, indicators.OverOn(quarter))) }, splits);
                }
            }
        }
    }

    /// <summary>All published tables of a measure, quarter by quarter.</summary>
    public static ILookup<Quarter, QualityRow> Rows(DbConnection connection, string measure) => connection.Query<StoredRow>(Sql.Load("quality/list-rows.sql"), new { measure })
        .ToLookup(r => new Quarter(r.Quarter), r => new QualityRow(r.Split, r.Attribute, r.Place, r.HavingIt, r.LackingIt));

    /// <summary>The published curve of a measure and quarter; empty where none may be shown.</summary>
    public static IReadOnlyList<QualityStep> Curve(DbConnection connection, string measure, Quarter quarter) =>
        [.. connection.Query<StoredStep>(Sql.Load("quality/list-steps.sql"), new { measure, quarter = quarter.First }).Select(s => new QualityStep(s.Days, s.AtRisk, s.WithoutIt, s.StandardError))];

    /// <summary>The median of the measures' published minutes from opening an entry to deciding about it, of the newest quarter that has any; null: none has.</summary>
    public static double? NewestMinutes(DbConnection connection) =>
        connection.Query<double>(Sql.Load("quality/list-newest-minutes.sql")).AsList() is { Count: > 0 } minutes ? minutes[minutes.Count / 2] : null;

    private static void Make(DbConnection connection, Work work, IReadOnlyList<QualitySplit<QualityCase>> splits)
    {
        var cases = CaseTable.List(connection, work.Measure, work.Quarter.First, work.Quarter.Last, work.Dispositions);
        var before = Rows(connection, work.Measure)[work.Quarter].ToList();
        var isFirst = before.Count == 0;
        if (isFirst)
        {
            // What is silent is in no count either.
            cases = [.. cases.Where(c => work.Shown.Shows(c.Measure, c.Site, c.PatientId)).Select(c => c with { Counted = c.IsFound ? Found : c.IsWithheld ? Withheld : null })];
            before.AddRange(Add(connection, work, Counted(work, cases, Found, QualityIndicators.Names.Found)));
            Add(connection, work, Counted(work, cases, Withheld, QualityIndicators.Names.Withheld));
        }
        var members = cases.FindAll(c => c.Counted == Found);
        if (splits.Contains(work.Indicators.Again))
            members = CaseTable.WithLater(connection, members);
        foreach (var split in splits)
            before.AddRange(Add(connection, work, work.Groups.WithSites(QualityTables.Ask(split, members, work.Groups.Attributes, before), members)));
        if (splits.Contains(work.Indicators.Early))
            members = [.. members.Select(c => c with { Early = work.Indicators.Early.Has(c) ? 1 : 0 })];
        if (splits.Contains(work.Indicators.Late))
            AddCurve(connection, work, members, before);
        if (isFirst)
            AddMinutes(connection, work);
        if (isFirst || splits.Contains(work.Indicators.Early))
            Count(connection, work.Measure, members.Concat(cases.Where(c => c.Counted == Withheld)));
    }

    private static void Count(DbConnection connection, string measure, IEnumerable<QualityCase> members)
    {
        connection.Execute(Sql.Load("publishing/create-staged-counted.sql"));
        using (var load = BulkLoad.Into(connection, "staged_counted", ["gap_id", "counted", "early"]))
        {
            foreach (var member in members)
            {
                load.Add(member.GapId);
                load.Add(member.Counted);
                load.Add(member.Early);
                load.EndRow();
            }
            load.Complete();
        }
        connection.Execute(Sql.Load("publishing/count-cases.sql"), new { measure });
        connection.Execute(Sql.Load("publishing/drop-staged-counted.sql"));
    }

    // Where not even the number of all may be told, that is kept: it is asked once.
    private static IReadOnlyList<QualityRow> Counted(Work work, List<QualityCase> cases, string which, string split)
    {
        var members = cases.FindAll(c => c.Counted == which);
        var rows = work.Groups.WithSites(QualityTables.Count(members, work.Groups.Attributes), members);
        return rows.Count == 0 ? [new(split, "", "", null, null)] : [.. rows.Select(r => r with { Split = split })];
    }

    private static void AddCurve(DbConnection connection, Work work, List<QualityCase> members, List<QualityRow> before)
    {
        bool IsTold(string split) => before.Any(r => r.Split == split && r is { Attribute: "", IsShown: true });
        int[] windows = [.. IsTold(QualityIndicators.Names.Early) ? [work.Indicators.WindowDays] : Array.Empty<int>(), .. IsTold(QualityIndicators.Names.Characterised) ? [QualityIndicators.CharacterisedBy] : Array.Empty<int>()];
        var observed = members.ConvertAll(c => c.Time(c.DayZero.AddDays(QualityIndicators.Horizon)));
        foreach (var step in QualityCurve.Of(observed, windows))
        {
            connection.Execute(
                Sql.Load("quality/add-step.sql"),
                new { measure = work.Measure, quarter = work.Quarter.First, days = step.Days, at_risk = step.AtRisk, without_it = step.Without, standard_error = step.StandardError });
        }
    }

    // By the quarter in which people decided; made with the quarter's first tables, so that nobody's next minute can be told from two of them.
    private static void AddMinutes(DbConnection connection, Work work)
    {
        var minutes = connection.Query<Decision>(
                Sql.Load("quality/list-decision-times.sql"), new { measure = work.Measure, first_day = work.Quarter.First, last_day = work.Quarter.Last })
            .Select(d => d.DecidedAt - d.OpenedAt).Where(d => d <= LongestDecision).Select(d => d!.Value.TotalMinutes).Order().ToList();
        double? median = minutes.Count < SmallCells.Least ? null : (minutes[(minutes.Count - 1) / 2] + minutes[minutes.Count / 2]) / 2;
        connection.Execute(Sql.Load("quality/add-minutes.sql"), new { measure = work.Measure, quarter = work.Quarter.First, minutes = median, made_as_of = work.AsOf });
    }

    private static IReadOnlyList<QualityRow> Add(DbConnection connection, Work work, IReadOnlyList<QualityRow> rows)
    {
        foreach (var row in rows)
        {
            connection.Execute(
                Sql.Load("quality/add-row.sql"),
                new { measure = work.Measure, quarter = work.Quarter.First, split = row.Split, attribute = row.Attribute, place = row.Group, having_it = row.Having, lacking_it = row.Lacking, as_of = work.AsOf });
        }
        return rows;
    }

    private const string Found = "found", Withheld = "withheld";

    // Who comes back to an open page after lunch did not think for an hour.
    private static readonly TimeSpan LongestDecision = TimeSpan.FromHours(1);

    private sealed record Decision(DateTimeOffset DecidedAt, DateTimeOffset? OpenedAt);

    private sealed record Work(string Measure, Quarter Quarter, QualityIndicators Indicators, Dispositions Dispositions, ShownParts Shown, DateOnly AsOf)
    {
        public required QualityGroups Groups { get; init; }
    }

    private sealed record StoredRow(DateOnly Quarter, string Split, string Attribute, string Place, long? HavingIt, long? LackingIt);

    private sealed record StoredStep(long Days, long AtRisk, double WithoutIt, double StandardError);
}
