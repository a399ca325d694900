using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Validation;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>One case of a sample after the other: what the source says of a patient, and what the reviewer makes of it. Nothing here says what the program did.</summary>
internal sealed class JudgeModel(ValidationTable validation, Claims claims, PublicationNews news, Workplace workplace) : PageModel
{
    /// <summary>Whether the person came by "Next", and goes on by it.</summary>
    public bool IsNextByNext => Request.Query["by"] == "next";

    /// <summary>The sample.</summary>
    public SampleRow Sample { get; private set; } = null!;

    /// <summary>The case; null: none waits for this person.</summary>
    public CaseToJudge? Case { get; private set; }

    /// <summary>What is shown of it.</summary>
    public ShownCase? Shown { get; private set; }

    /// <summary>Cases of the sample that wait for this person.</summary>
    public int Waiting { get; private set; }

    /// <summary>Why an answer was not kept; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The measure's title; of one whose file is gone its id.</summary>
    public string Title => Measure?.Title ?? Sample.Measure;

    /// <summary>The measure in English.</summary>
    public string Rule => Measure is { } measure ? workplace.English(measure) : "";

    private Measure? Measure => workplace.Measures.FirstOrDefault(m => m.Id == Sample.Measure);

    /// <summary>Shows the next case.</summary>
    public async Task<IActionResult> OnGet(string sample, CancellationToken cancel) => await Load(sample, cancel) ? Page() : NotFound();

    /// <summary>Keeps an answer, and shows the next case.</summary>
    public async Task<IActionResult> OnPost(string sample, int? ordinal, string? answer, string? cause, CancellationToken cancel)
    {
        if (!await Load(sample, cancel))
            return NotFound();
        var grants = Session.GrantsOf(User);
        Problem = !EntryNames.All<CaseAnswer>().Contains(answer ?? "") || !EntryNames.All<AnswerCause>().Contains(cause ?? "") ? "choose an answer and why"
            : Session.RolesOf(User).For(Permission.ValidateMeasures) is not { } role ? "only who validates judges"
            : await validation.Answer(Sample.SampleId, ordinal ?? 0, EntryNames.Parse<CaseAnswer>(answer!), EntryNames.Parse<AnswerCause>(cause!), Session.IdOf(User), role, grants.PatientId, cancel);
        if (Problem is null)
            return Redirect(IsNextByNext ? await NextModel.Lead(this, claims, validation, news.Today, null, cancel) ?? "/" : $"/validation/{Sample.SampleId}");
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> Load(string sample, CancellationToken cancel)
    {
        var grants = Session.GrantsOf(User);
        if ((await validation.List(cancel: cancel)).FirstOrDefault(s => s.SampleId.ToString(CultureInfo.InvariantCulture) == sample && s.DrawnAt is not null) is not { } found || !ValidationModel.MayJudge(grants, found))
            return false;
        Sample = found;
        Case = await validation.Next(found.SampleId, Session.IdOf(User), grants.PatientId, cancel);
        Shown = Case is null ? null : ShownCase.Parse(Case.Shown);
        Waiting = await validation.CountFor(found.SampleId, Session.IdOf(User), grants.PatientId, cancel);
        return true;
    }
}
