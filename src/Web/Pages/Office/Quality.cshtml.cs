using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Quality;
using Opportune.Database.Standings;
using Opportune.Runs;
using Opportune.Web.Show.Charts;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>
/// Whether the programme works: the published tables of a measure and quarter, with their charts. Everybody with the same scope sees the same numbers, since there
/// are no others: who works with all patients sees all of them, who works with some sites the rows of these sites, who works with panels none.
/// </summary>
internal sealed class QualityModel(OpportuneDatabase database, Workplace workplace, PublicationNews news) : PageModel
{
    private ILookup<Quarter, QualityRow> _rows = Array.Empty<QualityRow>().ToLookup(_ => default(Quarter));

    /// <summary>The measures.</summary>
    public IReadOnlyList<Measure> Measures => workplace.Measures;

    /// <summary>The measure that is shown.</summary>
    public Measure Measure { get; private set; } = null!;

    /// <summary>What is counted of it.</summary>
    public QualityIndicators Indicators { get; private set; } = null!;

    /// <summary>Quarters of which something is published, the newest first.</summary>
    public IReadOnlyList<Quarter> Quarters { get; private set; } = [];

    /// <summary>The quarter that is shown; null: there is none.</summary>
    public Quarter? Quarter { get; private set; }

    /// <summary>Why an older quarter is opened than the newest; null: it is the newest, or it was asked for.</summary>
    public string? WhyNotNewest { get; private set; }

    /// <summary>What is published of it.</summary>
    public QualityTable Table { get; private set; } = new([]);

    /// <summary>Months with the share that was early, and the share of all of them together.</summary>
    public (double Centre, IReadOnlyList<ChartMonth> Months) Months { get; private set; }

    /// <summary>The curve of the quarter.</summary>
    public IReadOnlyList<QualityStep> Curve { get; private set; } = [];

    /// <summary>The day on which the last panel of a stepped release begins that goes on, so that no table is made; null: none does.</summary>
    public DateOnly? ReleasedUntil { get; private set; }

    /// <summary>What the tables that are shown are made by.</summary>
    public IEnumerable<string> Attributes => !SeesAll ? [QualityIndicators.Names.Site]
        : QualityIndicators.Attributes.Select(a => a.Name).Concat(Table.Groups(QualityIndicators.Names.Release).Count > 0 ? [QualityIndicators.Names.Release] : []);

    /// <summary>The scope of who looks.</summary>
    public Scope Scope => Session.GrantsOf(User).Scope;

    /// <summary>Whether all numbers may be looked at.</summary>
    public bool SeesAll => Scope.Equals(Scope.All);

    /// <summary>Places whose numbers may be looked at, of those that are told.</summary>
    public IReadOnlyList<string> Sites => [.. Table.Groups(QualityIndicators.Names.Site).Where(s => SeesAll || (Scope.Panels.Count == 0 && Scope.Sites.Contains(s, StringComparer.Ordinal)))];

    /// <summary>What people call an attribute.</summary>
    public static string NameOf(string attribute) => attribute switch { "month" => "month of day 0", QualityIndicators.Names.Release => "turn in the stepped release", QualityIndicators.Names.Finding => "what was found", _ => attribute };

    /// <summary>What people call a group.</summary>
    public string GroupOf(string attribute, string group) => group.Length == 0 ? "not stated"
        : attribute == "month" && group != QualityTables.Others ? QualityCharts.MonthName(group)
        : attribute == QualityIndicators.Names.Finding && Measure.Index.Classes.FirstOrDefault(c => c.Name == group) is { } found ? found.Title
        : group;

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGet(string? measure, string? quarter, CancellationToken cancel)
    {
        await Load(measure, quarter, cancel);
        return Page();
    }

    /// <summary>Name of the table that is the curve.</summary>
    public const string CurveTable = "curve";

    /// <summary>Address of a table as a file; null: of all of them.</summary>
    public string Csv(string? table) => $"/quality?handler=Csv&measure={Measure.Id}&quarter={Quarter}{(table is null ? "" : "&table=" + table)}";

    /// <summary>All that may be looked at of the measure and quarter, or one table of it, as a file.</summary>
    public async Task<IActionResult> OnGetCsv(string? measure, string? quarter, string? table, CancellationToken cancel)
    {
        await Load(measure, quarter, cancel);
        if (Quarter is not { } shown)
            return NotFound();
        var csv = new StringBuilder("measure,quarter,question,by,group,having,lacking\r\n");
        foreach (var row in _rows[shown].Where(r => string.IsNullOrEmpty(table) || r.Attribute == table).Where(r => SeesAll || (r.Attribute == QualityIndicators.Names.Site && Sites.Contains(r.Group, StringComparer.Ordinal))))
        {
            var question = row.Split.Length == 0 ? "found" : row.Split;
            csv.AppendJoin(',', Measure.Id, shown, question, row.Attribute.Length == 0 ? "all" : row.Attribute, Field(row.Group), Number(row.Having), Number(row.Lacking)).Append("\r\n");
        }
        if (SeesAll && table is null or "" or CurveTable)
        {
            foreach (var step in Curve)
                csv.AppendJoin(',', Measure.Id, shown, "share settled", "day", step.Days.ToString(CultureInfo.InvariantCulture), (1 - step.Without).ToString("0.####", CultureInfo.InvariantCulture), "").Append("\r\n");
        }
        return File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", $"quality-{Measure.Id}-{shown}{(Attributes.Contains(table) || table == CurveTable ? "-" + table : "")}.csv");
    }

    private async Task Load(string? measure, string? quarter, CancellationToken cancel)
    {
        Measure = workplace.Find(measure ?? "") ?? Measures[0];
        Indicators = new(Measure);
        await database.Read(connection =>
        {
            _rows = QualityBook.Rows(connection, Measure.Id);
            ReleasedUntil = StandingTable.ReleasedUntil(connection, Measure.Id);
            Quarters = [.. _rows.Select(r => r.Key).OrderDescending()];
            if (Core.Quarter.TryParse(quarter, out var asked) && _rows.Contains(asked))
            {
                Quarter = asked;
            }
            else
            {
                var (opened, newest) = QualityTable.NewestOf(_rows);
                (Quarter, WhyNotNewest) = (opened ?? (Quarters.Count > 0 ? Quarters[0] : null), QualityTable.WhyNot(opened, newest));
            }
            if (Quarter is { } shown)
            {
                Table = new(_rows[shown]);
                Curve = QualityBook.Curve(connection, Measure.Id, shown);
            }
            return 0;
        }, cancel);
        var months = _rows.SelectMany(q => q).Where(r => r is { Split: QualityIndicators.Names.Early, Attribute: "month" } && r.Group != QualityTables.Others).ToDictionary(r => r.Group, StringComparer.Ordinal);
        Months = QualityCharts.Months(months, new DateOnly(news.Today.Year, news.Today.Month, 1).AddMonths(-1));
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Field(string text) => $"\"{Encoding.UTF8.GetString(SpreadsheetSafe.Text(Encoding.UTF8.GetBytes(text))).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
