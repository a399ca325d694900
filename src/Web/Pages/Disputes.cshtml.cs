using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Disputes;
using Opportune.Database.Rules;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>What reviewers say is wrong with the list, and what came of it.</summary>
internal sealed class DisputesModel(OpportuneDatabase database, WorklistWriter writer, Sight sight, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    private const string SaidKey = "disputes-said";
    private const int Most = 100;

    /// <summary>The disputes, those moved last first.</summary>
    public IReadOnlyList<DisputeRow> Disputes { get; private set; } = [];

    /// <summary>Changes of the rules that may have mended something, the last first.</summary>
    public IReadOnlyList<ActivationRow> Activations { get; private set; } = [];

    /// <summary>Only those that came so far; null: all.</summary>
    public DisputeState? State { get; private set; }

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether this person answers them.</summary>
    public bool MayAnswer => Session.May(User, Permission.AnswerDisputes);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Name of a measure in two or three words.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);

    /// <summary>A state for people.</summary>
    public static string Words(string kind) => kind switch { "reading" => "the report was misread", "rule" => "the rule is wrong", _ => "the source is wrong" };

    /// <summary>The steps that may be next.</summary>
    public static IReadOnlyList<DisputeState> Next(DisputeRow dispute) =>
        dispute.State == EntryNames.Of(DisputeState.Fixed) ? [DisputeState.Verified, DisputeState.Explained, DisputeState.Fixed] : [DisputeState.Explained, DisputeState.Fixed];

    /// <summary>Shows them.</summary>
    public async Task OnGet(string? state, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        State = Enum.TryParse<DisputeState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        await Load(cancel);
    }

    /// <summary>Takes a step of one.</summary>
    public async Task<IActionResult> OnPost(long dispute, string? step, string? text, long? change, CancellationToken cancel)
    {
        try
        {
            if (!Enum.TryParse<DisputeState>(step, ignoreCase: true, out var state) || state is DisputeState.Open || !Enum.IsDefined(state))
                throw new InputException("choose how far it is");
            if (string.IsNullOrWhiteSpace(text) || FieldRules.TextRefusal(text) is not null)
                throw new InputException(FieldRules.TextRefusal(text ?? "") ?? "say what is to be known: its reporter reads it");
            await writer.Settle(dispute, state, text.Trim(), change, new(Session.NameOf(User), Session.RolesOf(User), time.GetUtcNow(), news.Today, Guid.NewGuid().ToString("N")), cancel);
            TempData[SaidKey] = "It is kept, and its reporter is told on My day.";
            return Redirect("/disputes");
        }
        catch (InputException e)
        {
            (Problem, Response.StatusCode) = (e.Message, StatusCodes.Status422UnprocessableEntity);
            ModelState.Clear();
            await Load(cancel);
            return Page();
        }
    }

    private async Task Load(CancellationToken cancel) =>
        (Disputes, Activations) = await database.Read(connection => (DisputeTable.List(connection, sight, State, null, Most), RuleTable.Activations(connection)), cancel);
}
