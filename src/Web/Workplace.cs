using System.Data.Common;
using System.Net;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web;

/// <summary>What the pages are told by the program that serves them.</summary>
public sealed record Workplace
{
    /// <summary>The rules in force now; they may be others with the next question.</summary>
    public required Func<RulesInForce> Rules { get; init; }

    /// <summary>The measures, in the order of their tabs.</summary>
    public IReadOnlyList<Measure> Measures => Rules().Measures;

    /// <summary>What may be decided.</summary>
    public required Dispositions Dispositions { get; init; }

    /// <summary>What is backlog, how much of it comes a week, and what a week has only so many of.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>What a measure must show before it goes live.</summary>
    public ValidationSettings Validation { get; init; } = new();

    /// <summary>How patients are handed to clinicians; null: they cannot be here.</summary>
    public HandOffRules? HandOff { get; init; }

    /// <summary>A measure as plain English.</summary>
    public string English(Measure measure) => Rules().English(measure);

    /// <summary>The site's time zone: "today" and the times of day on the pages are its.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Folder for the keys that sign sessions; made for its owner only.</summary>
    public required string KeysFolder { get; init; }

    /// <summary>Runs that schedules wanted by an instant and that did not begin; without schedules there are none.</summary>
    public Func<DbConnection, DateTimeOffset, IReadOnlyList<MissedRun>> Missed { get; init; } = (_, _) => [];

    /// <summary>What administrators need to start, change and publish runs; null: they look only.</summary>
    public Office? Office { get; init; }

    /// <summary>Opens a patient's chart, with <c>{mrn}</c> in it; null: there is no such link.</summary>
    public string? ChartLink { get; init; }

    /// <summary>Shown above every page ("Demo: invented patients"); null: nothing.</summary>
    public string? Banner { get; init; }

    /// <summary>Whether the banner is that of an installation for patients: quieter, and of another colour.</summary>
    public bool IsProduction { get; init; }

    /// <summary>From when on data is marked as old on every page, and what then asks for a confirmation or is refused.</summary>
    public FreshnessLimits Freshness { get; init; } = new();

    /// <summary>The systems of identifiers in what is exported as FHIR.</summary>
    public IdentifierSystems Identifiers { get; init; } = new();

    /// <summary>A session ends after so long without a page.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A session ends so long after signing in, however busy it was.</summary>
    public TimeSpan SessionLongest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Addresses of the proxies that may say for whom, and over what, they ask; none: nobody may.</summary>
    public IReadOnlyCollection<IPAddress> Proxies { get; init; } = [];

    /// <summary>How people sign in besides by a password of their own.</summary>
    public SignInSettings SignIn { get; init; } = new();

    /// <summary>Opens the chart of that record number; null: there is no such link, or no record number.</summary>
    public string? ChartOf(string? mrn) => mrn is null ? null : ChartLink?.Replace("{mrn}", Uri.EscapeDataString(mrn), StringComparison.Ordinal);

    /// <summary>The measure of that id; null where the rules no longer have it.</summary>
    public Measure? Find(string id) => Measures.FirstOrDefault(m => m.Id == id);

    /// <summary>Its title, or its id where the rules no longer have it.</summary>
    public string TitleOf(string measure) => Find(measure)?.Title ?? measure;

    /// <summary>What a criterion or an index class of a measure asks, in the rule's own words; null where the rules no longer have it.</summary>
    public string? TitleOf(string measure, string criterion) => Find(measure) is { } rule
        ? rule.Criteria.GetValueOrDefault(criterion)?.Title ?? rule.Index.Classes.FirstOrDefault(c => c.Name == criterion)?.Title
        : null;

    /// <summary>
    /// The evidence of a line as people read it: named in the rule's own words, and each item once. One that says a tier and a note
    /// is there for both, and looks like two on a page.
    /// </summary>
    public IReadOnlyList<Evidence> EvidenceOf(EntryLine line) =>
        [.. Evidence.Parse(line.Evidence).Select(e => e with { Name = TitleOf(line.Measure, e.Criterion) ?? e.Name }).DistinctBy(e => e with { Role = "" })];

    /// <summary>Its name in two or three words.</summary>
    public string LabelOf(string measure) => Find(measure)?.Label ?? measure;
}
