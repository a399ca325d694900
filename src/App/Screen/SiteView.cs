using Opportune.Core;
using Opportune.Jobs;
using Opportune.Web.Show;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>A site's own files beside those that the program brings.</summary>
internal static class SiteView
{
    /// <summary>All of them, a line each.</summary>
    public static void Print(JobsPlace place)
    {
        var files = SiteRules.Of(place);
        Screens.Line(place.Site is null ? "no folder for the site's own files is named (site in the settings)" : files.Count == 0 ? $"{place.Site} holds no files: all is as the program brings it" : $"files in {place.Site}:");
        foreach (var file in files)
            Screens.Line($"{file.Path}: {file}");
        if (files.Any(f => f.State == SiteFileState.BaseChanged))
            Screens.Line("'rules site PATH' shows what changed on either side; when the site's file says what it should, 'rules seen PATH' notes that");
    }

    /// <summary>One of them: on the left what the program changed since the file began, on the right what the site did.</summary>
    /// <exception cref="InputException">The site has no such file.</exception>
    public static void Print(JobsPlace place, string path)
    {
        var file = SiteRules.Of(place).FirstOrDefault(f => f.Path == path) ?? throw new InputException($"the site has no file {path}; 'rules site' shows those that it has");
        var (began, shipped, own) = SiteRules.Texts(place, path);
        Screens.Line($"{path}: {file}");
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("from the base to what the program brings", "from the base to the site's");
        table.AddRow(Lines(began, shipped), Lines(began, own));
        Screens.Out.Write(table);
    }

    private static Text Lines(string old, string now) => new(TextDiff.Of(old, now) is { Count: > 0 } lines ? string.Join('\n', lines.Select(l => $"{l.Kind} {l.Text}")) : "nothing");
}
