namespace Opportune.Tests.Unit;

/// <summary>Values for tests that need one and do not care which.</summary>
internal static class Some
{
    /// <summary>An empty folder of its own, removed with the returned object.</summary>
    public static TemporaryFolder Folder() => new();
}

/// <summary>A folder that goes away.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("opportune-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
