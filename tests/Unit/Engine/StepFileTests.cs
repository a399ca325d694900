using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;

namespace Opportune.Tests.Unit.Engine;

/// <summary>The files by which processes hand steps on give back what was written, or say in one line that they do not.</summary>
public sealed class StepFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read() => Prop.ForAll<byte[][]>(contents =>
    {
        Write("f", "key", contents);
        Assert.Equal(contents, Read("f", "key"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cut_off_anywhere_it_is_refused()
    {
        Write("f", "key", [[1, 2, 3], [], [4]]);
        var whole = File.ReadAllBytes(_folder["f"]);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["cut"], whole[..length]);
            var refused = Assert.Throws<StepFileException>(() => Read("cut", "key"));
            Assert.Equal(("cut", "cut is truncated; the work behind it must be done again"), (refused.File, refused.Message));
        }
    }

    [Fact]
    public void Changed_anywhere_it_is_refused()
    {
        Write("f", "key", [[1, 2, 3], [], [4]]);
        var whole = File.ReadAllBytes(_folder["f"]);
        for (var at = 0; at < whole.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = whole.ToArray();
                changed[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(_folder["changed"], changed);
                Assert.Throws<StepFileException>(() => Read("changed", "key"));
            }
        }
    }

    [Fact]
    public void A_file_of_other_work_is_refused()
    {
        Write("f", "one", [[1]]);
        Assert.Equal("f is of other work; the work behind it must be done again", Assert.Throws<StepFileException>(() => Read("f", "two")).Message);
        Assert.Equal("g is not there; the work behind it must be done again", Assert.Throws<StepFileException>(() => Read("g", "one")).Message);
    }

    [Fact]
    public void A_book_is_read_as_it_was_written() => Prop.ForAll<((long, long, long, long), (NonNull<string>, PositiveInt)[], (byte, PositiveInt)[])>(drawn =>
    {
        var (counts, reasons, missing) = drawn;
        var book = new TableBook { Read = counts.Item1, Used = counts.Item2, RepairedText = counts.Item3, ForgottenValues = counts.Item4 };
        foreach (var (reason, rows) in reasons)
        {
            book.Skip(Mended(reason.Get), rows.Get);
            book.Reject(Mended(reason.Get), rows.Get + 1);
        }
        foreach (var (column, rows) in missing)
            book.Miss(column, rows.Get);
        Assert.Equivalent(book, Again(to => BookCodec.Write(to, book), BookCodec.ReadBook), strict: true);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rejects_are_read_as_they_were_written() => Prop.ForAll<(NonNull<string>, long, NonNull<string>)[]>(rows =>
    {
        var rejects = rows.Select((r, i) => new Reject((Table)(i % 5), Mended(r.Item1.Get), r.Item2, "code", RejectRules.MissingValue, Mended(r.Item3.Get))).ToArray();
        Assert.Equal(rejects, Again(to => BookCodec.Write(to, rejects), BookCodec.ReadRejects));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Controls_are_read_as_they_were_written()
    {
        var controls = new SiteControls();
        controls.CountPatients("north", 7);
        controls.CountPatients(null, 3);
        controls.CountMatched("north", Table.Medications, "statin", 5);
        controls.CountRows("south", Table.Conditions, "ICD10CM", 11);
        var again = Again(controls.Write, SiteControls.Read);
        Assert.Equal(["", "north"], again.Sites);
        Assert.Equal((7, 3, 5), (again.PatientsAt("north"), again.PatientsAt(null), again.MatchedAt("north", Table.Medications, "statin")));
        var bytes = (Bytes(controls.Write), Bytes(again.Write));
        Assert.Equal(bytes.Item1, bytes.Item2);
    }

    // Half a surrogate pair is drawn here, but comes from no file.
    private static string Mended(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static T Again<T>(Action<BinaryWriter> write, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(Bytes(write)));
        var result = read(reader);
        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);
        return result;
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private void Write(string name, string key, byte[][] contents)
    {
        using var stream = File.Create(_folder[name]);
        var file = new StepFileWriter(stream, key);
        var extents = Array.ConvertAll(contents, c => file.Write(c));
        file.End(body =>
        {
            body.Write(extents.Length);
            foreach (var extent in extents)
                extent.Write(body);
        });
    }

    private byte[][] Read(string name, string key) => StepFile.Open(_folder[name], key, (file, body) =>
    {
        using (file)
        {
            var contents = new byte[body.ReadInt32()][];
            for (var i = 0; i < contents.Length; i++)
                contents[i] = file.Read(Extent.Read(body));
            return contents;
        }
    });
}
