using Opportune.Core;

namespace Opportune.Runs;

/// <summary>A gap as it is to stand in the database; with its texts where those are kept, and what quality is measured by.</summary>
internal readonly record struct GapWrite(PublishedGap Row, GapContent? Content, QualityFacts Quality);

/// <summary>One line of an entry's history.</summary>
internal sealed record EntryEvent(string EntryId, string Kind, ChangeCause Cause, EntryState? Before, EntryState After, string Text);

/// <summary>One row of the list that came, went or changed.</summary>
internal readonly record struct RowChange(string Pathway, string Site, string Change, ChangeCause Cause);

/// <summary>A line of a patient in a worklist file: the entry that the gap belongs to.</summary>
internal readonly record struct PatientLine(string Measure, string EntryId, DateOnly FirstSeen, DateOnly? Due);

/// <summary>An entry as it is to stand in the database.</summary>
internal readonly record struct EntryWrite(PublishedEntry Row, bool IsNew);

/// <summary>What changes for one patient; the lists are used again for the next.</summary>
internal sealed class PatientChanges
{
    /// <summary>Gaps to write.</summary>
    public List<GapWrite> Gaps { get; } = [];

    /// <summary>Gaps to remove.</summary>
    public List<PublishedGap> Gone { get; } = [];

    /// <summary>Entries to write: of each what runs find.</summary>
    public List<EntryWrite> Entries { get; } = [];

    /// <summary>Entries whose decision the outcome rests on: when a person changed it meanwhile, the comparison is to be made again.</summary>
    public HashSet<PublishedEntry> RestsOn { get; } = [];

    /// <summary>History, in order.</summary>
    public List<EntryEvent> Events { get; } = [];

    /// <summary>What is counted.</summary>
    public List<RowChange> Rows { get; } = [];

    /// <summary>What the files say about entries, in order of the measure ids.</summary>
    public List<PatientLine> Lines { get; } = [];

    public void Clear()
    {
        Gaps.Clear();
        Gone.Clear();
        Entries.Clear();
        RestsOn.Clear();
        Events.Clear();
        Rows.Clear();
        Lines.Clear();
    }

    /// <summary>Writes an entry, and counts what that does to the list.</summary>
    public void Settle(PublishedEntry? before, PublishedEntry after, ChangeCause cause)
    {
        if (before == after)
            return;
        Entries.Add(new(after, before is null));
        var (was, @is) = (before?.IsOpen ?? false, after.IsOpen);
        if (was && @is && before!.Site == after.Site)
        {
            if (before.Tier != after.Tier || before.Leader != after.Leader || before.IndexDate != after.IndexDate)
                Rows.Add(new(after.Pathway, after.Site, Changed, cause));
            return;
        }
        if (was)
            Rows.Add(new(before!.Pathway, before.Site, Dropped, cause));
        if (@is)
            Rows.Add(new(after.Pathway, after.Site, Added, cause));
    }

    public const string Added = "added";
    public const string Dropped = "dropped";
    public const string Changed = "changed";
}
