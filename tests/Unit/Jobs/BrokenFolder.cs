using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>A small jobs folder without a fault (Good/), in which a test breaks one thing.</summary>
internal sealed class BrokenFolder : IDisposable
{
    private static readonly string Good = Path.Combine(Repository.Root, "tests", "Unit", "Jobs", "Good");

    private readonly TemporaryFolder _folder = Some.Folder();

    public BrokenFolder()
    {
        foreach (var file in Directory.EnumerateFiles(Good, "*", SearchOption.AllDirectories))
        {
            var copy = _folder[Path.GetRelativePath(Good, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string PathOf(string file) => _folder[file];

    /// <summary>Replaces one passage of one file; an empty passage: the text is added at the end.</summary>
    public BrokenFolder With(string file, string passage, string replacement)
    {
        var path = _folder[file];
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        if (passage.Length > 0)
            Assert.Contains(passage, text);
        var at = passage.Length == 0 ? text.Length : text.IndexOf(passage, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + replacement + text[(at + passage.Length)..]);
        return this;
    }

    /// <summary>All problems, one a line, with paths relative to the folder.</summary>
    public string Problems(KnownIds? known = null, DateOnly? today = null, string? site = null, Func<JobSchedule, IEnumerable<ScheduleFault>>? judge = null)
    {
        var problems = new Problems();
        JobsFolder.Load(_folder.Path, site, problems, known, today, judge);
        return string.Join('\n', problems.All.Select(p => p with { File = Path.GetRelativePath(_folder.Path, p.File).Replace('\\', '/') }));
    }

    public JobsFolder Load(string? site = null, KnownIds? known = null) => JobsFolder.Load(_folder.Path, site, new Problems(), known)
        ?? throw new InvalidOperationException("the folder has errors");

    public void Dispose() => _folder.Dispose();
}
