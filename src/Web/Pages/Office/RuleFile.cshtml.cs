using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One file of the rules, to be changed under the name of a candidate.</summary>
internal sealed class RuleFileModel(RuleDesk? desk = null) : PageModel
{
    // A form holds 256 KiB at most.
    private const int LongestText = 120_000;

    /// <summary>Paths of all files.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    /// <summary>The file; null: none is chosen.</summary>
    public string? FilePath { get; private set; }

    /// <summary>What it says, as it was or as it was typed.</summary>
    public string FileText { get; private set; } = "";

    /// <summary>Name of the candidate; null: it is to be given.</summary>
    public string? CandidateName { get; private set; }

    /// <summary>What is different, for people.</summary>
    public string? What { get; private set; }

    /// <summary>Why nothing was kept, a line each; empty: it was.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Shows a file as the candidate has it, else as it is in force.</summary>
    public async Task<IActionResult> OnGet(string? path, string? name, CancellationToken cancel)
    {
        if (desk is null)
            return NotFound();
        var candidate = name is null ? null : await desk.Find(name, cancel);
        var files = candidate is { IsInForce: false } ? candidate.Files : await desk.InForce(cancel);
        (Paths, FilePath, CandidateName, What) = ([.. files.Contents.Keys.Where(IsText)], path, name, candidate?.Row.What);
        if (path is null)
            return Page();
        if (!files.Contents.TryGetValue(path, out var content))
            return NotFound();
        FileText = Encoding.UTF8.GetString(content);
        return Page();
    }

    /// <summary>Keeps it.</summary>
    public async Task<IActionResult> OnPost(string? path, string? name, string? text, string? what, CancellationToken cancel)
    {
        if (desk is null)
            return NotFound();
        (FilePath, CandidateName, FileText, What) = (path, name?.Trim(), text ?? "", what);
        try
        {
            if (path is null || !IsText(path))
                throw new InputException("choose the file that changes");
            if (FileText.Length > LongestText)
                throw new InputException("the file is too long to be changed here; 'rules propose' takes it from a folder");
            if (FieldRules.TextRefusal(what ?? "") is { } refusal || string.IsNullOrWhiteSpace(what))
                throw new InputException("say what is different: others decide by it");
            // Browsers send two characters for the end of a line.
            var content = Encoding.UTF8.GetBytes(FileText.ReplaceLineEndings("\n").TrimEnd('\n') + "\n");
            await desk.Propose(CandidateName ?? "", RuleFiles.Of([KeyValuePair.Create(path, content)]), Session.IdOf(User), what.Trim(), cancel);
            TempData[RuleChangesModel.SaidKey] = "The change is kept. Try it beside the rules in force, so that somebody else can decide about it.";
            return Redirect($"/rules/{Uri.EscapeDataString(CandidateName!)}");
        }
        catch (InputException e)
        {
            Problems = [.. e.Message.Split('\n')];
            Paths = [.. (await desk.InForce(cancel)).Contents.Keys.Where(IsText)];
            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
    }

    private static bool IsText(string path) => RuleFiles.IsRule(path) && Path.GetExtension(path) is ".yaml" or ".csv";
}
