using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.App;

/// <summary>Where a site's file stands beside what the program brings.</summary>
internal enum SiteFileState
{
    /// <summary>The program brings none of that path.</summary>
    Own,

    /// <summary>It differs, and what it began as is what the program brings now.</summary>
    Changed,

    /// <summary>It differs, and the program brings something else now than what it began as: people have to look.</summary>
    BaseChanged,

    /// <summary>It differs, and nothing is known of what it began as.</summary>
    NoBase,

    /// <summary>It is what the program brings: it may be taken away.</summary>
    Same,
}

/// <summary>A file of a site's own folder.</summary>
/// <param name="Path">Below the folder, with slashes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Base">What it began as ("version 2, 1f2e3d4c5b6a"); null: not known.</param>
/// <param name="Shipped">What the program brings now; null: nothing.</param>
internal sealed record SiteFile(string Path, SiteFileState State, string? Base, string? Shipped)
{
    /// <summary>"the site's, over version 2, 1f2e3d4c5b6a; base changed, now version 3, 99aabbccddee"</summary>
    public override string ToString() => State switch
    {
        SiteFileState.Own => "the site's own",
        SiteFileState.Changed => $"the site's, over {Base}",
        SiteFileState.BaseChanged => $"the site's, over {Base}; base changed: {(Shipped is null ? "the program brings it no more" : $"the program brings {Shipped}")}",
        SiteFileState.NoBase => $"the site's, over what is not known; the program brings {Shipped}",
        _ => "the same as the program brings; it may be taken away",
    };
}

/// <summary>
/// A site's own files beside those that the program brings. What each began as lies in the folder .base beside them, as it was then, so that after an upgrade
/// people see three texts: what it began as, what the program brings now, and the site's. Nothing here changes a file of the site.
/// </summary>
internal static partial class SiteRules
{
    private const string BaseFolder = ".base";

    /// <summary>All of them, by path; none where there is no such folder.</summary>
    public static IReadOnlyList<SiteFile> Of(JobsPlace place) => place.Site is not { } site ? [] : [.. new JobsPlace(site).Paths().Select(path => Of(place.Folder, site, path))];

    /// <summary>A file's three texts: what it began as, what the program brings, the site's; empty where there is none.</summary>
    public static (string Base, string Shipped, string Site) Texts(JobsPlace place, string path) => (Text(BaseOf(Site(place), path)), Text(Path.Combine(place.Folder, path)), Text(Path.Combine(Site(place), path)));

    /// <summary>Begins a file of the site with what the program brings, and notes that.</summary>
    /// <exception cref="InputException">It is there already, or the program brings none of that path.</exception>
    public static void Take(JobsPlace place, string path)
    {
        var own = Path.Combine(Site(place), Checked(path));
        if (File.Exists(own))
            throw new InputException($"{own} is there already, and stays as it is");
        Note(place, path);
        Copy(Path.Combine(place.Folder, path), own);
    }

    /// <summary>Notes that people have looked at what the program brings now: from here on that is what the site's file stands over.</summary>
    /// <exception cref="InputException">The site has no such file, or the program brings none of that path.</exception>
    public static void Seen(JobsPlace place, string path)
    {
        if (!File.Exists(Path.Combine(Site(place), Checked(path))))
            throw new InputException($"the site has no file {path}; 'rules site' shows those that it has");
        Note(place, path);
    }

    private static SiteFile Of(string folder, string site, string path)
    {
        var (own, shipped, began) = (Path.Combine(site, path), Path.Combine(folder, path), BaseOf(site, path));
        var state = !File.Exists(shipped) ? File.Exists(began) ? SiteFileState.BaseChanged : SiteFileState.Own
            : Hash(own) == Hash(shipped) ? SiteFileState.Same
            : !File.Exists(began) ? SiteFileState.NoBase
            : Hash(began) == Hash(shipped) ? SiteFileState.Changed : SiteFileState.BaseChanged;
        return new(path, state, Name(began), Name(shipped));
    }

    private static void Note(JobsPlace place, string path)
    {
        var shipped = Path.Combine(place.Folder, Checked(path));
        if (!File.Exists(shipped))
            throw new InputException(Problems.Unknown("file", path, new JobsPlace(place.Folder).Paths()));
        Copy(shipped, BaseOf(Site(place), path));
    }

    // Whole or not at all.
    private static void Copy(string from, string to)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to + ".new", overwrite: true);
            File.Move(to + ".new", to, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{to} may not be written by {Environment.UserName}, as whom this runs; call the program itself, as who keeps the site's files (README, 'The site's own rules')", e);
        }
    }

    private static string Site(JobsPlace place) => place.Site ?? throw new InputException("no folder for the site's own files is named: write site: FOLDER in the settings, or set OPPORTUNE_SITE");

    private static string Checked(string path) => Path.IsPathRooted(path) || path.Split('/', '\\').Any(part => part.StartsWith('.')) ? throw new InputException($"'{path}' is no path below jobs/, such as measures/statin-review.yaml") : path;

    private static string BaseOf(string site, string path) => Path.Combine(site, BaseFolder, path);

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : "";

    private static string Hash(string path) => RuleFiles.HashOf(File.ReadAllBytes(path));

    private static string? Name(string path) => !File.Exists(path) ? null
        : Version().Match(File.ReadAllText(path)) is { Success: true } match ? $"version {match.Groups[1].Value}, {Hash(path)[..12]}" : Hash(path)[..12];

    [GeneratedRegex(@"^version: *(\d+)", RegexOptions.Multiline)]
    private static partial Regex Version();
}
