using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Opportune.App.Commands;

/// <summary><c>standing ...</c>: whether each measure is silent, in pilot or live at each site.</summary>
internal static class StandingCommand
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("standing", "Whether each measure is silent, in pilot or live at each site: look, silence, put into pilot.") { List(), Set() };

    private static Command List()
    {
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "What each measure is at each site, since when and why.") { url, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var parts = await new StandingTable(database).List(cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(parts.Select(p => new { p.Measure, p.Site, Standing = EntryNames.Of(InForce(p, parts)), Panels = Panels(p), p.Basis, p.Reason, p.DecidedBy, p.Role, p.DecidedAt, p.AsOf, p.MeasureVersion, p.IsAsDecided }), Form));
            else if (parts.Count == 0)
                Console.WriteLine("nothing is published yet");
            else
                Print(parts);
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
        var reason = new Option<string>("--reason") { Description = "Why: kept with the decision. No patient identifiers.", HelpName = "TEXT", Required = true };
        var url = CommonOptions.Database(required: true);
        var command = new Command("set", "Silence a measure at a site, or put it into pilot.") { measure, site, to, panels, reason, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var standings = new StandingTable(database);
            var (id, at) = (parsed.GetRequiredValue(measure), parsed.GetValue(site)!);
            var seen = (await standings.List(cancel)).FirstOrDefault(p => p.Measure == id && p.Site == at)?.Versions ?? "";
            var wish = new StandingWish(id, at, EntryNames.Parse<Standing>(parsed.GetRequiredValue(to)), parsed.GetValue(panels) ?? [], parsed.GetRequiredValue(reason), seen);
            if (await standings.Decide(wish, CommonOptions.Caller, null, new(), cancel) is { } refused)
                throw new InputException(refused);
            Screens.Line($"{id} at {SiteText(at)}: {parsed.GetRequiredValue(to)}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<StandingPart> parts)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("measure", "site", "is", "since", "by", "why");
        foreach (var part in parts)
        {
            table.AddRow(
                part.IsInvented ? "all others" : Markup.Escape(part.Measure), part.IsInvented ? "all" : Markup.Escape(part.Site), EntryNames.Of(InForce(part, parts)) + Markup.Escape(Panels(part) is { Length: > 0 } named ? $" ({string.Join(", ", named)})" : ""),
                part.DecidedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC") : "", Markup.Escape(part.DecidedBy ?? ""), Markup.Escape(part.Reason ?? (InForce(part, parts) == Standing.Live ? "as all of the invented hospital" : "nobody decided about it")));
        }
        Screens.Out.Write(table);
    }

    // Of an invented hospital what nobody decided about is live.
    private static Standing InForce(StandingPart part, IReadOnlyList<StandingPart> all) => part.Standing is null && all.Any(p => p.IsInvented) ? Standing.Live : part.InForce;

    private static string[] Panels(StandingPart part) => part.Panels is { Length: > 0 } panels ? panels.Split('\n') : [];

    private static string SiteText(string site) => site.Length == 0 ? "all sites" : site;
}
