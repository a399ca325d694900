using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>The list as a file: which entries, as what, and whether the data may still go out.</summary>
internal sealed class ExportModel(WorklistExport export, WorklistReader reader, ListCounts counts, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The list.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>How old the data is, and what that allows.</summary>
    public Freshness Age { get; private set; } = null!;

    /// <summary>How many match, as far as it was counted.</summary>
    public long Matching { get; private set; }

    /// <summary>Why no file was made; null: none was asked for, or it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Name of the list.</summary>
    public string ListName => List.Measure is { } measure ? workplace.LabelOf(measure) : "Worklist";

    /// <summary>Asks.</summary>
    public Task OnGet(CancellationToken cancel) => Fill(cancel);

    /// <summary>Makes the file and hands it over.</summary>
    public async Task<IActionResult> OnPost(string? format, string? confirmed, CancellationToken cancel)
    {
        await Fill(cancel);
        if (!Enum.GetValues<ExportFormat>().Any(f => EntryNames.Of(f) == format))
            return BadRequest();
        var kind = EntryNames.Parse<ExportFormat>(format!);
        // Where only this program's account can look; gone with the last reader.
        var folder = Directory.CreateTempSubdirectory(MadeFiles.Export).FullName;
        try
        {
            var path = Path.Combine(folder, "worklist" + WorklistExport.ExtensionOf(kind));
            var done = await export.Write(new()
            {
                Format = kind,
                Filter = List.ToFilter(Session.NameOf(User)),
                FilterText = List.WithoutSearch,
                By = Session.NameOf(User),
                Today = news.Today,
                Confirmed = confirmed == "yes",
            }, path, cancel);
            if (done.Refused is null)
            {
                var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                return File(file, TypeOf(kind), $"worklist-{Dates.Iso(news.Today)}{WorklistExport.ExtensionOf(kind)}");
            }
            Problem = done.Refused;
        }
        finally
        {
            // The open file stays readable until it is closed.
            Directory.Delete(folder, recursive: true);
        }
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private static string TypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Parquet => "application/vnd.apache.parquet",
        ExportFormat.Arrow => "application/vnd.apache.arrow.file",
        _ => "application/fhir+ndjson",
    };

    private async Task Fill(CancellationToken cancel)
    {
        List = ListQuery.Of(Request.Query) with { After = null };
        var filter = List.ToFilter(Session.NameOf(User));
        Age = await export.Age(filter, news.Today, cancel);
        Matching = (await counts.Of(reader, [List], Session.NameOf(User), news.Today, cancel))[0];
    }
}
