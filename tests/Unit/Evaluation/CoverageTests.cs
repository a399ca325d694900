using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class CoverageTests
{
    [Theory]
    [InlineData("2024-06-30", "2026-06-30", GapStatus.Open, false)] // the whole two years
    [InlineData("2025-05-27", "2026-06-30", GapStatus.Open, true)] // 400 of 730 days
    [InlineData("2025-12-13", "2026-06-30", GapStatus.Withheld, false)] // 200 days
    [InlineData("2020-01-01", "2026-06-27", GapStatus.Open, false)] // 3 days behind
    [InlineData("2020-01-01", "2026-06-16", GapStatus.Open, false)] // 14 days behind
    [InlineData("2020-01-01", "2026-06-15", GapStatus.Withheld, false)] // 15 days behind
    public void None_found_is_claimed_only_where_the_feed_covers(string from, string to, GapStatus status, bool limited)
    {
        var gap = Gap(Coverage((Table.Medications, from, to)), Record(Finding("2026-01-01")));
        Assert.Equal(status, gap.Status);
        Assert.Equal(limited, gap.Limits.Contains("looked back only to 27 May 2025", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(null, GapStatus.Open)]
    [InlineData("RXNORM", GapStatus.Open)]
    [InlineData("NDC", GapStatus.Withheld)] // no set of this measure can read it
    public void A_feed_counts_only_in_code_systems_that_the_rule_can_read(string? system, GapStatus status)
    {
        var tables = new HashSet<Table> { Table.ImagingFindings, Table.Medications, Table.Encounters, Table.Conditions };
        var intervals = tables.Select(t => new FeedInterval(t, null, t == Table.Medications ? system : null, new(new(1990, 1, 1), AsOf), 14));
        // Drugs were sent in a system that can be read, but not for long enough to be of use.
        var stopped = new FeedInterval(Table.Medications, null, "RXNORM", new(new(1990, 1, 1), new(2020, 1, 1)), 14);
        Assert.Equal(status, Gap(new Coverage(intervals, tables), Record(Finding("2026-01-01"))).Status);
        Assert.Equal(status, Gap(new Coverage([.. intervals, stopped], tables), Record(Finding("2026-01-01"))).Status);
    }

    [Fact]
    public void An_exclusion_is_not_checked_where_its_codes_cannot_be_read()
    {
        var tables = new HashSet<Table> { Table.ImagingFindings, Table.Medications, Table.Encounters, Table.Conditions };
        var intervals = tables.Select(t => new FeedInterval(t, null, t == Table.Conditions ? "SNOMED" : null, new(new(1990, 1, 1), AsOf), 14));
        var gap = Gap(new Coverage(intervals, tables), Record(Finding("2026-01-01")));
        Assert.Contains("Not checked: hospice (conditions feed covers no code system that is asked for (ICD10CM))", gap.Limits, StringComparison.Ordinal);
        Assert.Equal(EvidenceOutcome.NotChecked, gap.Evidence.Single(e => e.Role == "exclusion").Outcome);
    }

    [Theory]
    [InlineData("2020-01-01..2026-06-30", GapStatus.Open, null)]
    [InlineData("2020-01-01..2026-06-16", GapStatus.Open, null)] // left 14 days ago: within the feed's lag
    [InlineData("2020-01-01..2026-06-15", GapStatus.Withheld, "patient observed only to 15 Jun 2026")]
    [InlineData("2020-01-01..2026-01-15+", GapStatus.Open, null)] // the day of the last visit is no end
    [InlineData("2020-01-01..2022-12-31 2023-01-01..2026-06-30", GapStatus.Open, null)] // they touch
    [InlineData("2020-01-01..2022-12-31+ 2026-01-01..2026-06-30", GapStatus.Withheld, "patient observed only from 1 Jan 2026")] // a hole, whatever the first one says
    [InlineData("2020-01-01..2022-12-31 2025-05-27..2026-06-30", GapStatus.Open, "Looked back only to 27 May 2025")] // 400 of 730 days
    [InlineData("2020-01-01..2026-06-30 2021-01-01..2021-12-31", GapStatus.Open, null)] // one within the other
    [InlineData("", GapStatus.Withheld, "patient has no observation period")]
    public void None_found_is_claimed_only_where_the_patient_was_observed(string periods, GapStatus status, string? said)
    {
        var record = Record(Finding("2026-01-01")) with
        {
            Observed = [.. periods.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.TrimEnd('+').Split("..") is var days ? new ObservedPeriod(new(Day(days[0]), Day(days[1])), p.EndsWith('+')) : default)],
        };
        record = record with { Patient = record.Patient with { Site = "north" } };
        var coverage = new Coverage(Coverage().Intervals, CanonicalTable.All.Select(t => t.Table).Where(Coverage().Has).ToHashSet()) { ObservedSites = new HashSet<string> { "north" } };
        var gap = Gap(coverage, record);
        Assert.Equal(status, gap.Status);
        Assert.Contains(said ?? "", status == GapStatus.Open ? gap.Limits : gap.StatusReason!, StringComparison.OrdinalIgnoreCase);
        if (said is null)
            Assert.DoesNotContain("Looked back only", gap.Limits, StringComparison.OrdinalIgnoreCase);
        // Another site, of which nothing is said of anybody's observation, is not touched by it.
        Assert.Equal(GapStatus.Open, Gap(coverage, record with { Observed = [], Patient = record.Patient with { Site = "south" } }).Status);
    }

    [Fact]
    public void What_was_looked_at_ends_with_the_patients_own_observation()
    {
        var record = Record(Finding("2026-01-01")) with { Observed = [new(new(Day("2020-01-01"), Day("2026-06-20")), false)] };
        Assert.Equal(Day("2026-06-20"), Gap(Coverage(), record).CoveredTo);
    }

    [Fact]
    public void A_patient_known_from_imaging_alone_is_withheld()
    {
        var record = Record(Finding("2026-01-01"));
        var gap = Gap(Coverage(), record with { LastSeen = new Dictionary<Table, DateOnly> { [Table.ImagingFindings] = AsOf } });
        Assert.Equal(GapStatus.Withheld, gap.Status);
        Assert.Contains("not seen", gap.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_is_an_uncovered_feed_for_what_is_needed_and_a_limit_for_the_rest()
    {
        var tables = new HashSet<Table> { Table.ImagingFindings, Table.Medications, Table.Encounters };
        var coverage = new Coverage(tables.Select(t => new FeedInterval(t, null, null, new(new(1990, 1, 1), AsOf), 14)), tables);
        var gap = Gap(coverage, Record(Finding("2026-01-01")));
        Assert.Equal(GapStatus.Open, gap.Status);
        Assert.Contains("Not checked: hospice (no conditions feed)", gap.Limits, StringComparison.Ordinal);
        Assert.Equal(EvidenceOutcome.NotChecked, gap.Evidence.Single(e => e.Role == "exclusion").Outcome);
    }

    [Fact]
    public void An_exclusion_that_must_be_known_withholds()
    {
        var tables = new HashSet<Table> { Table.ImagingFindings, Table.Medications, Table.Encounters };
        var coverage = new Coverage(tables.Select(t => new FeedInterval(t, null, null, new(new(1990, 1, 1), AsOf), 14)), tables);
        var measure = Measure();
        measure = measure with { Exclude = [measure.Exclude[0] with { MustKnow = true }] };
        var gap = Evaluator(measure, coverage).Evaluate(Record(Finding("2026-01-01")))[0].Gaps[0];
        Assert.Equal((GapStatus.Withheld, "hospice not checked: no conditions feed"), (gap.Status, gap.StatusReason));
    }

    [Fact]
    public void The_earliest_feed_needed_says_up_to_when()
    {
        var measure = Measure();
        measure = measure with { SatisfiedBy = [measure.SatisfiedBy[0] with { Needs = [Table.Medications, Table.Procedures] }] };
        var gap = Evaluator(measure, Coverage((Table.Procedures, "2020-01-01", "2026-06-20"))).Evaluate(Record(Finding("2026-01-01")))[0].Gaps[0];
        Assert.Equal(Day("2026-06-20"), gap.CoveredTo);
        Assert.Contains("up to 20 Jun 2026", gap.Wording, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(25, 100, 100, 100, GapStatus.Open)]
    [InlineData(24, 100, 100, 100, GapStatus.Withheld)] // too few rows
    [InlineData(25, 500, 100, 100, GapStatus.Open)] // 5 per 100
    [InlineData(25, 501, 100, 100, GapStatus.Withheld)]
    [InlineData(25, 100, 95, 100, GapStatus.Open)] // readable
    [InlineData(25, 100, 94, 100, GapStatus.Withheld)]
    public void A_positive_control_must_hold_at_the_site(int matched, int patients, int readable, int rows, GapStatus status)
    {
        var controls = new SiteControls();
        for (var part = 0; part < 2; part++)
        {
            // Two partitions add up; another site does not help.
            var counts = new SiteControls();
            counts.CountMatched("north", Table.Medications, "statin", part == 0 ? 20 : matched - 20);
            counts.CountMatched("south", Table.Medications, "statin", 1000);
            counts.CountPatients("north", part == 0 ? 1 : patients - 1);
            counts.CountRows("north", Table.Medications, "RXNORM", part == 0 ? 1 : readable - 1);
            counts.CountRows("north", Table.Medications, "local:pharmacy", part == 0 ? 0 : rows - readable);
            controls.Add(counts);
        }
        var measure = Measure();
        measure = measure with { SatisfiedBy = [measure.SatisfiedBy[0] with { Control = new(Table.Medications, "statin", 25, 5) }] };
        var record = Record(Finding("2026-01-01"));
        var gap = Evaluator(measure, null, controls).Evaluate(record with { Patient = record.Patient with { Site = "north" } })[0].Gaps[0];
        Assert.Equal(status, gap.Status);
    }

    private static Gap Gap(Coverage coverage, PatientRecord record) => Evaluator(Measure(), coverage).Evaluate(record)[0].Gaps[0];
}
