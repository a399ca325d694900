using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Unit.Sources;

/// <summary>The shared data folder beside the repository; tests that want it are skipped where it is missing.</summary>
internal static class Shared
{
    private static string? Root { get; } = new[] { "..", "../.." }
        .Select(up => Path.GetFullPath(Path.Combine(Repository.Root, up, "shared/data"))).FirstOrDefault(Directory.Exists);

    public static string Folder(string name) => Path.Combine(Found(name), name);

    public static string File(string name) => Path.Combine(Found(name), name);

    private static string Found(string name)
    {
        Assert.SkipUnless(Root is not null && Path.Exists(Path.Combine(Root, name)), $"../shared/data/{name} is not there");
        return Root!;
    }
}
