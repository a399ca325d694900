using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;

namespace Opportune.Web.Pages.Office;

/// <summary>Who did and saw what, restricted records that were opened, and whether the trail is as it was written.</summary>
internal sealed class AuditModel(OpportuneDatabase database, AuditTrail trail, Workplace workplace) : PageModel
{
    private const int PageRows = 100;
    private const int MostOpenings = 20;
    private const int MostFaults = 20;

    /// <summary>What is looked for.</summary>
    public AuditFilter Filter { get; private set; } = new();

    /// <summary>The records, the newest first.</summary>
    public IReadOnlyList<AuditRow> Records { get; private set; } = [];

    /// <summary>Where the older ones are; null: there are none.</summary>
    public string? Older { get; private set; }

    /// <summary>The last restricted records that were opened.</summary>
    public IReadOnlyList<RecordOpening> Openings { get; private set; } = [];

    /// <summary>What the check of the whole trail found; null: it was not asked for.</summary>
    public AuditVerification? Verification { get; private set; }

    /// <summary>The first of what is wrong.</summary>
    public IEnumerable<AuditFault> Faults => Verification!.Faults.Take(MostFaults);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows what is looked for.</summary>
    public Task OnGet(string? who, string? action, string? subject, string? since, string? until, int skip, CancellationToken cancel) => Load(who, action, subject, since, until, skip, cancel);

    /// <summary>Looks at every record again.</summary>
    public async Task OnPost(CancellationToken cancel)
    {
        Verification = await AuditVerification.Of(database, trail.Folder, cancel);
        await Load(null, null, null, null, null, 0, cancel);
    }

    private async Task Load(string? who, string? action, string? subject, string? since, string? until, int skip, CancellationToken cancel)
    {
        Filter = new() { Who = Text(who), Action = Text(action), Subject = Text(subject), Since = Day(since), Until = Day(until), Skip = Math.Max(0, skip), Limit = PageRows + 1 };
        var found = await AuditTable.Find(database, Filter, cancel);
        Records = [.. found.Take(PageRows)];
        Older = found.Count > PageRows ? Address(Filter.Skip + PageRows) : null;
        Openings = await RestrictedRecords.Last(database, MostOpenings, cancel);
    }

    private string Address(int skip) => QueryHelpers.AddQueryString("/audit", new Dictionary<string, string?>
    {
        ["who"] = Filter.Who,
        ["action"] = Filter.Action,
        ["subject"] = Filter.Subject,
        ["since"] = Filter.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["until"] = Filter.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["skip"] = skip.ToString(CultureInfo.InvariantCulture),
    }.Where(p => p.Value is not null));

    private static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text && FieldRules.TextRefusal(text) is null ? text : null;

    private static DateOnly? Day(string? typed) => DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
