using System.Globalization;
using Opportune.Core;
using static Opportune.Runs.Guards.RunCounts;

namespace Opportune.Runs.Guards;

/// <summary>Guards on the tables as a whole, wherever their rows belong: rows, columns, code systems, repeats and feeds.</summary>
internal sealed class SourceGuards(GuardedRun now, GuardedRun? before, IReadOnlyDictionary<string, MeasureUse> use, GuardSettings settings)
{
    private static readonly Table[] Guarded =
        [Table.Patients, Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters, Table.ObservationPeriods];

    public IEnumerable<GuardFinding> Check() => Guarded.SelectMany(Check).Concat(Feeds()).Concat(Reports());

    private IEnumerable<GuardFinding> Check(Table table) => [.. Rows(table), .. Columns(table), .. Systems(table), .. Refused(table), .. Repeats(table)];

    private IEnumerable<GuardFinding> Rows(Table table)
    {
        var name = CanonicalTable.Of(table).Name;
        var (isThere, read) = (Has(now, table), now.Counts[Of(table), Items.Read]);
        var readBefore = before?.Counts[Of(table), Items.Read] ?? 0;
        if (read == 0 && (isThere || readBefore > 0))
        {
            yield return new(GuardNames.NoRows, $"{name} has no rows", Users(table));
            yield break;
        }
        if (settings.IsDrop(readBefore, read))
            yield return new(GuardNames.SharpDrop, $"{name}: {Number(read)} rows, {Number(readBefore)} at the last publication", UsersWhereFallen(table));
        var used = now.Counts[Of(table), Items.Used];
        var usedBefore = before?.Counts[Of(table), Items.Used] ?? 0;
        // Rows of patients who were left out were not looked through, so that more of them seem to be used.
        var isAlike = before?.Rules == now.Rules && now.Counts.EvaluatedShare == 1 && before?.Counts.EvaluatedShare == 1;
        if (isAlike && settings.IsDrop(usedBefore, used))
            yield return new(GuardNames.SharpDrop, $"{name}: {Number(used)} rows could be used, {Number(usedBefore)} at the last publication", UsersWhereFallen(table));
    }

    // The text is counted of all rows: one without it is no finding, and would be missed only by its absence.
    private IEnumerable<GuardFinding> Columns(Table table)
    {
        const string Text = "finding_text";
        if (before is null || table != Table.ImagingFindings)
            return [];
        var emptied = new EmptiedColumn(settings, Text, IsFilledLater: false)
            .Tell(before.Counts[Of(table), Items.Read], before.Counts[Of(table), Items.Missing(Text)], now.Counts[Of(table), Items.Read], now.Counts[Of(table), Items.Missing(Text)]);
        return emptied is null ? [] : [new(GuardNames.NullColumn, $"{CanonicalTable.Of(table).Name}: {emptied}", Users(table))];
    }

    private IEnumerable<GuardFinding> Systems(Table table)
    {
        var (read, unknown) = (now.Counts[Of(table), Items.Read], Unknown(now, table));
        var (readBefore, unknownBefore) = (before?.Counts[Of(table), Items.Read] ?? 0, before is null ? 0 : Unknown(before, table));
        var share = readBefore == 0 ? 0 : (double)unknownBefore / readBefore;
        var (fresh, freshUnknown) = (read - readBefore, unknown - unknownBefore);
        var isMore = unknown - (share * read) > Math.Max(settings.LeastExpected, settings.UnknownSystems * read);
        var isNew = before is not null && fresh > 0 && freshUnknown > Math.Max(settings.LeastExpected, fresh * (share + settings.NewRowsUnknownSystems));
        // Without a publication to compare with, what a source always was is no fault yet: only half of a table is.
        if (before is null ? unknown > Math.Max(settings.LeastExpected, read / 2) : isMore || isNew)
            yield return new(GuardNames.UnknownCodeSystem, $"{CanonicalTable.Of(table).Name}: {Number(unknown)} of {Number(read)} rows are in code systems that nothing here can read{(before is null ? "" : $", {Number(unknownBefore)} at the last publication")}", UsersWhereFallen(table));
    }

    // Rows and values that cannot be what they say; a date in the future is one that the run may not know yet.
    private IEnumerable<GuardFinding> Refused(Table table)
    {
        if (before is null)
            yield break;
        var (read, readBefore) = (now.Counts[Of(table), Items.Read], before.Counts[Of(table), Items.Read]);
        var fresh = Math.Max(0, read - readBefore);
        foreach (var (item, told) in ItemsOfRefusal(table))
        {
            var (rows, rowsBefore) = (now.Counts[Of(table), item], before.Counts[Of(table), item]);
            var share = readBefore == 0 ? 0 : (double)rowsBefore / readBefore;
            var isMore = rows - (share * read) > Math.Max(settings.LeastExpected, settings.Refused * read);
            var isNew = fresh > 0 && rows - rowsBefore > Math.Max(settings.LeastExpected, fresh * (share + settings.NewRowsRefused));
            if (isMore || isNew)
                yield return new(GuardNames.Refused, $"{CanonicalTable.Of(table).Name}: {told} in {Number(rows)} of {Number(read)} rows, {Number(rowsBefore)} at the publication of {before.AsOf:yyyy-MM-dd}", Users(table));
        }
    }

    private IEnumerable<(string Item, string Told)> ItemsOfRefusal(Table table) =>
        now.Counts.All.Where(c => c.Subject == Of(table) && c.Item.StartsWith(Items.Rejected(""), StringComparison.Ordinal)).Select(c => (c.Item, c.Item))
            .Append((Items.Skipped(SkipReasons.AfterAsOf), "dates after the as-of date"))
            .Append((Items.RepairedText, "text that is not UTF-8"))
            .Append((Items.ForgottenValues, "values that could not be read"));

    private IEnumerable<GuardFinding> Repeats(Table table)
    {
        if (before is null)
            yield break;
        var repeats = now.Counts[Of(table), Items.Skipped(SkipReasons.EqualDuplicate)] - before.Counts[Of(table), Items.Skipped(SkipReasons.EqualDuplicate)];
        var fresh = Math.Max(0, now.Counts[Of(table), Items.Used] - before.Counts[Of(table), Items.Used]);
        if (repeats >= settings.LeastExpected && repeats >= settings.Repeats * (fresh + repeats))
            yield return new(GuardNames.Repeats, $"{CanonicalTable.Of(table).Name}: {Number(repeats)} of {Number(fresh + repeats)} used rows that came since the last publication repeat older ones", Users(table));
    }

    // A feed that was as late at the last publication is known to be: its gaps are withheld and say so.
    private IEnumerable<GuardFinding> Feeds()
    {
        foreach (var feed in Ends(now))
        {
            var old = before is null ? default : Ends(before).FirstOrDefault(f => (f.Table, f.Site, f.System) == (feed.Table, feed.Site, feed.System));
            if (before is null || old.To == default)
                continue;
            var what = $"{CanonicalTable.Of(feed.Table).Name}{(feed.System is null ? "" : $" ({feed.System})")} reaches only to {feed.To:yyyy-MM-dd}";
            var reaches = At(feed.Table, feed.Site);
            if (feed.To.AddDays(settings.StaleMarginDays) < old.To)
                yield return new(GuardNames.FeedStale, $"{what}, {old.To:yyyy-MM-dd} at the last publication", reaches);
            else if (IsStale(feed, now.AsOf) && !IsStale(old, before.AsOf))
                yield return new(GuardNames.FeedStale, $"{what}, {Amounts.Of(now.AsOf.DayNumber - feed.To.DayNumber, "day")} before the as-of date", reaches);
            else if (feed.To == old.To && now.AsOf.DayNumber - before.AsOf.DayNumber > settings.StaleMarginDays && now.AsOf.DayNumber - feed.To.DayNumber > feed.Lag)
                yield return new(GuardNames.FeedStale, $"{what}, as at the last publication of {before.AsOf:yyyy-MM-dd}", reaches);
        }
    }

    // What was published all the same is known: a person let it go.
    private IEnumerable<GuardFinding> Reports()
    {
        foreach (var site in now.Counts.SampledSites.Where(s => IsForeign(now, s) && !(before is not null && IsForeign(before, s))))
        {
            var (words, known) = (now.Counts[OfWords(site), Items.Words], now.Counts[OfWords(site), Items.KnownWords]);
            yield return new(
                GuardNames.UnknownWords,
                string.Create(CultureInfo.InvariantCulture, $"reports{(site.Length > 0 ? $" of {site}" : "")}: {(double)known / words:P0} of {words:N0} words looked at are known, at least {GuardSettings.LeastKnownWords:P0} expected; reports are read in English, so deliver them translated, or leave them out"),
                part => site.Length == 0 || part.Site == site);
        }
    }

    private bool IsForeign(GuardedRun run, string site) =>
        run.Counts[OfWords(site), Items.Words] >= settings.LeastWords
        && run.Counts[OfWords(site), Items.KnownWords] < run.Counts[OfWords(site), Items.Words] * GuardSettings.LeastKnownWords;

    private bool IsStale((Table, string?, string?, DateOnly To, int Lag) feed, DateOnly asOf) => asOf.DayNumber - feed.To.DayNumber > feed.Lag + settings.StaleMarginDays;

    private static IEnumerable<(Table Table, string? Site, string? System, DateOnly To, int Lag)> Ends(GuardedRun run) =>
        run.Feeds.GroupBy(f => (f.Table, f.Site, f.CodeSystem)).Select(g => (g.Key.Table, g.Key.Site, g.Key.CodeSystem, g.Max(f => f.Covered.To), g.Max(f => f.AllowedLagDays)));

    // The sites that a fault of a table is confined to: those where its rows became sharply fewer, as long as the others
    // together have theirs. Where that cannot be told, none: then it is everybody's.
    private List<string> Fallen(Table table)
    {
        if (before?.Rules != now.Rules)
            return [];
        var fallen = before!.Counts.Sites.Where(s => settings.IsDrop(Rows(before, s), Rows(now, s))).ToList();
        var others = before.Counts.Sites.Except(fallen).ToList();
        var (left, had) = (others.Sum(s => Rows(now, s)), others.Sum(s => Rows(before, s)));
        return had > 0 && left >= had * settings.DropTo ? fallen : [];

        // Of patients and their visits no rows are counted by site, but whom they bring.
        long Rows(GuardedRun run, string site) => run.Counts[OfSite(site), table switch
        {
            Table.Patients => Items.Older,
            Table.Encounters => Items.Candidates,
            _ => Items.Rows(table),
        }];
    }

    private static bool Has(GuardedRun run, Table table) => run.Counts.All.Any(c => c.Subject == Of(table));

    private static long Unknown(GuardedRun run, Table table) =>
        run.Counts.All.Where(c => c.Subject == UnknownSystems && c.Item.StartsWith(CanonicalTable.Of(table).Name + ":", StringComparison.Ordinal)).Sum(c => c.Amount);

    private Func<MeasurePart, bool> UsersWhereFallen(Table table)
    {
        var (users, sites) = (Users(table), Fallen(table));
        return sites.Count == 0 ? users : part => users(part) && sites.Contains(part.Site);
    }

    // Without findings or patients nothing can be said about anybody.
    private Func<MeasurePart, bool> Users(Table table) => At(table, null);

    private Func<MeasurePart, bool> At(Table table, string? site) =>
        part => (site is null || part.Site == site) && (table is Table.Patients or Table.ImagingFindings || !use.TryGetValue(part.Measure, out var measure) || measure.Uses(table));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
