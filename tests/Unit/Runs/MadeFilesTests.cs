using Opportune.Runs.Exports;

namespace Opportune.Tests.Unit.Runs;

public class MadeFilesTests
{
    [Fact]
    public void What_a_process_left_of_an_export_goes_after_a_day_and_nothing_else_does()
    {
        var now = TimeProvider.System.GetUtcNow();
        List<string> Make(TimeSpan age) => [.. new[] { MadeFiles.Export, MadeFiles.Tasks, "opportune-another-" }.Select(prefix =>
        {
            var folder = Directory.CreateTempSubdirectory(prefix).FullName;
            File.WriteAllText(Path.Combine(folder, "rows.csv"), "x");
            Directory.SetLastWriteTimeUtc(folder, (now - age).UtcDateTime);
            return folder;
        })];
        var (old, young) = (Make(TimeSpan.FromHours(25)), Make(TimeSpan.FromHours(23)));
        Assert.InRange(MadeFiles.Sweep(now), 2, int.MaxValue);
        Assert.Equal([old[2], .. young], old.Concat(young).Where(Directory.Exists));
        foreach (var folder in old.Concat(young).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }
}
