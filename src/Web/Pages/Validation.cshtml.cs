using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database.Validation;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>The samples that people judge, and how many cases of each wait for who looks.</summary>
internal sealed class ValidationModel(ValidationTable validation, Workplace workplace) : PageModel
{
    /// <summary>Samples that are not settled, with how many cases wait for this person.</summary>
    public IReadOnlyList<(SampleRow Sample, int Waiting)> Samples { get; private set; } = [];

    /// <summary>The measure's title; of one whose file is gone its id.</summary>
    public string Title(string measure) => workplace.Measures.FirstOrDefault(m => m.Id == measure)?.Title ?? measure;

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel) => Samples = await Of(validation, User, cancel);

    /// <summary>Samples that are not settled, with how many cases of each wait for a person.</summary>
    public static async Task<IReadOnlyList<(SampleRow Sample, int Waiting)>> Of(ValidationTable validation, ClaimsPrincipal user, CancellationToken cancel)
    {
        var grants = Session.GrantsOf(user);
        var samples = new List<(SampleRow, int)>();
        foreach (var sample in (await validation.List(cancel: cancel)).Where(s => (s.IsOpen || s.IsWanted) && MayJudge(grants, s)))
            samples.Add((sample, await validation.CountFor(sample.SampleId, Session.IdOf(user), grants.PatientId, cancel)));
        return samples;
    }

    /// <summary>Whether a person may see cases of a sample, which are of whole sites.</summary>
    public static bool MayJudge(Grants grants, SampleRow sample) => grants.Scope.HasSite(sample.Site) && grants.Scope.Panels.Count == 0;
}
