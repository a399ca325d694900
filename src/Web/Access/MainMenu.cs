using Microsoft.AspNetCore.Http;
using Opportune.Core;

namespace Opportune.Web.Access;

/// <summary>Where a person with certain roles goes: what stands above every page, the first of it being where the person begins.</summary>
internal static class MainMenu
{
    // More than these do not stand in one line: they are put into their groups then.
    private const int MostSideBySide = 7;

    private const string Rules = "Rules", Office = "Office";

    private static readonly (string Path, string Name, string? Group, Permission Needs)[] All =
    [
        ("/", "My day", null, Permission.SeePatients),
        ("/worklist", "Worklist", null, Permission.SeePatients),
        ("/hand-offs", "Hand-off", null, Permission.SeePatients),
        ("/runs", "Runs", Office, Permission.SeeRuns),
        ("/schedules", "Schedules", Office, Permission.SeeRuns),
        ("/alarms", "Alarms", Office, Permission.ControlRuns),
        ("/measures", "Measures", Rules, Permission.ProposeRules),
        ("/validation", "Validation", Rules, Permission.ValidateMeasures),
        ("/going-live", "Going live", Rules, Permission.SeeStanding),
        ("/quality", "Quality", Rules, Permission.SeeQuality),
        ("/people", "People", Office, Permission.ManagePeople),
        ("/audit", "Audit", Office, Permission.ReadAudit),
    ];

    // What is reached from Measures.
    private static readonly string[] OfMeasures = ["/rules", "/value-sets", "/lexicon", "/disputes"];

    /// <summary>Whether a page is the one of that address, or below it.</summary>
    public static bool IsAt(PathString page, string address) =>
        address == "/" ? page == "/" : page.StartsWithSegments(address) || (address == "/measures" && OfMeasures.Any(p => page.StartsWithSegments(p)));

    /// <summary>Groups of address and name; a group without a name, or of one alone, stands open.</summary>
    public static IReadOnlyList<(string? Group, IReadOnlyList<(string Path, string Name)> Pages)> Of(Roles roles)
    {
        var mine = All.Where(p => roles.May(p.Needs)).ToList();
        return
        [
            .. mine.GroupBy(p => mine.Count > MostSideBySide ? p.Group : null)
                .Select(g => (g.Count() > 1 ? g.Key : null, (IReadOnlyList<(string, string)>)[.. g.Select(p => (p.Path, p.Name))])),
        ];
    }

    /// <summary>Where a person begins who sees no patient; the account's own page where there is nothing else.</summary>
    public static string Beginning(Roles roles) => All.Where(p => roles.May(p.Needs)).Select(p => p.Path).FirstOrDefault() ?? "/account";

    /// <summary>"clinician, clinical lead"</summary>
    public static string Words(Roles roles) => string.Join(", ", roles.Select(r => EntryNames.Of(r).Replace('-', ' '))) is { Length: > 0 } words ? words : "no role";
}
