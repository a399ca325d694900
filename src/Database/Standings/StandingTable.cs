using System.Data.Common;
using System.Globalization;
using Dapper;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Validation;

namespace Opportune.Database.Standings;

/// <summary>What somebody wants a measure at a site to be.</summary>
/// <param name="Measure">Measure id.</param>
/// <param name="Site">Site; empty where the source names none.</param>
/// <param name="Standing">What it is to be.</param>
/// <param name="Panels">To which panels a pilot is shown; of the others none.</param>
/// <param name="Reason">Why.</param>
/// <param name="Versions">What the person saw published (<see cref="StandingPart.Versions"/>).</param>
/// <param name="Release">How a pilot comes to its panels one after another; null: to all of them at once.</param>
public sealed record StandingWish(string Measure, string Site, Standing Standing, IReadOnlyList<string> Panels, string Reason, string Versions, SteppedRelease? Release = null);

/// <summary>
/// Whether each measure at each site is silent, in pilot or live. Decisions are added, never changed; the last of a part is in force, and what nobody
/// decided about is silent. What is in force holds at once in everything that people see, and opens and ends entries with the next publication.
/// </summary>
public sealed class StandingTable(OpportuneDatabase database)
{
    /// <summary>The shortest reason.</summary>
    public const int ShortestReason = 10;

    /// <summary>The longest.</summary>
    public const int LongestReason = 500;

    private const string InventedReason = "invented hospital, no validation";

    /// <summary>All parts that are published or were decided about, with what is in force.</summary>
    public Task<IReadOnlyList<StandingPart>> List(CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<StandingPart>>(connection => Parts(connection), cancel);

    /// <summary>The measures of which somebody who works with those patients is shown anything: what is silent stands nowhere, not even as a name with nobody below it.</summary>
    public Task<IReadOnlySet<string>> Shown(Scope scope, CancellationToken cancel = default) => database.Read<IReadOnlySet<string>>(connection =>
    {
        var shown = Standings(connection);
        return RunCatalog.Publications(connection).Where(p => shown.Shows(p.Measure, p.Site, scope)).Select(p => p.Measure).ToHashSet(StringComparer.Ordinal);
    }, cancel);

    /// <summary>The panels that a pilot of a site can be shown to: those that its patients are in.</summary>
    public Task<IReadOnlyList<string>> Panels(string site, CancellationToken cancel = default) => database.Ask<IReadOnlyList<string>>(connection => Panels(connection, site), cancel);

    /// <summary>The decisions about a part, the newest first.</summary>
    public Task<IReadOnlyList<StandingDecision>> History(string measure, string site, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<StandingDecision>>(connection => connection.Query<StandingDecision>(Sql.Load("standings/list-decisions.sql"), new { measure, site }).AsList(), cancel);

    /// <summary>Decides about a part that is published.</summary>
    /// <param name="wish">What it is to be.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="role">In which role; null: none. Only a clinical lead makes a measure live.</param>
    /// <param name="settings">What a sample must show before a measure goes live.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Why nothing was decided; null: it was.</returns>
    public Task<string?> Decide(StandingWish wish, string by, Role? role, ValidationSettings settings, CancellationToken cancel = default) => database.Write(connection =>
    {
        connection.Execute(Sql.Load("standings/take-turn.sql"));
        var part = Parts(connection).Find(p => p.Measure == wish.Measure && p.Site == wish.Site);
        if ((Refusal(wish, part, role) ?? PanelRefusal(connection, wish) ?? ReleaseRefusal(connection, wish)) is { } refused)
            return (string?)refused;
        var (sample, unproven) = wish.Standing == Standing.Live ? ValidationTable.Basis(connection, part!, settings) : (null, null);
        if (unproven is not null)
            return unproven;
        IReadOnlyList<string> panels = wish.Standing == Standing.Pilot ? [.. wish.Panels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
        Keep(connection, part!, wish.Standing, panels, wish.Standing == Standing.Live ? StandingBasis.Signed : StandingBasis.Decided, wish.Reason.Trim(), by, role, sample, wish.Release);
        return null;
    }, cancel);

    /// <summary>Says that the hospital is invented, so that all is shown that nobody decides otherwise about. Only of a database of which nothing is published.</summary>
    /// <exception cref="InvalidOperationException">Something is published.</exception>
    public Task DeclareInvented(string by, CancellationToken cancel = default) => database.Write(connection =>
    {
        connection.Execute(Sql.Load("standings/take-turn.sql"));
        var parts = Parts(connection);
        if (parts.Exists(p => p.RunId is not null))
            throw new InvalidOperationException("a list is published already: it is not an invented hospital's");
        if (parts.Count == 0)
            Keep(connection, new() { Measure = ShownParts.All, Site = ShownParts.All }, Standing.Live, [], StandingBasis.Invented, InventedReason, by, null, null, null);
        return 0;
    }, cancel);

    /// <summary>When pilots come to their panels, of all decisions with a stepped release, in order.</summary>
    public Task<IReadOnlyList<StandingStep>> Steps(CancellationToken cancel = default) => database.Ask<IReadOnlyList<StandingStep>>(connection => Steps(connection), cancel);

    /// <summary>What stepped releases say of cases.</summary>
    public static PanelReleases Releases(DbConnection connection) =>
        new(Steps(connection).Select(s => new PanelStep(s.Measure, s.Site, s.Panel, s.FromDay, s.EndedAt is { } ended ? DateOnly.FromDateTime(ended.UtcDateTime) : null)));

    /// <summary>The day on which the last panel begins of a stepped release of a measure that goes on as of what is published of it; null: none does.</summary>
    public static DateOnly? ReleasedUntil(DbConnection connection, string measure) =>
        Releases(connection).RunsUntil(measure, Parts(connection).Where(p => p.Measure == measure).Max(p => p.AsOf) ?? DateOnly.MinValue);

    /// <summary>Shows pilots to the panels whose day has come as of a publication, inside its transaction.</summary>
    internal static void ShowDue(DbConnection connection, DateOnly asOf) => connection.Execute(Sql.Load("standings/show-due.sql"), new { as_of = asOf });

    /// <summary>What is shown to whom.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="asOf">What a publication as of that day shows, with the panels to whom a pilot comes by then; null: what is shown now.</param>
    public static ShownParts Shown(DbConnection connection, DateOnly? asOf = null) => Shown(
        connection, asOf, connection.Query<(string Patient, string Panel)>(Sql.Load("standings/list-patients-of-pilots.sql"), new { as_of = asOf }).ToDictionary(p => p.Patient, p => p.Panel, StringComparer.Ordinal));

    /// <summary>What each measure is at each site, without the patients of pilots.</summary>
    public static ShownParts Standings(DbConnection connection) => Shown(connection, null, new Dictionary<string, string>());

    private static ShownParts Shown(DbConnection connection, DateOnly? asOf, IReadOnlyDictionary<string, string> panelOf) => new(
        connection.Query<(string, string, string)>(Sql.Load("standings/list-shown.sql"), new { as_of = asOf }).AsList(),
        connection.Query<(string, string)>(Sql.Load("standings/list-hidden.sql"), new { as_of = asOf }).AsList(),
        panelOf);

    /// <summary>Why a reason will not do; null: it does.</summary>
    internal static string? ReasonRefusal(string reason) =>
        reason.Trim().Length < ShortestReason ? $"say why in at least {ShortestReason} characters; it is kept with your name"
        : reason.Length > LongestReason ? $"a reason has at most {LongestReason} characters"
        : FieldRules.TextRefusal(reason);

    private static string? Refusal(StandingWish wish, StandingPart? part, Role? role) =>
        part is null || part.IsInvented || part.RunId is null ? "nothing of that measure is published at that site yet; run a job that evaluates it first"
        : ReasonRefusal(wish.Reason) is { } reason ? reason
        : wish.Standing == Standing.Pilot && wish.Panels.Count == 0 ? "a pilot is shown to named panels: name one at least"
        : wish.Panels.Any(p => p.Length is 0 or > 200 || p.Any(char.IsControl)) ? "a panel's name cannot be read"
        : wish.Versions != part.Versions ? "what is published has changed since you looked; look at it again and decide then"
        : wish.Standing == Standing.Live && role != Role.ClinicalLead ? "live needs the signature of a clinical lead, on the measure's page"
        : null;

    private static string? ReleaseRefusal(DbConnection connection, StandingWish wish) => wish.Release is not { } release ? null
        : wish.Standing != Standing.Pilot ? "only a pilot comes to panels one after another"
        : wish.Panels.Distinct(StringComparer.Ordinal).Count() < 2 ? "name two panels at least that a pilot is to come to one after another"
        : release.Months is < 1 or > SteppedRelease.MostMonths ? string.Create(CultureInfo.InvariantCulture, $"from one panel to the next there are 1 to {SteppedRelease.MostMonths} months")
        : release.First <= DateOnly.FromDateTime(connection.Now().UtcDateTime) ? "the first panel begins on a later day: the order is kept before it does"
        : release.Seed.Trim().Length is 0 or > SteppedRelease.LongestSeed ? $"a seed has 1 to {SteppedRelease.LongestSeed} characters"
        : FieldRules.TextRefusal(release.Seed);

    // A pilot of a panel that nobody is in would list nobody, and look as if there were nothing to list.
    private static string? PanelRefusal(DbConnection connection, StandingWish wish)
    {
        if (wish.Standing != Standing.Pilot)
            return null;
        var known = Panels(connection, wish.Site);
        return wish.Panels.FirstOrDefault(p => !known.Contains(p)) is { } unknown
            ? Spelling.Unknown(wish.Site.Length == 0 ? "panel" : $"panel of {wish.Site}", unknown, known)
            : null;
    }

    private static List<string> Panels(DbConnection connection, string site) => connection.Query<string>(Sql.Load("standings/list-panels-of-site.sql"), new { site }).Order(NaturalOrder.Comparer).AsList();

    private static List<StandingStep> Steps(DbConnection connection) => connection.Query<StandingStep>(Sql.Load("standings/list-steps.sql")).AsList();

    /// <summary>All parts, with what is in force.</summary>
    internal static List<StandingPart> Parts(DbConnection connection) => connection.Query<StandingPart>(Sql.Load("standings/list-parts.sql")).AsList();

    private static void Keep(DbConnection connection, StandingPart part, Standing standing, IReadOnlyList<string> panels, StandingBasis basis, string reason, string by, Role? role, long? sample, SteppedRelease? release)
    {
        var steps = release?.Steps(panels) ?? [];
        var at = new { measure = part.Measure, site = part.Site };
        var decision = connection.QuerySingle<long>(Sql.Load("standings/add-decision.sql"), new
        {
            at.measure,
            at.site,
            standing = EntryNames.Of(standing),
            panels = string.Join('\n', steps.Count > 0 ? steps.Select(s => s.Panel) : panels),
            basis = EntryNames.Of(basis),
            reason,
            decided_by = by,
            role = role is { } held ? EntryNames.Of(held) : "",
            decided_at = connection.Now(),
            run_id = part.RunId,
            measure_version = part.MeasureVersion,
            measure_sha256 = part.MeasureSha256,
            sets_sha256 = part.SetsSha256,
            lexicon_sha256 = part.LexiconSha256,
            sample_id = sample,
        });
        connection.Execute(Sql.Load("standings/hide-part.sql"), at);
        foreach (var (panel, from) in steps)
            connection.Execute(Sql.Load("standings/add-step.sql"), new { decision_id = decision, panel, from_day = from, seed = release!.Seed.Trim() });
        foreach (var panel in standing switch { Standing.Silent => [], Standing.Live => [""], _ when steps.Count > 0 => [], _ => panels })
            connection.Execute(Sql.Load("standings/show-part.sql"), new { at.measure, at.site, panel });
        PublishedState.Turn(connection);
        connection.Execute(Sql.Load("standings/detach-lines.sql"), at);
        LeadOn(connection, part);
    }

    // What the measure led and has other lines goes on with the most urgent of these, as the next publication would have it; which of several lines leads is its to say.
    private static void LeadOn(DbConnection connection, StandingPart part)
    {
        foreach (var led in connection.Query<LedEntry>(Sql.Load("standings/list-led.sql"), new { measure = part.Measure, site = part.Site }).AsList().DistinctBy(l => l.EntryId))
        {
            var finding = led.Status == "open" ? EntryFinding.Open : EntryFinding.TreatmentUnknown;
            connection.Execute(Sql.Load("standings/lead-on.sql"), new
            {
                entry_id = led.EntryId,
                leader = led.Other,
                finding = EntryNames.Of(finding),
                since = part.AsOf,
                reason = led.StatusReason,
                tier = led.Tier,
                priority = led.Priority,
                index_date = led.IndexDate,
                due_date = Workload.Due(led.DueDate, led.ShownOn),
                covered_to = led.CoveredTo,
                provider_id = led.ProviderId,
            });
            connection.Execute(Sql.Load("standings/mark-leading-line.sql"), new { entry_id = led.EntryId, leader = led.Other });
            connection.Execute(Sql.Load("standings/note-led-on.sql"), new { entry_id = led.EntryId, at = connection.Now(), as_of = part.AsOf, state = led.State, text = "What led it is not shown here any more; it goes on with its other lines." });
        }
    }

    // An entry that lost the line that led it, and the line that it goes on with.
    private sealed record LedEntry
    {
        public string EntryId { get; init; } = "";
        public string State { get; init; } = "";
        public DateOnly? ShownOn { get; init; }
        public string Other { get; init; } = "";
        public string Status { get; init; } = "";
        public string StatusReason { get; init; } = "";
        public long Tier { get; init; }
        public string Priority { get; init; } = "";
        public DateOnly IndexDate { get; init; }
        public DateOnly? DueDate { get; init; }
        public DateOnly? CoveredTo { get; init; }
        public string? ProviderId { get; init; }
    }
}
