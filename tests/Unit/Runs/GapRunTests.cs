using Opportune.Core;
using Opportune.Runs;

namespace Opportune.Tests.Unit.Runs;

public class GapRunTests
{
    [Fact]
    public void Runs_merge_in_output_order_with_everything_in_place_whether_in_memory_or_on_disk()
    {
        var random = new Random(7);
        var all = Enumerable.Range(0, 900).Select(i => Gap(random, i)).ToList();
        using var folder = Some.Folder();
        var files = 0;
        var room = new MemoryStream();
        // There is no room in memory for the first run, and there is for the others.
        var runs = new[] { all.Take(700), all.Skip(700).Take(150), all.Skip(850), [] }
            .Select((gaps, i) => GapRun.Of(gaps, room, bytes => bytes <= 8 << 20, () =>
            {
                files++;
                return File.OpenHandle(folder[$"run-{i}"], FileMode.CreateNew, FileAccess.ReadWrite);
            })).ToList();

        var merged = GapRun.Merge(runs).Select(GapCodec.Read).Select(g => System.Text.Json.JsonSerializer.Serialize(g)).ToList();

        Assert.Equal(1, files);
        all.Sort(GapOrder.Instance);
        Assert.Equal(all.Select(g => System.Text.Json.JsonSerializer.Serialize(g)), merged);

        var byPatient = GapRun.MergeByPatient(runs).Select(g => System.Text.Json.JsonSerializer.Serialize(g)).ToList();

        Assert.Equal(
            all.Where(g => g.Leads).OrderBy(g => g.PatientId, Utf8Order.Comparer).ThenBy(g => g.Measure, Utf8Order.Comparer).Select(g => System.Text.Json.JsonSerializer.Serialize(g)).Order(StringComparer.Ordinal),
            byPatient.Order(StringComparer.Ordinal));
        Assert.Equal(all.Where(g => g.Leads).OrderBy(g => g.PatientId, Utf8Order.Comparer).Select(g => g.PatientId), GapRun.MergeByPatient(runs).Select(g => g.PatientId));
        runs.ForEach(r => r.Dispose());
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "aa")]
    [InlineData("Z", "a")]
    [InlineData("\uFFFD", "\U0001F600")]
    [InlineData("\uD7FF", "\uE000")]
    public void Texts_are_ordered_by_their_utf8_bytes(string first, string second)
    {
        Assert.True(GapOrder.Utf8(first, second) < 0);
        Assert.True(GapOrder.Utf8(second, first) > 0);
        Assert.Equal(0, GapOrder.Utf8(first, first));
        Assert.True(System.Text.Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(second)) < 0);
    }

    private static Gap Gap(Random random, int number) => new()
    {
        Measure = random.Next(2) == 0 ? "dexa-review" : "statin-review",
        MeasureVersion = 3,
        PatientId = $"p{random.Next(300)}",
        GapId = $"{number:x8}",
        Status = (GapStatus)random.Next(5),
        StatusReason = "because",
        Tier = random.Next(1, 6),
        Priority = "label",
        IndexDate = new DateOnly(2026, 1, 1).AddDays(random.Next(200)),
        IndexTable = Table.ImagingFindings,
        IndexRow = $"f{number}",
        ReportDate = random.Next(2) == 0 ? null : new DateOnly(2026, 7, 1),
        DueDate = random.Next(2) == 0 ? null : new DateOnly(2026, 9, 1),
        CoveredTo = random.Next(2) == 0 ? null : new DateOnly(2026, 8, 1),
        Age = 70,
        Sex = Sex.F,
        Site = random.Next(2) == 0 ? null : "north",
        ProviderId = null,
        Why = new string('w', 16_000),
        LookedFor = "é \U0001F600",
        WouldClose = "",
        Wording = "text",
        Limits = "limits",
        Leads = random.Next(2) == 0,
        BeganNew = random.Next(2) == 0,
        Basis = random.Next(2) == 0
            ? new() { Kind = GapBasisKind.Open }
            : new() { Kind = GapBasisKind.Satisfied, Criterion = "on-drug", Table = Table.Medications, RowId = "reported:7", Date = new(2026, 2, 3), HoldsUntil = new(2026, 5, 4), Reported = true },
        IndexFacts =
        [
            new(new(2026, 1, 2), "A1", ["spine", "rib"], Severity.Moderate, "c", -2.5, BeginsAcute: true, JoinsOnly: false, Table.ImagingFindings, "f"),
            new(new(2026, 1, 3), "A5", [], Severity.None, null, null, BeginsAcute: false, JoinsOnly: true, Table.Conditions, "c"),
        ],
        Evidence =
        [
            new() { Role = "index", Criterion = "A1", Outcome = EvidenceOutcome.Found, Event = new() { Table = Table.ImagingFindings, Date = new(2026, 1, 2), RowId = "f", Mention = new() { Concept = "c", Start = 3, Length = 4, Text = "text", Excerpt = "A text.", ExcerptStart = 2, Value = 1.5, Unit = "HU" } } },
            new() { Role = "satisfied-by", Criterion = "dxa", Outcome = EvidenceOutcome.NoneFound, Searched = Table.Procedures, Window = new(new(2025, 1, 1), new(2026, 1, 1)) },
        ],
    };
}
