namespace Opportune.Jobs;

/// <summary>Where jobs and rules lie: a folder as the program brings it, and a site's own laid over it. Of two files with one path the site's holds.</summary>
/// <param name="Folder">The folder that holds measures/, value-sets/ and the rest.</param>
/// <param name="Site">The site's, of the same form; null: there is none.</param>
public sealed record JobsPlace(string Folder, string? Site = null)
{
    /// <summary>A folder alone.</summary>
    public static implicit operator JobsPlace(string folder) => new(folder);

    /// <summary>The file of that path below the folders, wherever it is; the program's place for it where it is nowhere.</summary>
    public string Find(string path) => Site is not null && File.Exists(Path.Combine(Site, path)) ? Path.Combine(Site, path) : Path.Combine(Folder, path);

    /// <summary>The files of a folder below both that fit a pattern, in ordinal order of their names, each where it holds.</summary>
    public IReadOnlyList<string> Files(string below, string pattern) =>
        [.. Names(below, pattern, SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal).Select(Find)];

    /// <summary>The paths of all files below both, with slashes, in ordinal order. What begins with a dot is none: a site's record of what its files began as.</summary>
    public IReadOnlyList<string> Paths() => [.. Names("", "*", SearchOption.AllDirectories).Where(p => !p.Split('/').Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal)];

    /// <summary>The folder, for messages.</summary>
    public override string ToString() => Site is null ? Folder : $"{Folder} and {Site}";

    private IEnumerable<string> Names(string below, string pattern, SearchOption depth) =>
        new[] { Folder, Site }.OfType<string>().Where(root => Directory.Exists(Path.Combine(root, below)))
            .SelectMany(root => Directory.EnumerateFiles(Path.Combine(root, below), pattern, depth).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')))
            .Distinct(StringComparer.Ordinal);
}
