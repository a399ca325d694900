using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Runs.Guards;

namespace Opportune.Web.Show;

/// <summary>What a run counted, in the order in which people ask: counts only, nobody's row.</summary>
internal sealed class RunFigures(IReadOnlyList<RunCountRow> counts)
{
    private readonly ILookup<string, RunCountRow> _of = counts.ToLookup(c => c.Subject, StringComparer.Ordinal);

    /// <summary>Of each table: rows read, used, skipped and rejected.</summary>
    public IReadOnlyList<TableFigures> Tables =>
    [
        .. from table in CanonicalTable.All
           let subject = RunCounts.Of(table.Table)
           where _of[subject].Any(c => c.Amount > 0 || RunCounts.IsCounted(table.Table))
           select new TableFigures(table.Name, Of(subject, RunCounts.Items.Read), Of(subject, RunCounts.Items.Used),
               Of(subject, RunCounts.Items.Skipped), RejectReason.Of(table.Table, counts.Select(c => (c.Subject, c.Item, c.Amount))), Of(subject, RunCounts.Items.Missing)),
    ];

    /// <summary>Of each measure: from all patients to what became of those with an index event; what is silent everywhere comes last.</summary>
    /// <param name="shown">What each measure is at each site.</param>
    /// <param name="seesSilent">Whether the person is told of what is silent. Else a measure is counted at the sites where it is shown, and as a step of all patients nowhere where that is not all.</param>
    public IReadOnlyList<Funnel> Funnels(ShownParts shown, bool seesSilent)
    {
        var all =
            from subject in _of.Select(g => g.Key)
            where subject.StartsWith(RunCounts.OfMeasure(""), StringComparison.Ordinal)
            let measure = subject[RunCounts.OfMeasure("").Length..]
            let open = StandingCounts.Of(measure, counts.Select(c => (c.Subject, c.Item, c.Amount)), shown)
            where seesSilent || !open.IsSilent
            orderby open.IsSilent
            select seesSilent || !open.IsSilentSomewhere ? Whole(subject, measure, open) : AtShownSites(measure, open, shown);
        return [.. all];
    }

    private Funnel Whole(string subject, string measure, StandingCounts open) => new(
        measure, open, Of(subject, RunCounts.Items.Patients), [.. Words.Left.Select(s => (s.Text, Of(subject, RunCounts.Items.Left(s.Step)))).Where(s => s.Item2 > 0)],
        Of(subject, RunCounts.Items.WithIndex), [.. Enum.GetValues<GapStatus>().Select(s => (Words.Of(s), Of(subject, Words.Of(s))))]);

    private Funnel AtShownSites(string measure, StandingCounts open, ShownParts shown)
    {
        var prefix = RunCounts.OfPart(measure, "");
        var sites = _of.Select(g => g.Key).Where(s => s.StartsWith(prefix, StringComparison.Ordinal) && shown.Of(measure, s[prefix.Length..]) != Standing.Silent).ToList();
        long Sum(string item) => sites.Sum(s => Of(s, item));
        return new(measure, open with { Silent = 0 }, null, [], Sum(RunCounts.Items.WithIndex), [.. Enum.GetValues<GapStatus>().Select(s => (Words.Of(s), Sum(Words.Of(s))))]);
    }

    /// <summary>Code systems that nothing can read, with their rows.</summary>
    public IReadOnlyList<(string What, long Rows)> UnknownSystems => [.. _of[RunCounts.UnknownSystems].Select(c => (c.Item, c.Amount))];

    /// <summary>Codes of used families that no value set holds, with their rows, the most frequent first.</summary>
    public IReadOnlyList<(string What, long Rows)> UnplacedCodes => [.. _of[RunCounts.UnplacedCodes].OrderByDescending(c => c.Amount).Select(c => (c.Item, c.Amount))];

    /// <summary>Of each site: how many rows of a year hold what every site has, beside its patients of that age.</summary>
    public IReadOnlyList<(string Site, long Patients, IReadOnlyList<(string What, long Rows)> Rows)> Controls =>
    [
        .. from subject in _of.Select(g => g.Key)
           where subject.StartsWith(RunCounts.OfSite(""), StringComparison.Ordinal)
           let rows = Of(subject, what => RunCounts.Items.ControlPrefix + what)
           where rows.Count > 0
           select (subject[RunCounts.OfSite("").Length..], Of(subject, RunCounts.Items.Older), rows),
    ];

    /// <summary>One count; zero where nothing was counted.</summary>
    public long Of(string subject, string item) => _of[subject].FirstOrDefault(c => c.Item == item)?.Amount ?? 0;

    // All items that begin as the item of "" does, without that beginning.
    private IReadOnlyList<(string What, long Rows)> Of(string subject, Func<string, string> item) =>
        [.. _of[subject].Where(c => c.Item.StartsWith(item(""), StringComparison.Ordinal)).Select(c => (c.Item[item("").Length..], c.Amount))];
}

/// <summary>What became of a table's rows.</summary>
/// <param name="Name">The table.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Used">Rows used.</param>
/// <param name="Skipped">Rows passed over, by reason.</param>
/// <param name="Rejected">Rows refused, by reason.</param>
/// <param name="Missing">Rows without a value, by column.</param>
internal sealed record TableFigures(
    string Name, long Read, long Used, IReadOnlyList<(string What, long Rows)> Skipped, IReadOnlyList<RejectReason> Rejected, IReadOnlyList<(string What, long Rows)> Missing);

/// <summary>How all patients become those of a list.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Open">Who was found open, by what the measure is at their site.</param>
/// <param name="Patients">All patients; null: it is of some sites alone.</param>
/// <param name="Left">Who left before having an index event, by step.</param>
/// <param name="WithIndex">Who has one.</param>
/// <param name="Status">What became of them.</param>
internal sealed record Funnel(
    string Measure, StandingCounts Open, long? Patients, IReadOnlyList<(string Step, long Patients)> Left, long WithIndex, IReadOnlyList<(string Status, long Patients)> Status);
