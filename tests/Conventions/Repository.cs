using System.Diagnostics;

namespace Opportune.Tests.Conventions;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Its root: the nearest folder above the test program that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>Paths, relative to the root, of all files that git tracks or would track.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    /// <summary>What is built with the switch for Hangfire alone.</summary>
    public static IReadOnlyList<string> SwitchedProjects { get; } = ["src/HangfireDispatch/HangfireDispatch.csproj", "tests/Interop/InteropTests.csproj"];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Opportune.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("the tests do not run inside a checkout");
    }

    private static string[] List()
    {
        var start = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard") { WorkingDirectory = Root, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var text = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(Root, f)))];
    }
}
