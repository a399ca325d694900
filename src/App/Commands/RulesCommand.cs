using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Rules;
using Opportune.Database.Standings;
using Opportune.Jobs;
using Opportune.Runs;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary><c>rules ...</c>: changed rules beside those in force, before they count.</summary>
internal static class RulesCommand
{
    private const string InForce = "in-force";

    public static Command Create() => new("rules", "Change the rules of an installation: write a change down, try it beside the rules in force, and let somebody else put it in force.")
    {
        List(), Propose(), Try(), Activate(), Back(), Export(), Site(), Take(), Seen(), Names(),
    };

    private static Command Names()
    {
        var kind = new Argument<string?>("kind") { Description = $"Of that kind alone: {string.Join(", ", NamesView.Kinds.Keys)}.", HelpName = "KIND", Arity = ArgumentArity.ZeroOrOne };
        kind.AcceptOnlyFromAmong([.. NamesView.Kinds.Keys]);
        var (jobs, sets) = (CommonOptions.Jobs(), CommonOptions.ValueSets());
        var command = new Command("names", "The names that a measure may use: concepts, sites and kinds of the lexicon, modalities, value sets with their code systems and who uses them, pathways with their ranks, tags.") { kind, jobs, sets };
        command.SetAction((parsed, _) => Guard.Run(() =>
        {
            NamesView.Print(LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(sets)), parsed.GetValue(kind));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command Site()
    {
        var path = new Argument<string?>("path") { Description = "A file of the site's: shows what it began as, what the program brings now, and the site's, side by side.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("site", "The site's own files over those that the program brings: what each began as, and whether that changed since.") { path };
        command.SetAction((parsed, _) => Guard.Run(() =>
        {
            var place = CommonOptions.FindJobs(null);
            if (parsed.GetValue(path) is { } one)
                SiteView.Print(place, one);
            else
                SiteView.Print(place);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command Take() => OnFile("take", "Begin a file of the site's own with what the program brings; it is noted what that was. What is there already stays as it is.", (place, path) =>
    {
        SiteRules.Take(place, path);
        return $"{Path.Combine(place.Site!, path)} begins as the program's; change it there";
    });

    private static Command Seen() => OnFile("seen", "Note that somebody looked at what the program brings now in the place of a file of the site's. The file itself stays as it is.", (place, path) =>
    {
        SiteRules.Seen(place, path);
        return $"{path} stands over what the program brings now";
    });

    private static Command OnFile(string name, string description, Func<JobsPlace, string, string> work)
    {
        var path = new Argument<string>("path") { Description = "Path below jobs/, such as measures/statin-review.yaml." };
        var command = new Command(name, description) { path };
        command.SetAction((parsed, _) => Guard.Run(() =>
        {
            Screens.Line(work(CommonOptions.FindJobs(null), parsed.GetRequiredValue(path)));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command List()
    {
        var options = new Options();
        var command = new Command("list", "What is in force since when, and what is proposed.") { options.Database, options.Jobs, options.ValueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var place = await options.Open(parsed, cancel);
            Screens.Line($"in force: {(await place.Desk.InForce(cancel)).Hash[..12]}");
            foreach (var row in await place.Desk.Activations(cancel))
                Screens.Line($"{row.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {row.SetSha256[..12]}  {(row.Author is null ? $"back from {row.Name}" : $"{row.Name} by {row.Author}")}, put in force by {row.Approver}: {row.Reason}");
            foreach (var row in await place.Desk.Candidates(cancel))
            {
                var candidate = (await place.Desk.Find(row.Name, cancel))!;
                Screens.Line($"proposed: {row.Name}, {row.SetSha256[..12]} by {row.Author}: {row.What} ({(candidate.IsInForce ? "in force" : candidate.Shadow is null ? "not tried" : "tried")}; {string.Join(", ", candidate.Changed)})");
            }
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Propose()
    {
        var options = new Options();
        var from = new Option<string>("--from") { Description = "Folder with the files that differ, as under jobs/ (measures/, value-sets/, lexicon/, clinical/; site-value-sets/): laid over the rules in force, of two with one path these hold.", HelpName = "DIR", Required = true };
        var what = new Option<string>("--what") { Description = "What is different, for people.", HelpName = "TEXT", Required = true };
        var command = new Command("propose", "Write changed rules down under a name. They have to be without errors; before they are tried all cases have to come out right.") { options.Name, from, what, options.By, options.Database, options.Jobs, options.ValueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var folder = parsed.GetRequiredValue(from);
            if (!Directory.Exists(folder))
                throw new InputException($"--from: there is no folder {folder}");
            await using var place = await options.Open(parsed, cancel);
            await place.Desk.Propose(parsed.GetRequiredValue(options.Name), RuleFolder.Read(folder, Path.Combine(folder, RuleFiles.SiteSets)), await place.Person(parsed.GetRequiredValue(options.By), cancel), parsed.GetRequiredValue(what), cancel);
            var candidate = (await place.Desk.Find(parsed.GetRequiredValue(options.Name), cancel))!;
            Screens.Line($"proposed: {candidate.Row.Name}, {candidate.Row.SetSha256[..12]}");
            foreach (var path in candidate.Changed)
                Screens.Line($"differs: {path}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Try()
    {
        var options = new Options();
        var job = new Option<string?>("--job") { Description = "The job whose newest run's input is read (default: that of the newest run).", HelpName = "JOB" };
        var quiet = CommonOptions.Quiet();
        var command = new Command("try", "Apply a candidate beside the rules in force to what the newest run read, and publish nothing.") { options.Name, job, options.By, options.Database, options.Jobs, options.ValueSets, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var place = await options.Open(parsed, cancel);
            var person = await place.Person(parsed.GetRequiredValue(options.By), cancel);
            var shadow = await ProgressView.Show(parsed.GetValue(quiet), progress => Task.Run(() => place.Desk.Try(parsed.GetRequiredValue(options.Name), parsed.GetValue(job), parsed.GetRequiredValue(options.By), progress, cancel), CancellationToken.None));
            var user = (await new UserTable(place.Database).List(cancel)).First(u => u.UserId == person);
            await Print(place.Database, shadow, user.Grants.Roles.May(Permission.DecideStanding), cancel);
            await PrintNew(place, shadow, parsed.GetRequiredValue(options.Name), user, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Activate()
    {
        var options = new Options();
        var overrule = new Option<string?>("--overrule") { Description = "Why sentences that people confirmed may be read otherwise; needed where some are.", HelpName = "TEXT" };
        var command = new Command("activate", "Put a candidate in force that was tried and that somebody else wrote.") { options.Name, options.By, options.Reason, overrule, options.Database, options.Jobs, options.ValueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var place = await options.Open(parsed, cancel);
            var name = parsed.GetRequiredValue(options.Name);
            var candidate = await place.Desk.Find(name, cancel) ?? throw new InputException($"there is no candidate '{name}'");
            await place.Desk.Activate(name, candidate.Row.SetSha256, await place.Person(parsed.GetRequiredValue(options.By), cancel), parsed.GetRequiredValue(options.Reason), parsed.GetValue(overrule), cancel);
            Screens.Line($"in force: {candidate.Row.SetSha256[..12]}; runs that begin from now on go by it");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Back()
    {
        var options = new Options();
        var command = new Command("back", "Put in force again what was before the last change.") { options.By, options.Reason, options.Database, options.Jobs, options.ValueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var place = await options.Open(parsed, cancel);
            var last = (await place.Desk.Activations(cancel)).FirstOrDefault() ?? throw new InputException("nothing was put in force here yet: the rules are those of the folder");
            await place.Desk.GoBack(last.Number, await place.Person(parsed.GetRequiredValue(options.By), cancel), parsed.GetRequiredValue(options.Reason), cancel);
            Screens.Line($"in force: {last.PreviousSha256[..12]}; runs that begin from now on go by it");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Export()
    {
        var options = new Options();
        var to = new Option<string>("--to") { Description = "A folder that is not there yet.", HelpName = "DIR", Required = true };
        var command = new Command("export", $"Write the files of a candidate, or of the rules in force ({InForce}), into a folder: to be changed there.") { options.Name, to, options.Database, options.Jobs, options.ValueSets };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var place = await options.Open(parsed, cancel);
            var (name, folder) = (parsed.GetRequiredValue(options.Name), parsed.GetRequiredValue(to));
            if (Directory.Exists(folder))
                throw new InputException($"--to: {folder} is there already");
            var files = name == InForce ? await place.Desk.InForce(cancel) : (await place.Desk.Find(name, cancel))?.Files ?? throw new InputException($"there is no candidate '{name}'");
            RuleFolder.Write(files, folder);
            Screens.Line($"{Amounts.Of(files.Contents.Count, "file")} in {folder}");
            return ExitCode.Done;
        }));
        return command;
    }

    // As the page does: what is silent is told to who decides what goes live, and is called so.
    private static async Task Print(OpportuneDatabase database, ShadowRow shadow, bool seesSilent, CancellationToken cancel)
    {
        var (counts, shown) = await database.Read(connection => (RuleTable.Counts(connection, shadow.ShadowId, Sight.Everything, seesSilent), StandingTable.Standings(connection)), cancel);
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("measure", "site", "tier", "change", "because of", "patients");
        foreach (var count in counts)
            table.AddRow(Markup.Escape(count.Measure), Markup.Escape($"{count.Site}{(shown.Of(count.Measure, count.Site) == Standing.Silent ? " (silent)" : "")}".Trim()), count.Tier.ToString(CultureInfo.InvariantCulture), count.Change, count.Cause, count.Amount.ToString("N0", CultureInfo.InvariantCulture));
        Screens.Out.Write(table);
        if (shadow is { EntriesBefore: 0, EntriesAfter: 0 })
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{shadow.Job} as of {shadow.AsOf:yyyy-MM-dd}: nobody is given an entry of what these rules list, before or after: what is silent has none, so that no share of them moves"));
        else
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{shadow.Job} as of {shadow.AsOf:yyyy-MM-dd}: {shadow.EntriesBefore:N0} open entries, then {shadow.EntriesAfter:N0}: {shadow.EntriesEntering:N0} come ({shadow.EntriesQueued:N0} of them wait), {shadow.EntriesLeaving:N0} go; {shadow.Moved:P1} of them move"));
        foreach (var note in shadow.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Screens.Line(note);
    }

    // A measure that is not in force yet is silent everywhere, and who wrote it would learn nothing by trying it: how many it would list is told to its author and to who decides
    // what goes live; who these are, to who decides alone.
    private static async Task PrintNew(Place place, ShadowRow shadow, string name, UserRow user, CancellationToken cancel)
    {
        var candidate = await place.Desk.Find(name, cancel);
        if (candidate is null || (candidate.Row.AuthorId != user.UserId && !user.Grants.Roles.May(Permission.DecideStanding)))
            return;
        var inForce = await place.Desk.InForce(cancel);
        var fresh = candidate.Changed.Where(p => p.StartsWith("measures/", StringComparison.Ordinal) && !p.EndsWith(".cases.yaml", StringComparison.Ordinal) && !inForce.Contents.ContainsKey(p)).Select(p => Path.GetFileNameWithoutExtension(p));
        var counts = await place.Database.Read(connection => RuleTable.Counts(connection, shadow.ShadowId, Sight.Everything, silent: true), cancel);
        foreach (var measure in fresh)
        {
            var listed = counts.FindAll(c => c.Measure == measure && c.Change == "enters");
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{measure} is new, and silent until somebody decides about it: it would list {Amounts.Of(listed.Sum(c => c.Amount), "patient")}{string.Concat(listed.GroupBy(c => c.Tier).OrderBy(g => g.Key).Select(g => $", {g.Sum(c => c.Amount)} in tier {g.Key}"))}"));
        }
    }

    private sealed class Options
    {
        public Argument<string> Name { get; } = new("name") { Description = "Name of the candidate: small letters, digits, hyphens.", HelpName = "NAME" };

        public Option<string> By { get; } = new("--by") { Description = "The person's account.", HelpName = "NAME", Required = true };

        public Option<string> Reason { get; } = new("--reason") { Description = "Why; it is kept.", HelpName = "TEXT", Required = true };

        public Option<DatabaseUrl> Database { get; } = CommonOptions.Database(required: true);

        public Option<string?> Jobs { get; } = CommonOptions.Jobs();

        public Option<string?> ValueSets { get; } = CommonOptions.ValueSets();

        public async Task<Place> Open(ParseResult parsed, CancellationToken cancel)
        {
            var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(Database), TimeProvider.System, cancel);
            var rules = await CurrentRules.Open(database, parsed.GetValue(Jobs), parsed.GetValue(ValueSets), cancel);
            return new(database, new(database, rules.Office));
        }
    }

    private sealed record Place(OpportuneDatabase Database, RuleDesk Desk) : IAsyncDisposable
    {
        public async Task<string> Person(string name, CancellationToken cancel) =>
            (await new UserTable(Database).FindByName(name, cancel))?.UserId ?? throw new InputException($"--by: there is no account '{name}'; 'user list' shows them");

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
