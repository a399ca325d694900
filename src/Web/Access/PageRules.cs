using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using static Opportune.Web.Access.PageRule;

namespace Opportune.Web.Access;

/// <summary>Who may look at which page, and send its forms. What does not stand here is refused.</summary>
internal static class PageRules
{
    private static readonly PageRule See = Any(Permission.SeePatients), Decide = Any(Permission.DecideEntries), Export = Any(Permission.ExportPatients),
        Runs = Any(Permission.SeeRuns), Control = Any(Permission.ControlRuns), People = Any(Permission.ManagePeople), Trail = Any(Permission.ReadAudit),
        SeeStanding = Any(Permission.SeeStanding), DecideStanding = Any(Permission.DecideStanding), Propose = Any(Permission.ProposeRules),
        Validate = Any(Permission.ValidateMeasures);

    // The page; who looks at it; who sends its forms (null: it has none).
    private static readonly Dictionary<string, (PageRule Look, PageRule? Send)> Pages = new(StringComparer.Ordinal)
    {
        ["/Account"] = (SignedIn, SignedIn),
        ["/AccountCode"] = (SignedIn, SignedIn),
        ["/Answer"] = (Decide, Decide),
        ["/Bulk"] = (Decide, Decide),
        ["/BulkDone"] = (Decide, Decide),
        ["/Clinician"] = (Decide, Decide),
        ["/Disputes"] = (See, Any(Permission.AnswerDisputes)),
        ["/Entry"] = (See, Decide),
        ["/Error"] = (Open, Open),
        ["/Export"] = (Export, Export),
        ["/Exports"] = (Any(Permission.SeeExports, Permission.DecideEntries), Decide),
        ["/HandOff"] = (Decide, Decide),
        ["/HandOffs"] = (See, null),
        ["/HandOver"] = (Decide, Decide),
        ["/Index"] = (SignedIn, See),
        ["/Judge"] = (Validate, Validate),
        ["/Next"] = (SignedIn, Decide),
        ["/Office/Alarms"] = (Control, Control),
        ["/Office/Audit"] = (Trail, Trail),
        ["/Office/Lexicon"] = (SignedIn, null),
        ["/Office/Measure"] = (SignedIn, null),
        ["/Office/Measures"] = (SignedIn, null),
        ["/Office/People"] = (People, null),
        ["/Office/Person"] = (People, People),
        ["/Office/RuleChange"] = (Propose, null),
        ["/Office/RuleChanges"] = (Propose, null),
        ["/Office/RuleFile"] = (Propose, Propose),
        ["/Office/Quality"] = (Any(Permission.SeeQuality), null),
        ["/Office/QualityReport"] = (Any(Permission.SeeQuality), null),
        ["/Office/Run"] = (Runs, null),
        ["/Office/Runs"] = (Runs, null),
        ["/Office/Schedule"] = (Runs, Control),
        ["/Office/ScheduleChange"] = (Control, Control),
        ["/Office/Schedules"] = (Runs, null),
        ["/Office/ValueSet"] = (SignedIn, null),
        ["/Office/ValueSets"] = (SignedIn, null),
        ["/Office/Recall"] = (Any(Permission.RecallRows), Any(Permission.RecallRows)),
        ["/Office/Standing"] = (SeeStanding, DecideStanding),
        ["/Office/Standings"] = (SeeStanding, null),
        ["/Print"] = (See, null),
        ["/Restricted"] = (See, See),
        ["/SignIn"] = (Open, Open),
        ["/SignInCode"] = (Open, Open),
        ["/SignInLink"] = (Open, Open),
        ["/SignInProvider"] = (Open, null),
        ["/SignInRefused"] = (Open, null),
        ["/SignOut"] = (SignedIn, SignedIn),
        ["/Summary"] = (Decide, Decide),
        ["/Validation"] = (Validate, null),
        ["/Views"] = (See, See),
        ["/Visits"] = (See, null),
        ["/Worklist"] = (See, null),
    };

    // Forms of a page that are not all for the same people.
    private static readonly Dictionary<(string Page, string Handler), PageRule> Forms = new()
    {
        [("/Office/RuleChange", "activate")] = Any(Permission.ActivateRules),
        [("/Office/RuleChange", "out")] = Propose,
        [("/Office/RuleChange", "try")] = Propose,
        [("/Office/RuleChanges", "back")] = Any(Permission.ActivateRules),
        [("/Office/Run", "cancel")] = Control,
        [("/Office/Run", "retry")] = Control,
        [("/Office/Run", "decide")] = Any(Permission.ReleaseTechnical, Permission.ReleaseClinical),
        [("/Office/Standings", "pause")] = Any(Permission.StopMeasures),
        [("/Office/Standings", "resume")] = Any(Permission.StopMeasures),
        [("/Office/Run", "file")] = Any(Permission.TakeRows),
    };

    /// <summary>All pages that stand here.</summary>
    public static IEnumerable<string> All => Pages.Keys;

    /// <summary>Every kind of request with its rule: the page, whether a form is sent, and which.</summary>
    public static IEnumerable<(string Page, bool IsSent, string? Handler, PageRule Rule)> Rows => Pages.SelectMany(p =>
        new[] { (p.Key, false, (string?)null, p.Value.Look) }
            .Concat(p.Value.Send is { } send ? [(p.Key, true, null, send)] : Array.Empty<(string, bool, string?, PageRule)>())
            .Concat(Forms.Where(f => f.Key.Page == p.Key).Select(f => (p.Key, true, (string?)f.Key.Handler, f.Value))));

    /// <summary>The rule for a request; null: there is none, and it is refused.</summary>
    public static PageRule? Of(HttpContext context)
    {
        // What is none of the pages may bring its own.
        if (context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            return context.GetEndpoint()?.Metadata.GetMetadata<PageRule>();
        var isSent = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        return Of(page.ViewEnginePath, isSent, HandlerOf(context));
    }

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static PageRule? Of(string page, bool isSent, string? handler) =>
        !Pages.TryGetValue(page, out var rules) ? null
        : !isSent ? rules.Look
        : handler is not null && Forms.TryGetValue((page, handler.ToLowerInvariant()), out var form) ? form
        : rules.Send;

    /// <summary>The handler that a request asks for, as the pages find it; null: the page's own.</summary>
    public static string? HandlerOf(HttpContext context) =>
        (context.Request.RouteValues["handler"] as string ?? context.Request.Query["handler"].ToString()) is { Length: > 0 } named ? named : null;
}
