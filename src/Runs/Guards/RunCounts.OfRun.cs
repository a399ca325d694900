using Opportune.Core;

namespace Opportune.Runs.Guards;

public sealed partial class RunCounts
{
    /// <summary>What a run counted: tables, measures, sites, and measures at sites.</summary>
    internal static RunCounts Of(PreparedRun run, IReadOnlyList<MeasureBook> measures, IReadOnlyDictionary<string, SiteBook> sites)
    {
        var counts = new RunCounts();
        // A table that is there without a row must be told from one that is not there.
        foreach (var table in run.Folder.Tables.Where(IsCounted))
            counts[Of(table), Items.Read] = 0;
        foreach (var (table, book) in run.Books)
            counts.AddTable(CanonicalTable.Of(table), book);
        foreach (var why in run.Rejects.GroupBy(r => (r.Table, r.Rule, r.Column)))
            counts[Of(why.Key.Table), Items.RejectedFor(why.Key.Rule, why.Key.Column)] = why.Count();
        foreach (var (system, rows) in run.UnknownSystems)
            counts[UnknownSystems, system] = rows;
        foreach (var (code, rows) in run.UnplacedCodes)
            counts[UnplacedCodes, code] = rows;
        foreach (var book in measures)
            counts.AddMeasure(book);
        foreach (var (site, book) in sites)
            counts.AddSite(site, book, measures);
        foreach (var site in run.Controls.Sites)
            counts.AddControls(site, run);
        foreach (var (site, (words, known)) in WordSample.Of(run.Folder.Files(Table.ImagingFindings), run.Folder.Files(Table.Patients), run.Request.Lexicon, run.Request.Threads))
            (counts[OfWords(site), Items.Words], counts[OfWords(site), Items.KnownWords]) = (words, known);
        return counts;
    }

    private void AddTable(CanonicalTable table, TableBook book)
    {
        var subject = Of(table.Table);
        this[subject, Items.Read] = book.Read;
        this[subject, Items.Used] = book.Used;
        this[subject, Items.RepairedText] = book.RepairedText;
        this[subject, Items.ForgottenValues] = book.ForgottenValues;
        foreach (var (reason, rows) in book.Skipped)
            this[subject, Items.Skipped(reason)] = rows;
        foreach (var (rule, rows) in book.Rejected)
            this[subject, Items.Rejected(rule)] = rows;
        for (var column = 0; column < book.Missing.Count; column++)
        {
            if (book.Missing[column] > 0)
                this[subject, Items.Missing(table.Columns[column].Name)] = book.Missing[column];
        }
    }

    private void AddMeasure(MeasureBook book)
    {
        var subject = OfMeasure(book.Measure.Id);
        this[subject, Items.Patients] = book.Patients;
        this[subject, Items.WithIndex] = book.WithIndex;
        this[subject, "episodes"] = book.Episodes;
        foreach (var (step, patients) in book.LeftAt)
            this[subject, Items.Left(step)] = patients;
        foreach (var status in Enum.GetValues<GapStatus>())
            this[subject, Words.Of(status)] = book.Status[(int)status];
        foreach (var (tier, patients) in book.OpenByTier)
            this[subject, $"open tier {tier}"] = patients;
    }

    private void AddSite(string site, SiteBook book, IReadOnlyList<MeasureBook> measures)
    {
        this[OfSite(site), Items.Candidates] = book.Candidates;
        foreach (var table in CanonicalTable.All.Where(t => book.Rows(t.Table) > 0))
            this[OfSite(site), Items.Rows(table.Table)] = book.Rows(table.Table);
        foreach (var (table, column, rows) in book.Missing)
            this[OfSite(site), Items.MissingAt(table, column)] = rows;
        for (var i = 0; i < measures.Count; i++)
        {
            var subject = OfPart(measures[i].Measure.Id, site);
            long all = 0;
            foreach (var status in Enum.GetValues<GapStatus>())
                all += this[subject, Words.Of(status)] = book.Status(i, status);
            this[subject, Items.WithIndex] = all;
        }
    }

    private void AddControls(string site, PreparedRun run)
    {
        this[OfSite(site), Items.Older] = run.Controls.PatientsAt(site);
        foreach (var (table, set) in run.Plan.Controls)
            this[OfSite(site), Items.Control(table, set)] = run.Controls.MatchedAt(site, table, set);
    }
}
