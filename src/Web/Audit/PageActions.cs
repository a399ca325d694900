namespace Opportune.Web.Audit;

/// <summary>
/// What looking at a page, or sending a form of it, is called in the audit trail. Every page stands here, or a test fails; a dash means that
/// nobody learns or changes anything by it.
/// </summary>
internal static class PageActions
{
    /// <summary>Nothing that is kept.</summary>
    public const string None = "-";

    // The page; what looking at it is; what its forms do.
    private static readonly Dictionary<string, (string Look, string Send)> Pages = new(StringComparer.Ordinal)
    {
        ["/Account"] = (None, "password-changed"),
        ["/AccountCode"] = (None, "second-step-changed"),
        ["/Answer"] = ("entry-viewed", "answer-recorded"),
        ["/Bulk"] = ("entries-chosen", "entries-changed"),
        ["/BulkDone"] = ("entries-viewed", "entries-taken-back"),
        ["/Clinician"] = ("entry-viewed", "clinician-corrected"),
        ["/Disputes"] = ("disputes-viewed", "dispute-answered"),
        ["/Entry"] = ("entry-viewed", "entry-changed"),
        ["/Error"] = (None, None),
        ["/Export"] = ("export-prepared", "list-exported"),
        ["/Exports"] = ("exports-viewed", "tasks-taken-in"),
        ["/HandOff"] = ("entry-viewed", "entry-handed-off"),
        ["/HandOffs"] = ("hand-offs-viewed", None),
        ["/HandOver"] = ("entries-chosen", "entries-handed-over"),
        ["/Index"] = ("day-viewed", None),
        ["/Judge"] = ("case-viewed", "case-judged"),
        ["/Next"] = (None, None),
        ["/Office/Alarms"] = (None, "alarm-acknowledged"),
        ["/Office/Audit"] = ("audit-viewed", "audit-verified"),
        ["/Office/Lexicon"] = (None, None),
        ["/Office/Measure"] = (None, None),
        ["/Office/Measures"] = (None, None),
        ["/Office/People"] = ("accounts-viewed", None),
        ["/Office/Person"] = ("account-viewed", "account-changed"),
        ["/Office/RuleChange"] = ("rule-change-viewed", "rules-changed"),
        ["/Office/RuleChanges"] = (None, "rules-changed"),
        ["/Office/RuleFile"] = (None, "rules-proposed"),
        ["/Office/Quality"] = ("quality-viewed", None),
        ["/Office/QualityReport"] = ("quality-viewed", None),
        ["/Office/Run"] = ("run-viewed", "run-changed"),
        ["/Office/Runs"] = (None, None),
        ["/Office/Schedule"] = (None, "schedule-changed"),
        ["/Office/ScheduleChange"] = (None, "schedule-changed"),
        ["/Office/Schedules"] = (None, None),
        ["/Office/ValueSet"] = (None, None),
        ["/Office/ValueSets"] = (None, None),
        ["/Office/Recall"] = ("recall-viewed", "recall-exported"),
        ["/Office/Standing"] = (None, "standing-decided"),
        ["/Office/Standings"] = (None, "measure-stopped-or-resumed"),
        ["/Print"] = ("entry-printed", None),
        ["/Restricted"] = ("restricted-records-viewed", "restricted-record-opened"),
        ["/SignIn"] = (None, "signed-in"),
        ["/SignInCode"] = (None, "signed-in"),
        ["/SignInLink"] = (None, "signed-in"),
        ["/SignInProvider"] = (None, None),
        ["/SignInRefused"] = (None, None),
        ["/SignOut"] = (None, "signed-out"),
        ["/Summary"] = ("hand-offs-viewed", "entries-handed-off"),
        ["/Validation"] = (None, None),
        ["/Views"] = (None, "view-changed"),
        ["/Visits"] = ("visits-viewed", None),
        ["/Worklist"] = ("list-viewed", None),
    };

    // Asked for by a page that is open already, or on the way to one that is told itself.
    private static readonly HashSet<(string Page, string Handler)> Passing =
        [("/Office/Run", "live"), ("/Entry", "hold"), ("/Entry", "leave"), ("/Entry", "next"), ("/Index", "seen")];

    /// <summary>All pages that stand here.</summary>
    public static IEnumerable<string> All => Pages.Keys;

    /// <summary>What a request is called; null: it is not kept.</summary>
    /// <param name="page">The page, as "/Entry".</param>
    /// <param name="sends">Whether a form is sent.</param>
    /// <param name="handler">The handler that is asked for; null: the page's own.</param>
    public static string? Of(string page, bool sends, string? handler)
    {
        if (handler is not null && Passing.Contains((page, handler.ToLowerInvariant())))
            return null;
        var (look, send) = Pages[page];
        return (sends ? send : look) is var action && action == None ? null : action;
    }
}
