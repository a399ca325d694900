using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Takes in a file of Tasks that came back; for administrators also who took what out of the house, and what came back.</summary>
[RequestSizeLimit(MostBytes + Envelope)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes + Envelope)]
internal sealed class ExportsModel(ExportBook book, TaskReturn tasks, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>So many of the last ones are shown.</summary>
    public const int Most = 200;

    /// <summary>A larger file is taken in from the command line.</summary>
    public const int MostBytes = 8 << 20;

    // A file that is a little too large is told so in words; a much larger one is not read to its end.
    private const int Envelope = 8 << 20;

    private const int MostLines = 500;
    private const int LongestName = 100;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ExportRow> Rows { get; private set; } = [];

    /// <summary>Whether files are taken in.</summary>
    public bool MayTake => Session.May(User, Permission.DecideEntries);

    /// <summary>Whether all that left the house is shown.</summary>
    public bool ShowsAll => Session.May(User, Permission.SeeExports);

    /// <summary>How many lines of the file came to what; null: none was taken in.</summary>
    public IReadOnlyDictionary<ReturnedLine, long>? Counts { get; private set; }

    /// <summary>The first lines that came to nothing, and why.</summary>
    public IReadOnlyList<ReturnedLineResult> Lines => _lines;

    /// <summary>How many lines came to nothing in all.</summary>
    public long Left { get; private set; }

    /// <summary>Why no file was taken in; null: none was given, or it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Which entries, without whom was looked for: rows of an older program say it.</summary>
    public static string FilterOf(ExportRow row) => row.Direction == ExportRow.Out && row.Filter.StartsWith('?') ? ListQuery.Parse(row.Filter).WithoutSearch : row.Filter;

    /// <summary>In words.</summary>
    public static string WordsOf(ReturnedLine line) => line switch
    {
        ReturnedLine.Done => "kept",
        ReturnedLine.Nothing => "nothing decided yet",
        ReturnedLine.Changed => "changed since the file was made",
        ReturnedLine.Unknown => "no such entry",
        _ => "not allowed",
    };

    private readonly List<ReturnedLineResult> _lines = [];

    /// <summary>Shows them.</summary>
    public Task OnGet(CancellationToken cancel) => Fill(cancel);

    /// <summary>Takes a file in, line by line. The same file again changes nothing more.</summary>
    public async Task<IActionResult> OnPost(IFormFile? file, CancellationToken cancel)
    {
        Problem = file is not { Length: > 0 } ? "choose a file that is not empty"
            : file.Length > MostBytes ? $"the file is larger than {MostBytes >> 20} MB; an administrator takes it in with 'entries take-tasks'"
            : null;
        if (Problem is null)
            await Take(file!, cancel);
        await Fill(cancel);
        ModelState.Clear();
        Response.StatusCode = Problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task Take(IFormFile file, CancellationToken cancel)
    {
        // Where only this program's account can look; gone before the answer.
        var folder = Directory.CreateTempSubdirectory(MadeFiles.Tasks).FullName;
        try
        {
            var path = Path.Combine(folder, "tasks.ndjson");
            await using (var copy = new FileStream(path, FileMode.CreateNew))
                await file.CopyToAsync(copy, cancel);
            // Who leaves the page does not stop it halfway.
            Counts = await tasks.Take(path, Session.NameOf(User), Session.RolesOf(User), news.Today, Tell, NameOf(file), CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Tell(ReturnedLineResult line)
    {
        if (line.Outcome is ReturnedLine.Done or ReturnedLine.Nothing)
            return;
        Left++;
        if (_lines.Count < MostLines)
            _lines.Add(line);
    }

    // What the browser calls it, as far as that can be shown.
    private static string NameOf(IFormFile file)
    {
        var name = string.Concat(file.FileName.Split('/', '\\')[^1].EnumerateRunes().Where(r => !System.Text.Rune.IsControl(r)).Take(LongestName));
        return name.Length > 0 && FieldRules.TextRefusal(name) is null ? name : "a file without a name";
    }

    private async Task Fill(CancellationToken cancel)
    {
        if (ShowsAll)
            Rows = await book.List(Most, cancel);
    }
}
