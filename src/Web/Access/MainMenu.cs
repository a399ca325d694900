using Opportune.Core;

namespace Opportune.Web.Access;

/// <summary>Where a person with certain roles goes: what stands above every page, the first of it being where the person begins.</summary>
internal static class MainMenu
{
    private static readonly (string Path, string Name, Permission Needs)[] All =
    [
        ("/", "My day", Permission.SeePatients),
        ("/worklist", "Worklist", Permission.SeePatients),
        ("/hand-offs", "Hand-off", Permission.SeePatients),
        ("/runs", "Runs", Permission.SeeRuns),
        ("/schedules", "Schedules", Permission.SeeRuns),
        ("/measures", "Measures", Permission.ProposeRules),
        ("/validation", "Validation", Permission.ValidateMeasures),
        ("/going-live", "Going live", Permission.SeeStanding),
        ("/quality", "Quality", Permission.SeeQuality),
        ("/people", "People", Permission.ManagePeople),
        ("/audit", "Audit", Permission.ReadAudit),
    ];

    /// <summary>Address and name of each.</summary>
    public static IEnumerable<(string Path, string Name)> Of(Roles roles) => All.Where(p => roles.May(p.Needs)).Select(p => (p.Path, p.Name));

    /// <summary>Where a person begins who sees no patient; the account's own page where there is nothing else.</summary>
    public static string Beginning(Roles roles) => Of(roles).Select(p => p.Path).FirstOrDefault() ?? "/account";

    /// <summary>"clinician, clinical lead"</summary>
    public static string Words(Roles roles) => string.Join(", ", roles.Select(r => EntryNames.Of(r).Replace('-', ' '))) is { Length: > 0 } words ? words : "no role";
}
