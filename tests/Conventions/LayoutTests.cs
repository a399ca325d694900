using System.Xml.Linq;

namespace Opportune.Tests.Conventions;

public class LayoutTests
{
    // Who may refer to whom; App may refer to all, nobody to App.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Core"] = [],
        ["Columnar"] = [],
        ["Reading"] = ["Core", "Columnar"],
        ["Jobs"] = ["Core"],
        ["Reference"] = ["Core"],
        ["Schedules"] = ["Core", "Jobs", "Database"],
        ["Database"] = ["Core"],
        ["Engine"] = ["Core", "Columnar", "Reading"],
        ["Sources"] = ["Core", "Columnar"],
        ["Synth"] = ["Core", "Columnar"],
        ["Runs"] = ["Core", "Columnar", "Engine", "Sources", "Database"],
        ["Web"] = ["Core", "Jobs", "Runs", "Schedules", "Database"],
        ["QuartzDispatch"] = ["Runs"],
        ["HangfireDispatch"] = ["Runs"],
        ["Serving"] = ["Core", "Database", "Runs", "Schedules"],
    };

    // Packages that a project may use; the others use none.
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Jobs"] = ["YamlDotNet"],
        ["Database"] = ["Dapper", "Microsoft.Data.Sqlite.Core", "Npgsql", "SQLitePCLRaw.provider.e_sqlite3"],
        ["Schedules"] = ["Quartz", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions"],
        ["Serving"] = ["OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
        ["QuartzDispatch"] = ["Quartz"],
        ["HangfireDispatch"] = ["Hangfire.AspNetCore", "Hangfire.Core", "Hangfire.InMemory", "Hangfire.PostgreSql", "Newtonsoft.Json"],
        ["App"] = ["Spectre.Console", "System.CommandLine"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_where_the_arrows_point(string project)
    {
        var references = References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)!).ToList();
        if (project == "App")
            Assert.DoesNotContain("App", references);
        else
            Assert.Empty(references.Except(Arrows[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_its_packages(string project) =>
        Assert.Empty(References(project, "PackageReference").Except(Packages.GetValueOrDefault(project) ?? []));

    [Fact]
    public void The_root_has_only_the_agreed_folders()
    {
        var folders = Repository.Files.Where(f => f.Contains('/')).Select(f => f[..f.IndexOf('/')]).Distinct();
        Assert.Empty(folders.Where(f => !f.StartsWith('.')).Except(["src", "jobs", "sql", "tests"]));
    }

    [Fact]
    public void Every_project_is_in_the_solution_but_those_of_the_switch()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Opportune.slnx"));
        Assert.Equal(Repository.SwitchedProjects, Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{f}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_name_or_lock_file_leads_outside_the_project()
    {
        foreach (var file in Repository.Files.Where(f => f.EndsWith("package-lock.json", StringComparison.Ordinal) || f.EndsWith(".lock.json", StringComparison.Ordinal)))
            Assert.DoesNotContain("\"resolved\": \"http", File.ReadAllText(Path.Combine(Repository.Root, file)));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants(kind).Select(e => (string)e.Attribute("Include")!);
}
