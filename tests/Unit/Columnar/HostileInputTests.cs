using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>Files that are damaged, by accident or on purpose, are refused with one line or read; nothing else happens.</summary>
public class HostileInputTests
{
    private const int UsualRounds = 9_000;

    // Two thirds of all rounds are files of our own, in which every type is; the rest the official ones, made by many programs.
    private static readonly (string Extension, int Rows, int Distinct)[] Own =
        [(".parquet", 400, 1000), (".parquet", 40, 5), (".arrow", 400, 1000), (".arrow", 40, 5), (".arrows", 400, 1000), (".arrows", 40, 5)];

    private static int Rounds { get; } = Setting("OPPORTUNE_HOSTILE") ?? UsualRounds;

    private static int Seed { get; } = Setting("OPPORTUNE_HOSTILE_SEED") ?? 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Damaged_files_are_read_or_refused(int which)
    {
        using var folder = Some.Folder();
        var (extension, rows, distinct) = Own[which];
        Tables.Write(folder["original" + extension], Tables.Everything, Tables.Random(Tables.Everything, rows, Seed + which, distinct: distinct));
        Damage(File.ReadAllBytes(folder["original" + extension]), folder["t" + extension], Seed + which, Rounds / 9);
    }

    [Fact]
    public void Damaged_official_files_are_read_or_refused()
    {
        using var folder = Some.Folder();
        var files = OfficialFiles.All("data").Concat(OfficialFiles.All("bad_data")).Select(File.ReadAllBytes).Where(bytes => bytes.Length < 50_000).ToList();
        Assert.True(files.Count > 50, $"{files.Count} official files");
        for (var i = 0; i < files.Count; i++)
            Damage(files[i], folder["t.parquet"], Seed + 100 + i, Rounds / 3 / files.Count + 1);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        using var folder = Some.Folder();
        foreach (var extension in new[] { ".parquet", ".arrow", ".arrows" })
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
        var (read, refused) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes = Harm(bytes, random);
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            if (ReadOrRefuse(path, $"seed {seed}, round {round}"))
                read++;
            else
                refused++;
            Assert.True(watch.ElapsedMilliseconds < 10_000, $"seed {seed}, round {round} took {watch.ElapsedMilliseconds} ms");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 500_000_000, $"seed {seed}, round {round} allocated {allocated} bytes");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {rounds} damaged files, {read} read, {refused} refused");
    }

    // One harm: bits and bytes, lengths that change places, counts that are too large, offsets that lead elsewhere or back, parts that are gone.
    private static byte[] Harm(byte[] bytes, Random random)
    {
        var at = Place(bytes, random);
        var word = Math.Min(at, Math.Max(0, bytes.Length - 8));
        switch (random.Next(10))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] = 0xFF;
                break;
            case 2:
                bytes[at]++;
                break;
            case 3 or 4:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 5 when bytes.Length >= 8:
                // Two words change places.
                var other = Math.Min(Place(bytes, random), bytes.Length - 4);
                var one = Math.Min(at, bytes.Length - 4);
                var kept = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(one));
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(one), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(other)));
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(other), kept);
                break;
            case 6 when bytes.Length >= 8:
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Math.Min(at, bytes.Length - 4)), random.Next(3) switch { 0 => int.MaxValue, 1 => -1, _ => bytes.Length });
                break;
            case 7 when bytes.Length >= 8:
                // An offset, of itself or of anything before it.
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(word), random.Next(2) == 0 ? word : random.Next(bytes.Length));
                break;
            case 8 when bytes.Length >= 64:
                var length = random.Next(1, Math.Min(32, bytes.Length - at + 1));
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..]];
            case 9 when bytes.Length >= 64:
                return [.. bytes[..at], .. bytes[Math.Max(0, at - 16)..]];
        }
        return bytes;
    }

    // The metadata at the end is where damage is the most interesting.
    private static int Place(byte[] bytes, Random random) =>
        random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 2000));

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // Whether all of it was read.
    private static bool ReadOrRefuse(string path, string round)
    {
        var isWhole = true;
        try
        {
            using var file = TableFiles.Open(path);
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                for (var column = 0; column < file.Schema.Columns.Count; column++)
                    isWhole &= Touch(file, group, column);
            }
        }
        catch (TableFileException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
        catch (Exception e)
        {
            Assert.Fail($"{round}: {e}");
        }
        return isWhole;
    }

    private static bool Touch(TableFile file, int group, int column)
    {
        try
        {
            using var reader = file.OpenColumn(group, column);
            while (reader.NextPage())
            {
                for (var i = 0; i < Math.Min(reader.Page.Count, 10_000); i++)
                    Tables.Value(reader, i);
            }
            // By what the file says of itself too.
            var filter = file.Schema.Columns[column].Kind switch
            {
                ColumnKind.Text => ColumnFilter.AnyOf("code 1", ""),
                ColumnKind.Integer => ColumnFilter.Between(0L, 1000),
                _ => ColumnFilter.Between(0.0, 1.0),
            };
            using var selection = RowSelection.Of(file, group, [(column, filter)]);
            return true;
        }
        catch (TableFileException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
    }
}
