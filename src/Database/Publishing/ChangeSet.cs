using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Rows of the list that came, went or changed between two publications, by their cause.</summary>
/// <param name="Pathway">Pathway.</param>
/// <param name="Site">Site; empty where the source names none.</param>
/// <param name="Change">added, dropped or changed.</param>
/// <param name="Cause">The one cause, as in the database.</param>
/// <param name="Amount">How many.</param>
public sealed record ChangeCount(string Pathway, string Site, string Change, string Cause, long Amount);

/// <summary>Open rows of a pathway at a site.</summary>
public sealed record OpenCount(string Pathway, string Site, long Amount);

/// <summary>All that a publication changes, ready to be applied in one transaction.</summary>
public sealed class ChangeSet : IDisposable
{
    private static readonly string[] GapColumns =
    [
        "patient_id", "measure", "gap_id", "entry_id", "site", "status", "status_reason", "basis", "basis_criterion", "basis_table", "basis_row", "basis_date",
        "holds_until", "tier", "priority", "index_date", "index_table", "index_row", "due_date", "covered_to", "age", "sex", "provider_id", "content_sha256",
        "basis_reported", "why", "looked_for", "would_close", "wording", "limits", "evidence", "kept", "rechecked", "day_zero", "satisfied_on", "satisfied_by", "modality", "section", "index_class",
    ];

    private static readonly string[] EntryColumns =
    [
        "is_new", "entry_id", "patient_id", "patient_now", "pathway", "number", "finding", "finding_since", "finding_cause", "finding_reason", "leader", "site",
        "tier", "priority", "index_date", "due_date", "covered_to", "provider_id", "episode", "news", "reopenings", "memory", "merged_into", "first_seen", "queued_since", "released_on",
    ];

    private static readonly string[] EventColumns = ["ordinal", "entry_id", "kind", "cause", "state_before", "state_after", "text"];

    /// <param name="runId">The run whose findings they are.</param>
    /// <param name="asOf">Its date.</param>
    /// <param name="publication">Number of the publication that it was compared with.</param>
    /// <param name="workFile">Gives an empty file of that name.</param>
    public ChangeSet(string runId, DateOnly asOf, long publication, Func<string, SafeFileHandle> workFile)
    {
        (RunId, AsOf, Publication) = (runId, asOf, publication);
        Gaps = new("staged_gaps", GapColumns, workFile("staged-gaps"));
        Gone = new("staged_gone", ["patient_id", "measure"], workFile("staged-gone"));
        Entries = new("staged_entries", EntryColumns, workFile("staged-entries"));
        Events = new("staged_events", EventColumns, workFile("staged-events"));
        Decisions = new("staged_decisions", ["entry_id", "revision"], workFile("staged-decisions"));
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>Its as-of date.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Number of the publication that it was compared with.</summary>
    public long Publication { get; }

    /// <summary>Backlog entries that come to each panel a week.</summary>
    public int Release { get; init; } = Workload.UsualRelease;

    /// <summary>What readers see from now on, part by part.</summary>
    public IReadOnlyList<PublishedPart> Parts { get; set; } = [];

    /// <summary>The difference from the publication before.</summary>
    public IReadOnlyList<ChangeCount> Counts { get; set; } = [];

    /// <summary>How many open rows there are to be afterwards, in order of pathway and site; none of which there are none.</summary>
    public IReadOnlyList<OpenCount> Open { get; set; } = [];

    /// <summary>All rows that it holds, table by table, to be handed on to another process.</summary>
    public IReadOnlyList<StagedRows> Staged => [Gaps, Gone, Entries, Events, Decisions];

    internal StagedRows Gaps { get; }

    internal StagedRows Gone { get; }

    internal StagedRows Entries { get; }

    internal StagedRows Events { get; }

    internal StagedRows Decisions { get; }

    /// <summary>A gap to write.</summary>
    /// <param name="gap">As it is to stand.</param>
    /// <param name="quality">What quality is measured by.</param>
    /// <param name="texts">Tonight's gap, for its texts; null where they are not kept.</param>
    /// <param name="evidence">JSON as UTF-8; nothing where it is not kept.</param>
    public void Write(PublishedGap gap, QualityFacts quality, Gap? texts, ReadOnlySpan<byte> evidence)
    {
        var rows = Gaps;
        rows.Add(gap.PatientId);
        rows.Add(gap.Measure);
        rows.Add(gap.GapId);
        rows.Add(gap.EntryId);
        rows.Add(gap.Site);
        rows.Add(EntryNames.Of(gap.Status));
        rows.Add(gap.StatusReason);
        rows.Add(EntryNames.Of(gap.Basis.Kind));
        rows.Add(gap.Basis.Criterion);
        rows.Add(gap.Basis.Table is { } table ? CanonicalTable.Of(table).Name : null);
        rows.Add(gap.Basis.RowId);
        rows.Add(gap.Basis.Date);
        rows.Add(gap.Basis.HoldsUntil);
        rows.Add(gap.Tier);
        rows.Add(gap.Priority);
        rows.Add(gap.IndexDate);
        rows.Add(CanonicalTable.Of(gap.IndexTable).Name);
        rows.Add(gap.IndexRow);
        rows.Add(gap.DueDate);
        rows.Add(gap.CoveredTo);
        rows.Add(gap.Age);
        rows.Add(gap.Sex.ToString());
        rows.Add(gap.ProviderId);
        rows.Add(gap.ContentHash);
        rows.Add(gap.Basis.Reported ? 1L : 0L);
        rows.Add(texts?.Why);
        rows.Add(texts?.LookedFor);
        rows.Add(texts?.WouldClose);
        rows.Add(texts?.Wording);
        rows.Add(texts?.Limits);
        if (texts is null)
            rows.AddNull();
        else
            rows.Add(evidence);
        rows.Add(gap.Follow.Kept);
        rows.Add(gap.Follow.Rechecked);
        rows.Add(quality.DayZero);
        rows.Add(quality.SatisfiedOn);
        rows.Add(quality.SatisfiedBy);
        rows.Add(quality.Modality);
        rows.Add(quality.Section);
        rows.Add(quality.IndexClass);
        rows.EndRow();
    }

    /// <summary>A gap to remove.</summary>
    public void Remove(PublishedGap gap)
    {
        Gone.Add(gap.PatientId);
        Gone.Add(gap.Measure);
        Gone.EndRow();
    }

    /// <summary>An entry to write: of one that is there already, what runs find.</summary>
    public void Write(PublishedEntry entry, bool isNew)
    {
        var rows = Entries;
        rows.Add(isNew ? 1L : 0L);
        rows.Add(entry.EntryId);
        rows.Add(entry.PatientId);
        rows.Add(entry.PatientNow);
        rows.Add(entry.Pathway);
        rows.Add(entry.Number);
        rows.Add(EntryNames.Of(entry.Finding));
        rows.Add(entry.FindingSince);
        rows.Add(EntryNames.Of(entry.FindingCause));
        rows.Add(entry.FindingReason);
        rows.Add(entry.Leader);
        rows.Add(entry.Site);
        rows.Add(entry.Tier);
        rows.Add(entry.Priority);
        rows.Add(entry.IndexDate);
        rows.Add(entry.DueDate);
        rows.Add(entry.CoveredTo);
        rows.Add(entry.ProviderId);
        rows.Add(entry.Counters.Episode);
        rows.Add(entry.Counters.News);
        rows.Add(entry.Counters.Reopenings);
        rows.Add(entry.Memory);
        rows.Add(entry.MergedInto);
        rows.Add(entry.FirstSeen);
        rows.Add(entry.QueuedSince);
        rows.Add(entry.ReleasedOn);
        rows.EndRow();
    }

    /// <summary>A line of an entry's history.</summary>
    public void Tell(string entryId, string kind, ChangeCause cause, EntryState? before, EntryState after, string text)
    {
        Events.Add(Events.Rows);
        Events.Add(entryId);
        Events.Add(kind);
        Events.Add(EntryNames.Of(cause));
        Events.Add(before is { } state ? EntryNames.Of(state) : null);
        Events.Add(EntryNames.Of(after));
        Events.Add(text);
        Events.EndRow();
    }

    /// <summary>An entry whose decision the changes rest on: they hold only while it is the same.</summary>
    public void RestOn(PublishedEntry entry)
    {
        Decisions.Add(entry.EntryId);
        Decisions.Add(entry.Revision);
        Decisions.EndRow();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gaps.Dispose();
        Gone.Dispose();
        Entries.Dispose();
        Events.Dispose();
        Decisions.Dispose();
    }
}
