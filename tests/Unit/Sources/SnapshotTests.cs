using System.Text;
using Opportune.Core;
using Opportune.Sources;
using Opportune.Sources.Snapshots;

namespace Opportune.Tests.Unit.Sources;

public class SnapshotTests
{
    private static readonly CanonicalTable Conditions = CanonicalTable.Of(Table.Conditions);

    [Fact]
    public void Cells_come_in_any_order_and_what_is_not_set_is_null()
    {
        using var folder = Some.Folder();
        using var writer = Begin(folder);
        using (var parts = writer.Open(File("a.csv")))
        {
            Row(parts, "p1", "M81.0", 10);
            Row(parts, "p2", "I70.0", 20, display: "aorta");
            parts.Finish();
        }
        writer.Finish();
        Assert.Equal(["p1 M81.0 1970-01-11 null", "p2 I70.0 1970-01-21 aorta"], Rows(folder));
    }

    [Fact]
    public void A_row_that_is_dropped_leaves_nothing_behind()
    {
        using var folder = Some.Folder();
        using var writer = Begin(folder);
        using (var parts = writer.Open(File("a.csv")))
        {
            Row(parts, "p1", "M81.0", 10);
            var part = parts[Table.Conditions];
            part.Text(Conditions.IndexOf("display"), "half"u8);
            part.Text(Conditions.IndexOf("patient_id"), "half"u8);
            Assert.Equal("code_system", part.Missing!.Name);
            part.DropRow();
            parts.Book("condition").Reject("missing-value", 2, "condition_start_date", "");
            parts.Book("condition").Read();
            Row(parts, "p2", "I70.0", 20);
            parts.Finish();
        }
        var snapshot = writer.Finish();
        Assert.Equal(["p1 M81.0 1970-01-11 null", "p2 I70.0 1970-01-21 null"], Rows(folder));
        var book = Assert.Single(snapshot.Taken.Books);
        Assert.Equal((3, 2, 1), (book.Read, book.Used, book.Rejected["missing-value"]));
        Assert.Equal(2, Assert.Single(snapshot.Taken.Files[0].Parts).Nulls[Conditions.IndexOf("display")]);
    }

    [Fact]
    public void Books_that_do_not_balance_are_no_part()
    {
        using var folder = Some.Folder();
        using var writer = Begin(folder);
        using var parts = writer.Open(File("a.csv"));
        parts.Book("condition").Read();
        Assert.Throws<InvalidOperationException>(parts.Finish);
    }

    [Fact]
    public void An_unchanged_file_keeps_its_part_and_its_rejects_and_a_changed_one_is_read_again()
    {
        using var folder = Some.Folder();
        using (var writer = Begin(folder))
        {
            Take(writer, File("a.csv"), "p1");
            Take(writer, File("b.csv"), "p2");
            writer.Finish();
        }
        var part = Directory.GetFiles(folder["taken/conditions"], "a-csv*").Single();
        var written = System.IO.File.GetLastWriteTimeUtc(part);
        using (var writer = Begin(folder))
        {
            Assert.True(writer.Keep(File("a.csv")));
            Assert.False(writer.Keep(File("b.csv") with { Bytes = 4 }));
            Assert.False(writer.Keep(File("a.csv") with { Basis = "another mapping" }));
            Assert.False(writer.Keep(File("a.csv") with { Changed = Changed.AddSeconds(1) }));
            Assert.False(writer.Keep(File("c.csv")));
            Take(writer, File("b.csv") with { Bytes = 4 }, "p3");
            var snapshot = writer.Finish();
            Assert.Equal(["a.csv", "b.csv"], snapshot.Rejects.Select(r => r.File));
            Assert.Equal(["secret"], snapshot.Rejects.Select(r => r.Value).Distinct());
            Assert.Equal(4, snapshot.Taken.Books.Single().Read);
        }
        Assert.Equal(["p1 M81.0 1970-01-11 null", "p3 M81.0 1970-01-11 null"], Rows(folder));
        Assert.Equal(written, System.IO.File.GetLastWriteTimeUtc(part));
    }

    [Fact]
    public void A_file_changed_while_the_clock_stood_still_is_not_believed()
    {
        using var folder = Some.Folder();
        var file = File("a.csv") with { Changed = DateTime.UnixEpoch.AddDays(20_000).AddSeconds(-1) };
        using (var writer = Begin(folder))
        {
            Take(writer, file, "p1");
            writer.Finish();
        }
        using var again = Begin(folder);
        Assert.False(again.Keep(file));
    }

    [Fact]
    public void The_snapshot_before_stays_until_the_next_is_whole()
    {
        using var folder = Some.Folder();
        using (var writer = Begin(folder))
        {
            Take(writer, File("a.csv"), "p1");
            writer.Finish();
        }
        using (var writer = Begin(folder))
        {
            Take(writer, File("a.csv"), "p2");
            Assert.Equal(["p1 M81.0 1970-01-11 null"], Rows(folder));
        }
        Assert.Equal(["p1 M81.0 1970-01-11 null"], Rows(folder));
        Assert.Equal(["taken", "taken.lock"], Directory.EnumerateFileSystemEntries(folder.Path).Select(e => Path.GetFileName(e)).Order());
    }

    [Fact]
    public void One_process_at_a_time_and_no_folder_of_somebody_elses()
    {
        using var folder = Some.Folder();
        using (Begin(folder))
            Assert.Contains("nobody else takes into it", Assert.Throws<IOException>(() => Begin(folder)).Message);
        Directory.CreateDirectory(folder["taken"]);
        System.IO.File.WriteAllText(folder["taken/thesis.txt"], "mine");
        Assert.Contains("something else than a snapshot", Assert.Throws<InputException>(() => Begin(folder)).Message);
        Assert.True(System.IO.File.Exists(folder["taken/thesis.txt"]));
    }

    [Fact]
    public void Only_the_owner_can_read_a_snapshot()
    {
        using var folder = Some.Folder();
        using var writer = Begin(folder);
        Take(writer, File("a.csv"), "p1");
        writer.Finish();
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(folder["taken"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(folder["taken/rejects.parquet"]));
    }

    private static DateTime Changed { get; } = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static SourceFile File(string name) => new(name, 3, Changed, "basis");

    private static SnapshotWriter Begin(TemporaryFolder folder) => SnapshotWriter.Begin(folder["taken"], "omop", new StillClock());

    private static void Take(SnapshotWriter writer, SourceFile file, string patient)
    {
        using var parts = writer.Open(file);
        Row(parts, patient, "M81.0", 10);
        parts.Book("condition").Read();
        parts.Book("condition").Reject("impossible-date", 2, "condition_start_date", "secret");
        parts.Finish();
    }

    private static void Row(PartSet parts, string patient, string code, int day, string display = "")
    {
        var (part, book) = (parts[Table.Conditions], parts.Book("condition"));
        book.Read();
        part.Day(Conditions.IndexOf("start_date"), day);
        part.Text(Conditions.IndexOf("code"), Encoding.UTF8.GetBytes(code));
        part.Text(Conditions.IndexOf("code_system"), "ICD10CM"u8);
        part.Text(Conditions.IndexOf("patient_id"), Encoding.UTF8.GetBytes(patient));
        part.Text(Conditions.IndexOf("display"), Encoding.UTF8.GetBytes(display));
        Assert.Null(part.Missing);
        part.EndRow();
        book.Use();
    }

    private static IEnumerable<string> Rows(TemporaryFolder folder)
    {
        foreach (var required in new[] { Table.Patients, Table.ImagingFindings }.Select(CanonicalTable.Of))
            CanonicalFiles.Write(folder[$"taken/{required.Name}.parquet"], CanonicalFiles.Schema(required.Table, typed: true), []);
        using var input = InputFolder.Open(folder["taken"]);
        var files = input.Files(Table.Conditions);
        var columns = new[] { "patient_id", "code", "start_date", "display" }.Select(c => CanonicalFiles.Read(files, c)).ToList();
        return [.. Enumerable.Range(0, columns[0].Count).Select(row => string.Join(' ', columns.Select(c => c[row])))];
    }

    private sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000);
    }
}
