using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Opportune.Tests.Conventions;

/// <summary>What the product is made of: said in a bill of materials, locked, and without native code that nobody chose.</summary>
public class SupplyChainTests
{
    // What starts the program: the SDK's own host, under the product's name.
    private static readonly string[] Native = ["Opportune.App", "Opportune.App.exe"];

    /// <summary>Writes .artifacts/sbom.cdx.json (CycloneDX 1.6) as archives hold it, without the runtime: each run of the tests leaves the one of what it tested.</summary>
    [Fact]
    public void The_bill_of_materials_names_every_package_of_the_product_with_its_version_and_hash()
    {
        var packages = Locked().ToDictionary(p => p.Name, p => p);
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "src/App/Packaging/bill.sh")]) { RedirectStandardOutput = true })!;
        var bill = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.Equal(0, script.ExitCode);
        var path = Path.Combine(Repository.Root, ".artifacts", "sbom.cdx.json");
        File.WriteAllText(path, bill);
        var read = JsonNode.Parse(bill)!["components"]!.AsArray();
        Assert.Equal(Version(), (string)JsonNode.Parse(bill)!["metadata"]!["component"]!["version"]!);
        // What is locked and shipped, and no more; what only looks over the sources is not shipped.
        Assert.Equal(packages.Keys.Where(n => !n.EndsWith("Analyzers", StringComparison.Ordinal)).Order(StringComparer.Ordinal), read.Select(c => (string)c!["name"]!).Order(StringComparer.Ordinal));
        Assert.All(read, c => Assert.Equal((packages[(string)c!["name"]!].Version, Convert.ToHexStringLower(Convert.FromBase64String(packages[(string)c["name"]!].Sha512))), ((string)c["version"]!, (string)c["hashes"]![0]!["content"]!)));
        // What the program refers to is in it, in the version that is locked for all; of each package one.
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(e => (string)e.Attribute("Include")!, e => (string)e.Attribute("Version")!);
        // Microsoft.Extensions is part of the framework that the program runs on, not of what is shipped.
        foreach (var used in Projects().SelectMany(p => XDocument.Load(p).Descendants("PackageReference")).Select(e => (string)e.Attribute("Include")!).Distinct().Where(p => !p.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
            Assert.Contains(read, c => (string)c!["name"]! == used && (string)c["version"]! == central[used]);
        Assert.Equal(read.Count, read.Select(c => (string)c!["name"]!).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Versions_stand_in_one_place_and_restores_in_CI_are_locked()
    {
        foreach (var project in Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            Assert.All(XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("PackageReference"), e => Assert.Null(e.Attribute("Version")));
            Assert.Contains(Path.Combine(Path.GetDirectoryName(project)!, Repository.SwitchedProjects.Contains(project) ? "packages.Hangfire.lock.json" : "packages.lock.json").Replace('\\', '/'), Repository.Files);
        }
        Assert.Contains("<RestoreLockedMode Condition=\"'$(CI)' != ''", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);
        Assert.Contains("export CI=true", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_native_binary_lies_in_the_output_that_is_not_listed()
    {
        var output = Path.Combine(Repository.Root, ".artifacts", "bin", "App", "release");
        var files = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, f => Path.GetFileName(f) == "Opportune.App.dll");
        Assert.Empty(files.Where(IsNative).Select(f => Path.GetRelativePath(output, f)).Except(Native));
    }

    [Theory]
    [InlineData("7F454C460201", true)]
    [InlineData("CFFAEDFE0C00", true)]
    [InlineData("FEEDFACF0100", true)]
    [InlineData("CAFEBABE0000", true)]
    [InlineData("4D5A90000300", true)]
    [InlineData("213C617263683E0A", true)]
    [InlineData("0061736D01000000", true)]
    [InlineData("7B7D", false)]
    [InlineData("", false)]
    public void Native_code_is_told_by_how_it_begins(string hex, bool isNative)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, Convert.FromHexString(hex));
        Assert.Equal(isNative, IsNative(path));
        File.Delete(path);
    }

    private static IEnumerable<string> Projects() => Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal)).Except(Repository.SwitchedProjects).Select(f => Path.Combine(Repository.Root, f));

    private static string Version() => XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    // The program's own lock: what is shipped is what it resolves for all of its projects together.
    private static IEnumerable<(string Name, string Version, string Sha512)> Locked() =>
        from framework in JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "App", "packages.lock.json")))!["dependencies"]!.AsObject()
        from package in framework.Value!.AsObject()
        where (string)package.Value!["type"]! != "Project"
        select (package.Key, (string)package.Value!["resolved"]!, (string)package.Value["contentHash"]!);

    private static bool IsNative(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[8];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return length >= 4 && head switch
        {
            [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => true,
            // Mach-O, of either order, and of several processors.
            [0xCF or 0xCE, 0xFA, 0xED, 0xFE, ..] or [0xFE, 0xED, 0xFA, 0xCF or 0xCE, ..] or [0xCA, 0xFE, 0xBA, 0xBE, ..] => true,
            [(byte)'!', (byte)'<', (byte)'a', (byte)'r', ..] => true,
            [0, (byte)'a', (byte)'s', (byte)'m', ..] => true,
            [(byte)'M', (byte)'Z', ..] => !IsManaged(file),
            _ => false,
        };
    }

    private static bool IsManaged(FileStream file)
    {
        file.Position = 0;
        try
        {
            using var reader = new PEReader(file);
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
