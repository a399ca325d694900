using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Jobs;
using Opportune.Runs.Exports;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Opportune.App.Commands;

/// <summary><c>standing ...</c>: whether each measure is silent, in pilot or live at each site, and what is stopped.</summary>
internal static class StandingCommand
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("standing", "Whether each measure is silent, in pilot or live at each site: look, silence, put into pilot; stop what is wrong at once; call back what a version said.") { List(), Set(), Pause(), Resume(), Recall() };

    private static Command List()
    {
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "What each measure is at each site, since when and why.") { url, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var standings = new StandingTable(database);
            var parts = await standings.List(cancel);
            var steps = (await standings.Steps(cancel)).ToLookup(s => s.DecisionId);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(parts.Select(p => new { p.Measure, p.Site, Standing = EntryNames.Of(InForce(p, parts)), Panels = Panels(p), Steps = Turns(p, steps).Select(s => new { s.Panel, s.FromDay, s.Seed }), p.Basis, p.Reason, p.DecidedBy, p.Role, p.DecidedAt, p.AsOf, p.MeasureVersion, p.IsAsDecided }), Form));
            else if (parts.Count == 0)
                Console.WriteLine("nothing is published yet");
            else
                Print(parts, steps);
            if (!parsed.GetValue(json))
            {
                foreach (var held in (await new PauseTable(database).List(cancel)).Where(p => p.EndedAt is null))
                    Screens.Line(string.Create(CultureInfo.InvariantCulture, $"stopped ({held.PauseId}): {held.What}, by {held.PausedBy} on {held.PausedAt:yyyy-MM-dd HH:mm} UTC: {held.Reason}"));
            }
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Set()
    {
        var measure = new Argument<string>("measure") { Description = "Id of the measure.", HelpName = "MEASURE" };
        var site = new Option<string>("--site") { Description = "The site (default: the one without a name).", HelpName = "SITE", DefaultValueFactory = _ => "" };
        var to = new Option<string>("--to") { Description = "silent or pilot. Live needs a clinical lead's signature, on the measure's page.", HelpName = "STANDING", Required = true };
        to.AcceptOnlyFromAmong([.. EntryNames.All<Standing>()]);
        var panels = new Option<string[]>("--panel") { Description = "A panel that the pilot is shown to; may be named several times.", HelpName = "PANEL" };
        var first = CommonOptions.Day("--first-step", "The pilot comes to its panels one after another, in an order drawn from the seed: the day on which the first begins.");
        var months = new Option<int>("--every-months") { Description = "Months from one panel to the next.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var seed = new Option<string?>("--seed") { Description = "What the order is drawn from (default: one is drawn).", HelpName = "TEXT" };
        var reason = new Option<string>("--reason") { Description = "Why: kept with the decision. No patient identifiers.", HelpName = "TEXT", Required = true };
        var url = CommonOptions.Database(required: true);
        var command = new Command("set", "Silence a measure at a site, or put it into pilot.") { measure, site, to, panels, first, months, seed, reason, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var standings = new StandingTable(database);
            var (id, at) = (parsed.GetRequiredValue(measure), parsed.GetValue(site)!);
            var parts = (await standings.List(cancel)).Where(p => p is { IsInvented: false, RunId: not null }).ToList();
            if (parts.Count > 0)
            {
                MustBeKnown("MEASURE", "published measure", id, parts.Select(p => p.Measure).Distinct());
                var sites = parts.Where(p => p.Measure == id).Select(p => p.Site).ToList();
                if (at.Length == 0 && !sites.Contains(at))
                    throw new InputException($"--site: name the site; {id} is published at {string.Join(", ", sites)}");
                MustBeKnown("--site", $"site of {id}", at, sites);
            }
            var seen = parts.FirstOrDefault(p => p.Measure == id && p.Site == at)?.Versions ?? "";
            var wish = new StandingWish(id, at, EntryNames.Parse<Standing>(parsed.GetRequiredValue(to)), parsed.GetValue(panels) ?? [], parsed.GetRequiredValue(reason), seen,
                parsed.GetValue(first) is { } day ? new(day, parsed.GetValue(months), parsed.GetValue(seed) ?? SteppedRelease.DrawSeed()) : null);
            if (await standings.Decide(wish, CommonOptions.Caller, null, new(), cancel) is { } refused)
                throw new InputException(refused);
            Screens.Line($"{id} at {SiteText(at)}: {parsed.GetRequiredValue(to)}");
            foreach (var turn in Turns((await standings.List(cancel)).First(p => p.Measure == id && p.Site == at), (await standings.Steps(cancel)).ToLookup(s => s.DecisionId)))
                Screens.Line(string.Create(CultureInfo.InvariantCulture, $"  {turn.FromDay:yyyy-MM-dd} {turn.Panel}"));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Pause()
    {
        var measure = new Option<string?>("--measure") { Description = "Of that measure alone.", HelpName = "MEASURE" };
        var tier = new Option<int?>("--tier") { Description = "Of that tier of the measure alone.", HelpName = "N" };
        var concept = new Option<string?>("--concept") { Description = "Only what rests on a finding read as that concept of the lexicon.", HelpName = "CONCEPT" };
        var site = new Option<string?>("--site") { Description = "At that site alone (default: all of them).", HelpName = "SITE" };
        var reason = new Option<string>("--reason") { Description = "Why: everybody who works on the list reads it. No patient identifiers.", HelpName = "TEXT", Required = true };
        var (jobs, url) = (CommonOptions.Jobs(), CommonOptions.Database(required: true));
        var command = new Command("pause", "Stop a measure, a tier of it or a concept at once: its entries are marked, and none is handed over or exported.") { measure, tier, concept, site, reason, jobs, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var of = new PauseOf(parsed.GetValue(measure), parsed.GetValue(tier), parsed.GetValue(concept), parsed.GetValue(site));
            // What is misspelt would stop nothing, and look as if it had.
            var measures = (await LoadedJobs.Of(database, parsed.GetValue(jobs), null, cancel)).Rules.Measures;
            MustBeKnown("--measure", "measure", of.Measure, measures.Select(m => m.Id));
            MustBeKnown("--concept", "concept", of.Concept, measures.SelectMany(m => m.Index.Classes).SelectMany(c => c.AnyOf).SelectMany(e => e.Concepts).Distinct());
            MustBeKnown("--site", "site", of.Site, (await new StandingTable(database).List(cancel)).Where(p => !p.IsInvented).Select(p => p.Site).Distinct());
            var pauses = new PauseTable(database);
            if (await pauses.Pause(of, parsed.GetRequiredValue(reason), CommonOptions.Caller, null, cancel) is { } refused)
                throw new InputException(refused);
            var held = (await pauses.List(cancel)).Where(p => p.EndedAt is null).MaxBy(p => p.PauseId)!;
            Screens.Line($"stopped: {held.What}; 'standing resume {held.PauseId}' lets it go on");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Resume()
    {
        var pause = new Argument<long>("number") { Description = "Which stop, as 'standing list' numbers it.", HelpName = "NUMBER" };
        var reason = new Option<string>("--reason") { Description = "Why: kept with it. No patient identifiers.", HelpName = "TEXT", Required = true };
        var url = CommonOptions.Database(required: true);
        var command = new Command("resume", "Let go on what was stopped.") { pause, reason, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var (pauses, number) = (new PauseTable(database), parsed.GetRequiredValue(pause));
            var held = (await pauses.List(cancel)).FirstOrDefault(p => p.PauseId == number && p.EndedAt is null) ?? throw new InputException($"nothing is stopped under the number {number}; 'standing list' shows what is");
            if (await pauses.Resume(number, parsed.GetRequiredValue(reason), CommonOptions.Caller, null, cancel) is { } refused)
                throw new InputException(refused);
            Screens.Line($"goes on: {held.What}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Recall()
    {
        Option<string?> Hash(string name, string of) => new(name) { Description = $"What was said by {of}: the hash, or its beginning.", HelpName = "HASH" };
        var (measure, sets, set, lexicon) = (Hash("--measure", "that content of a measure's file"), Hash("--value-sets", "these value sets of a measure together"), Hash("--value-set", "that content of one value set"), Hash("--lexicon", "that lexicon"));
        var file = new Option<string?>("--out") { Description = "The file to write (.csv): rows of all patients, restricted and silent ones too. Without it the versions are listed.", HelpName = "FILE" };
        var url = CommonOptions.Database(required: true);
        var command = new Command("recall", "Everybody of whom a version of a measure, a value set or the lexicon said something, with what people did since.") { measure, sets, set, lexicon, file, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var recall = new RecallTable(database);
            var (versions, published) = (await recall.Versions(cancel), await recall.Sets(cancel));
            var of = new RecallOf(
                Named(parsed.GetValue(measure), "--measure", versions.Select(v => v.MeasureSha256)), Named(parsed.GetValue(sets), "--value-sets", versions.Select(v => v.SetsSha256)),
                Named(parsed.GetValue(lexicon), "--lexicon", versions.Select(v => v.LexiconSha256)), Named(parsed.GetValue(set), "--value-set", published.Select(s => s.SetSha256)));
            if (of.IsNothing != parsed.GetValue(file) is null)
                throw new InputException(of.IsNothing ? "--out: name a version to call back, too; without both the versions are listed" : "--out: name the file to write");
            if (parsed.GetValue(file) is not { } path)
            {
                foreach (var version in versions)
                    Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{version.FirstAsOf:yyyy-MM-dd} {version.Measure} {version.MeasureVersion} at {SiteText(version.Site)}: measure {Short(version.MeasureSha256)}, value sets {Short(version.SetsSha256)}, lexicon {Short(version.LexiconSha256)}; {version.Said} verdicts"));
                foreach (var one in published)
                    Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{one.FirstAsOf:yyyy-MM-dd} {one.Measure}: value set {one.Name} {Short(one.SetSha256)}"));
                return ExitCode.Done;
            }
            var written = await PartFile.Write("--out", path, null, async part =>
            {
                var (content, rows) = await new RecallFile(recall, new(database, new([]), Sight.Everything), TimeProvider.System).Make(of, CommonOptions.Caller, cancel);
                await File.WriteAllBytesAsync(part, [], cancel);
                OwnersOnly.File(part);
                await File.WriteAllBytesAsync(part, content, cancel);
                return rows;
            });
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(written, "row")} written to {path}"));
            return ExitCode.Done;
        }));
        return command;
    }

    // What is misspelt would call back nobody, and look as if there were nobody.
    private static string? Named(string? begins, string option, IEnumerable<string> known) => begins is null ? null
        : begins.Length < 8 ? throw new InputException($"{option}: give at least 8 characters of the hash")
        : known.Where(k => k.StartsWith(begins, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(2).ToList() switch
        {
            [var one] => one,
            [] => throw new InputException($"{option}: nothing was published by {begins}; 'standing recall' without options lists what was"),
            _ => throw new InputException($"{option}: several begin with {begins}; give more of it"),
        };

    private static string Short(string sha256) => sha256.Length > 12 ? sha256[..12] : sha256;

    private static void MustBeKnown(string option, string what, string? named, IEnumerable<string> known)
    {
        if (named is not null && !known.Contains(named))
            throw new InputException($"{option}: {Problems.Unknown(what, named, known)}");
    }

    private static IEnumerable<StandingStep> Turns(StandingPart part, ILookup<long, StandingStep> steps) => part.DecisionId is { } id ? steps[id] : [];

    private static void Print(IReadOnlyList<StandingPart> parts, ILookup<long, StandingStep> steps)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("measure", "site", "is", "since", "by", "why");
        foreach (var part in parts)
        {
            table.AddRow(
                part.IsInvented ? "all others" : Markup.Escape(part.Measure), part.IsInvented ? "all" : Markup.Escape(part.Site), EntryNames.Of(InForce(part, parts)) + Markup.Escape(Panels(part) is { Length: > 0 } named ? $" ({string.Join(", ", named.Select(n => Named(n, Turns(part, steps))))})" : ""),
                part.DecidedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC") : "", Markup.Escape(part.DecidedBy ?? ""), Markup.Escape(part.Reason ?? (InForce(part, parts) == Standing.Live ? "as all of the invented hospital" : "nobody decided about it")));
        }
        Screens.Out.Write(table);
    }

    private static string Named(string panel, IEnumerable<StandingStep> turns) =>
        turns.FirstOrDefault(t => t.Panel == panel) is { } turn ? string.Create(CultureInfo.InvariantCulture, $"{panel} from {turn.FromDay:yyyy-MM-dd}") : panel;

    // Of an invented hospital what nobody decided about is live.
    private static Standing InForce(StandingPart part, IReadOnlyList<StandingPart> all) => part.Standing is null && all.Any(p => p.IsInvented) ? Standing.Live : part.InForce;

    private static string[] Panels(StandingPart part) => part.Panels is { Length: > 0 } panels ? panels.Split('\n') : [];

    private static string SiteText(string site) => site.Length == 0 ? "all sites" : site;
}
