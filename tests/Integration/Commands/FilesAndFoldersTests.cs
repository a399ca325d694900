using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

public sealed class FilesAndFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    // It said that the file already exists, as if that were a fault of the disk.
    [Fact]
    public async Task A_file_for_a_folder_and_a_folder_for_a_file_are_told_with_what_to_do()
    {
        File.WriteAllText(_folder["file"], "mine");
        Directory.CreateDirectory(_folder["folder"]);
        foreach (var (arguments, said) in new (string[], string)[]
        {
            (["run", "nightly", "--as-of", "2026-06-30", "--input", _folder["folder"], "--out", _folder["file"]], $"--out: {_folder["file"]} is a file; name a folder"),
            (["synth", "--out", _folder["file"]], $"--out: {_folder["file"]} is a file; name a folder"),
            (["backup", "--database", $"sqlite:{_folder["a.db"]}", "--to", _folder["folder"]], $"--to: {_folder["folder"]} is a folder; name a file"),
        })
        {
            var result = await Cli.Run(arguments);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains(said, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }
        Assert.Equal("mine", File.ReadAllText(_folder["file"]));
    }

    // Said of /dev/null it was no device any more, and a file of its own stood there. By another name, so that this test does no harm where it fails.
    [Fact]
    public async Task No_file_takes_the_place_of_a_device()
    {
        File.WriteAllText(_folder["a.csv"], "id,text\n1,none\n");
        var result = await Cli.Run("table", _folder["a.csv"], "--to", "/dev/opportune.tsv");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("--to: /dev/opportune.tsv is no place for a file, which would replace the device; name a file elsewhere", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists("/dev/opportune.tsv"));
    }

    [Fact]
    public async Task Of_a_job_without_a_folder_of_tables_it_is_told_where_one_can_be_named()
    {
        var result = await Cli.Run("run", "nightly", "--as-of", "2026-06-30", "--out", _folder["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("--input: name the folder with the tables, here or as 'input' in the file of the job 'nightly'", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
