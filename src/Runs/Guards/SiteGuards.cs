using System.Globalization;
using Opportune.Core;
using static Opportune.Runs.Guards.RunCounts;

namespace Opportune.Runs.Guards;

/// <summary>
/// Guards on what each site, and each measure at each site, has left of what it had. With other rules other counts are
/// meant to be, so then only the patients are compared.
/// </summary>
internal sealed class SiteGuards(GuardedRun now, GuardedRun before, IReadOnlyDictionary<string, MeasureUse> use, GuardSettings settings)
{
    // What is not yet known of the newest rows: their share of values rises with age.
    private static readonly string[] FilledLater = ["end_date", "death_date"];

    public IEnumerable<GuardFinding> Check(IEnumerable<MeasurePart> parts)
    {
        var sites = before.Counts.Sites.SelectMany(AtSite);
        return now.Rules == before.Rules ? sites.Concat(parts.SelectMany(AtPart)) : sites;
    }

    private IEnumerable<GuardFinding> AtSite(string site)
    {
        foreach (var fallen in Fallen(now.Counts[OfSite(site), Items.Older], before.Counts[OfSite(site), Items.Older]))
            yield return new(GuardNames.SharpDrop, $"{Items.Older}: {fallen}", p => p.Site == site);
        if (now.Rules != before.Rules)
            yield break;
        foreach (var fallen in Fallen(OfSite(site), Items.Candidates))
            yield return new(GuardNames.SharpDrop, $"patients with a finding that a rule starts from: {fallen}", p => p.Site == site);
        foreach (var table in CanonicalTable.All)
        {
            foreach (var emptied in Emptied(site, table))
                yield return new(GuardNames.NullColumn, $"{table.Name}: {emptied}", p => p.Site == site && Uses(p.Measure, table.Table));
            foreach (var fallen in Fallen(OfSite(site), Items.Rows(table.Table)))
                yield return new(GuardNames.SharpDrop, $"{table.Name}: {fallen} rows of such patients", p => p.Site == site && Uses(p.Measure, table.Table));
        }
        foreach (var (_, item, _) in before.Counts.All.Where(c => c.Subject == OfSite(site) && c.Item.StartsWith("control ", StringComparison.Ordinal)))
        {
            var words = item.Split(' ');
            foreach (var fallen in Fallen(now.Counts[OfSite(site), item], before.Counts[OfSite(site), item]))
                yield return new(GuardNames.SharpDrop, $"{words[2]} in {words[1]}: {fallen} rows of a year", p => p.Site == site && RestsOn(p.Measure, words[1], words[2]));
        }
    }

    private IEnumerable<GuardFinding> AtPart(MeasurePart part)
    {
        var subject = OfPart(part.Measure, part.Site);
        foreach (var item in new[] { Items.WithIndex, Words.Of(GapStatus.Closed) })
        {
            foreach (var fallen in Fallen(subject, item))
                yield return new(GuardNames.SharpDrop, $"{item}: {fallen}", p => p == part);
        }
        // What was withheld or waiting for its grace may open: that is good news of a feed, or time.
        var mayOpen = new[] { GapStatus.Open, GapStatus.Withheld, GapStatus.Prospective }.Sum(s => OfAll(before, subject, Words.Of(s)));
        var open = OfAll(now, subject, Words.Of(GapStatus.Open));
        if (settings.IsRise(mayOpen, open))
            yield return new(GuardNames.SharpRise, $"open: {Number(open)}, {Number(OfAll(before, subject, Words.Of(GapStatus.Open)))} at the last publication", p => p == part);
    }

    private IEnumerable<string> Emptied(string site, CanonicalTable table)
    {
        var (at, rows) = (OfSite(site), table.Table == Table.Patients ? Items.Candidates : Items.Rows(table.Table));
        foreach (var column in table.Columns.Where(c => !c.Required))
        {
            var missing = Items.MissingAt(table.Table, column.Name);
            var emptied = new EmptiedColumn(settings, column.Name, FilledLater.Contains(column.Name)).Tell(before.Counts[at, rows], before.Counts[at, missing], now.Counts[at, rows], now.Counts[at, missing]);
            if (emptied is not null)
                yield return emptied;
        }
    }

    private IEnumerable<string> Fallen(string subject, string item) => Fallen(OfAll(now, subject, item), OfAll(before, subject, item));

    private IEnumerable<string> Fallen(long count, long countBefore)
    {
        if (settings.IsDrop(countBefore, count))
            yield return $"{Number(count)}, {Number(countBefore)} at the last publication";
    }

    // What is counted of the patients who were evaluated, as it would be of all.
    private static long OfAll(GuardedRun run, string subject, string item) => (long)Math.Round(run.Counts[subject, item] / run.Counts.EvaluatedShare);

    private bool Uses(string measure, Table table) => !use.TryGetValue(measure, out var u) || u.Uses(table);

    private bool RestsOn(string measure, string table, string set) =>
        !use.TryGetValue(measure, out var u) || u.RestsOn(CanonicalTable.Named(table)!.Table, set);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
