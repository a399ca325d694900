using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Index events that belong together: one care gap.</summary>
internal sealed class Episode(DateOnly indexDate, bool beganNew = false)
{
    // Named so by the lexicon (sections.yaml).
    private const string Impression = "impression";

    private readonly List<IndexEvent> _events = [];

    /// <summary>Date of the event that opened it.</summary>
    public DateOnly IndexDate { get; } = indexDate;

    /// <summary>Whether the new-episode rule began it; else it is the first.</summary>
    public bool BeganNew { get; } = beganNew;

    /// <summary>All its index events, in order.</summary>
    public IReadOnlyList<IndexEvent> Events => _events;

    /// <summary>
    /// The event that stands for the episode: of those on its index date, the one of the first class, so that the worst
    /// finding of a report is named and not the first line of it.
    /// </summary>
    public IndexEvent Lead { get; private set; }

    /// <summary>When the report behind the episode was final.</summary>
    public DateOnly ReportDate => Lead.Event.ReportDate ?? Lead.Event.Date;

    /// <summary>Where the report behind the episode names its findings: under a heading for the impression, or only in its body; null where nothing was read from text.</summary>
    public string? ReportSection
    {
        get
        {
            string? section = null;
            foreach (var (e, _) in _events)
            {
                if (e.Mention is { } mention && e.Date == IndexDate && e.Accession == Lead.Event.Accession)
                    section = section == Impression || mention.Section == Impression ? Impression : "body";
            }
            return section;
        }
    }

    public void Add(IndexEvent added, bool mayLead)
    {
        _events.Add(added);
        if (mayLead && added.Event.Date == IndexDate && (Lead.Class is null || added.Class.Number < Lead.Class.Number))
            Lead = added;
    }

    /// <summary>What is remembered of its index events, in order, equal statements of one day once.</summary>
    public IReadOnlyList<IndexFact> ToFacts(NewEpisode? rule)
    {
        var facts = new List<IndexFact>(_events.Count);
        foreach (var fact in _events.Select(e => e.ToFact(rule)))
        {
            if (!facts.Exists(fact.SaysTheSame))
                facts.Add(fact);
        }
        return facts;
    }

    /// <summary>Whether an index event is of that class.</summary>
    public bool Has(string className)
    {
        foreach (var e in _events)
        {
            if (e.Class.Class.Name == className)
                return true;
        }
        return false;
    }

    /// <summary>
    /// Number of dates. Events that only join (history told again) are no dates of their own, unless there are no others; nor
    /// are those that only repeat an earlier report: one fracture that three reports name has one date.
    /// </summary>
    public int Dates
    {
        get
        {
            var leadJoins = Lead.Class.Class.JoinsOnly;
            return Math.Max(1, _events.Where(e => (leadJoins || !e.Class.Class.JoinsOnly) && !e.IsRestated).Select(e => e.Event.Date).Distinct().Count());
        }
    }
}
