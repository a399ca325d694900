using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;

namespace Opportune.Web.Pages;

/// <summary>Clinicians with patients to hand over, and those from whom replies are to come.</summary>
internal sealed class HandOffsModel(HandOffReader handOffs, PublicationNews news) : PageModel
{
    /// <summary>Those with most to hand over first.</summary>
    public IReadOnlyList<ClinicianRow> Clinicians { get; private set; } = [];

    /// <summary>A number for people.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel) => Clinicians = await handOffs.Clinicians(news.Today, cancel);
}
