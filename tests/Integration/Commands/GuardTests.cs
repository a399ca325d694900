using Opportune.App;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What a failure ends a command with, for those that no test can bring about on a real disk.</summary>
public class GuardTests
{
    [Fact]
    public async Task A_failed_read_ends_with_1_wrong_input_with_2_and_a_cancelled_run_with_130()
    {
        Assert.Equal(1, await Guard.Run(() => throw new IOException("Input/output error")));
        Assert.Equal(1, await Guard.Run(() => throw new AggregateException(new IOException("Input/output error"))));
        Assert.Equal(2, await Guard.Run(() => throw new InputException("no such table")));
        Assert.Equal(2, await Guard.Run(() => throw new TableFileException("truncated")));
        Assert.Equal(130, await Guard.Run(() => throw new OperationCanceledException()));
        Assert.Equal(0, await Guard.Run(() => Task.FromResult(0)));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_as_such()
    {
        var result = await Cli.Run("restore", "--database", "sqlite:none.db", "--from", "nothing.zip");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches("^opportune: there is no file .*nothing.zip$", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_full_disk_is_told_with_how_to_mend_it()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.Contains("make room", Guard.MendOf(Assert.ThrowsAny<IOException>(() => full.Write([1]))), StringComparison.Ordinal);
        Assert.Equal("", Guard.MendOf(new IOException("Input/output error")));
    }
}
