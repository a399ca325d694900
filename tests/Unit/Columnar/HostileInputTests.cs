using System.Diagnostics;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>Files that are damaged, by accident or on purpose, are refused with one line or read; nothing else happens.</summary>
public class HostileInputTests
{
    private const int Rounds = 2000;

    [Theory]
    [InlineData(".parquet", 1)]
    [InlineData(".parquet", 2)]
    [InlineData(".arrow", 3)]
    [InlineData(".arrow", 4)]
    public void Damaged_files_are_read_or_refused(string extension, int seed)
    {
        using var folder = Some.Folder();
        var original = folder["original" + extension];
        Tables.Write(original, Tables.Everything, Tables.Random(Tables.Everything, seed % 2 == 0 ? 40 : 400, seed, distinct: seed % 2 == 0 ? 5 : 1000));
        Damage(File.ReadAllBytes(original), folder["t" + extension], seed, Rounds);
    }

    [Fact]
    public void Damaged_official_files_are_read_or_refused()
    {
        using var folder = Some.Folder();
        foreach (var path in OfficialFiles.All("data").Concat(OfficialFiles.All("bad_data")))
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < 50_000)
                Damage(bytes, folder["t.parquet"], bytes.Length, 60);
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        using var folder = Some.Folder();
        foreach (var extension in new[] { ".parquet", ".arrow" })
        {
            Tables.Write(folder["whole" + extension], Tables.Everything, Tables.Random(Tables.Everything, 20, 1));
            var bytes = File.ReadAllBytes(folder["whole" + extension]);
            for (var length = 0; length < bytes.Length; length += 7)
            {
                File.WriteAllBytes(folder["t" + extension], bytes[..length]);
                Assert.Throws<TableFileException>(() => TableFiles.Open(folder["t" + extension]));
            }
        }
    }

    private static void Damage(byte[] original, string path, int seed, int rounds)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])original.Clone();
            // The metadata at the end is where damage is the most interesting.
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 2000));
                bytes[at] = random.Next(4) switch
                {
                    0 => (byte)random.Next(256),
                    1 => 0xFF,
                    2 => (byte)(bytes[at] + 1),
                    _ => (byte)(bytes[at] ^ 1 << random.Next(8)),
                };
            }
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            ReadOrRefuse(path, $"seed {seed}, round {round}");
            Assert.True(watch.ElapsedMilliseconds < 5_000, $"seed {seed}, round {round} took {watch.ElapsedMilliseconds} ms");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 500_000_000, $"seed {seed}, round {round} allocated {allocated} bytes");
        }
    }

    private static void ReadOrRefuse(string path, string round)
    {
        try
        {
            using var file = TableFiles.Open(path);
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                for (var column = 0; column < file.Schema.Columns.Count; column++)
                    Touch(file, group, column);
            }
        }
        catch (TableFileException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"{round}: {e}");
        }
    }

    private static void Touch(TableFile file, int group, int column)
    {
        try
        {
            using var reader = file.OpenColumn(group, column);
            while (reader.NextPage())
            {
                for (var i = 0; i < Math.Min(reader.Page.Count, 10_000); i++)
                    Tables.Value(reader, i);
            }
        }
        catch (TableFileException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }
}
