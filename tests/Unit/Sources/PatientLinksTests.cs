using Opportune.Core;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Sources;

public sealed class PatientLinksTests : IDisposable
{
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chains_are_followed_to_their_end()
    {
        var links = Read("c d 2026-01-01", "a b -", "b c 2026-06-30", "x y 2020-01-01");
        Assert.Equal([("a", "d"), ("b", "d"), ("c", "d"), ("x", "y")], Final(links));
        Assert.Equal((4, 4), (links.Book.Read, links.Book.Used));
    }

    [Fact]
    public void A_link_dated_after_the_as_of_date_is_not_known_yet()
    {
        var links = Read("a b 2026-07-01", "a c 2026-06-30");
        Assert.Equal([("a", "c")], Final(links));
        Assert.Equal(1, links.Book.Skipped[SkipReasons.AfterAsOf]);
    }

    [Fact]
    public void A_patient_replaced_by_two_others_stays_apart()
    {
        var links = Read("z a -", "a b 2026-01-01", "a c 2026-02-01", "a b 2026-03-01", "d a -");
        // Whoever was merged into that patient still was.
        Assert.Equal([("d", "a"), ("z", "a")], Final(links));
        Assert.Equal(2, links.Book.Rejected[RejectRules.ReplacedByTwo]);
        Assert.Equal(1, links.Book.Skipped[SkipReasons.EqualDuplicate]);
        Assert.Equal([(2, "b"), (3, "c")], links.Rejects.Select(r => (r.Row, r.Value)));
    }

    [Fact]
    public void Links_that_lead_in_a_circle_hold_for_nobody()
    {
        var links = Read("in b -", "a b -", "b c -", "c a -", "s s -", "p q -");
        Assert.Equal([("in", "b"), ("p", "q")], Final(links));
        Assert.Equal(4, links.Book.Rejected[RejectRules.LinkCycle]);
        Assert.Equal([2, 3, 4, 5], links.Rejects.Select(r => r.Row));
        Assert.All(links.Rejects, r => Assert.Equal((Table.PatientLinks, "replaced_by"), (r.Table, r.Column)));
    }

    [Fact]
    public void What_cannot_be_read_is_refused_and_the_books_balance()
    {
        var links = Read("- b 2026-01-01", "a - 2026-01-01", "a b someday", "c d 1700-01-01", "e f 2026-01-01");
        Assert.Equal([("e", "f")], Final(links));
        Assert.Equal([("impossible-date", 2), ("missing-value", 2)], links.Book.Rejected.Select(r => (r.Key, r.Value)));
        Assert.Equal(["someday", "1700-01-01"], links.Rejects.Where(r => r.Rule == RejectRules.ImpossibleDate).Select(r => r.Value));
    }

    [Fact]
    public void Dates_may_be_left_out()
    {
        CanonicalFiles.Write(_folder["patient_links.csv"], "patient_id replaced_by", "a b");
        Assert.Equal([("a", "b")], Final(Open()));
    }

    [Fact]
    public void Without_the_table_nobody_was_merged() => Assert.Empty(Open().Final);

    [Fact]
    public void A_long_chain_is_walked_once()
    {
        var links = Read([.. Enumerable.Range(0, 20_000).Select(i => $"p{i} p{i + 1} -")]);
        Assert.Equal(20_000, links.Final.Count);
        Assert.All(links.Final.Values, v => Assert.Equal("p20000", v));
    }

    private PatientLinks Read(params string[] rows)
    {
        CanonicalFiles.Write(_folder["patient_links.csv"], "patient_id replaced_by linked_date", rows);
        return Open();
    }

    private PatientLinks Open()
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality", "f1 p1 a1 2026-01-05 CT");
        using var input = InputFolder.Open(_folder.Path);
        var links = input.Links(AsOf);
        Assert.True(links.Book.Balances);
        return links;
    }

    private static IEnumerable<(string, string)> Final(PatientLinks links) =>
        links.Final.Select(l => (l.Key, l.Value)).OrderBy(l => l.Key, StringComparer.Ordinal);
}
