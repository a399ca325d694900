using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.App;

/// <summary>The files of rules on the disk: read into memory, and laid out again for whoever reads folders.</summary>
internal static class RuleFolder
{
    /// <summary>What a jobs folder and a site's additions hold.</summary>
    /// <param name="jobs">The jobs folder; what it lacks is not there.</param>
    /// <param name="siteSets">Folder of the site's value sets, or null.</param>
    public static RuleFiles Read(string jobs, string? siteSets) => RuleFiles.Of(
        RuleFiles.Folders.Where(f => Directory.Exists(Path.Combine(jobs, f))).SelectMany(f => Files(Path.Combine(jobs, f), f + "/"))
            .Concat(siteSets is null || !Directory.Exists(siteSets) ? [] : Files(siteSets, RuleFiles.SiteSets + "/")));

    /// <summary>What a site's folder holds laid over what the program brings; a site's additions to value sets lie in it, where no other folder of them is named.</summary>
    public static RuleFiles Read(JobsPlace place, string? siteSets) => place.Site is not { } site ? Read(place.Folder, siteSets)
        : Read(site, siteSets ?? Path.Combine(site, RuleFiles.SiteSets)).Over(Read(place.Folder, null));

    /// <summary>Lays them out in a folder of this account alone, until the result is disposed of.</summary>
    public static Laid Lay(RuleFiles files) => new(files);

    /// <summary>Writes them into a folder.</summary>
    public static void Write(RuleFiles files, string folder)
    {
        foreach (var (path, content) in files.Contents)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Files(string folder, string prefix) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => KeyValuePair.Create(prefix + Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes(f)));

    /// <summary>Rules laid out in a folder that is gone with this.</summary>
    internal sealed class Laid : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opportune-rules-");

        public Laid(RuleFiles files)
        {
            foreach (var name in RuleFiles.Folders)
                _folder.CreateSubdirectory(name);
            Write(files, _folder.FullName);
        }

        /// <summary>The folder.</summary>
        public string Root => _folder.FullName;

        /// <summary>The site's value sets in it; null: there are none.</summary>
        public string? SiteSets => Path.Combine(_folder.FullName, RuleFiles.SiteSets) is var sets && Directory.Exists(sets) ? sets : null;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
