using Opportune.Core;
using Opportune.Sources.Links;

namespace Opportune.Sources;

/// <summary>
/// Merged patients as of a date: who is whom. Chains are followed to their end. Links that contradict each other hold for
/// nobody: a patient replaced by two others, and links that lead round in a circle, are refused and counted.
/// </summary>
public sealed class PatientLinks
{
    private readonly Dictionary<string, PatientLink> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _final = new(StringComparer.Ordinal);
    private readonly List<Reject> _rejects = [];

    private PatientLinks() { }

    /// <summary>From each merged patient to the one that stands for both, which is itself merged into nobody.</summary>
    public IReadOnlyDictionary<string, string> Final => _final;

    /// <summary>What became of the table's rows; those used are the links that hold.</summary>
    public TableBook Book { get; } = new();

    /// <summary>The rows refused, in the order of the table.</summary>
    public IReadOnlyList<Reject> Rejects => _rejects;

    /// <summary>Reads the table; links dated after <paramref name="asOf"/> are not known yet.</summary>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public static PatientLinks Read(IReadOnlyList<InputFile> files, DateOnly asOf) => Of(LinkTable.Read(files), asOf);

    internal static PatientLinks Of(IEnumerable<PatientLink> rows, DateOnly asOf)
    {
        var links = new PatientLinks();
        var refused = new List<(PatientLink Link, string Column, string Rule, string Value)>();
        var sources = links.Take(rows, CanonicalValue.DayOf(asOf), refused);
        links.RefuseContradictions(sources, refused);
        links.RefuseCircles(refused);
        foreach (var from in links._links.Keys)
            links.Follow(from);
        links.Book.Used = links._links.Count;
        foreach (var (link, column, rule, value) in refused.OrderBy(r => r.Link.File, StringComparer.Ordinal).ThenBy(r => r.Link.Row))
        {
            links.Book.Reject(rule);
            links._rejects.Add(new(Table.PatientLinks, link.File, link.Row, column, rule, value));
        }
        return links;
    }

    // Equal links count once. Gives the patients for whom links to several others were found, with all of those.
    private Dictionary<string, List<PatientLink>> Take(
        IEnumerable<PatientLink> rows, int asOf, List<(PatientLink, string, string, string)> refused)
    {
        var contradicting = new Dictionary<string, List<PatientLink>>(StringComparer.Ordinal);
        var known = new HashSet<(string, string)>();
        foreach (var link in rows)
        {
            Book.Read++;
            if (link.PatientId.Length == 0 || link.ReplacedBy.Length == 0)
                refused.Add((link, link.PatientId.Length == 0 ? "patient_id" : "replaced_by", RejectRules.MissingValue, ""));
            else if (link.LinkedDate is { } day && (day < CanonicalValue.FirstDay || day > CanonicalValue.LastDay))
                refused.Add((link, "linked_date", RejectRules.ImpossibleDate, link.DateText));
            else if (link.LinkedDate > asOf)
                Book.Skip(SkipReasons.AfterAsOf);
            else if (!known.Add((link.PatientId, link.ReplacedBy)))
                Book.Skip(SkipReasons.EqualDuplicate);
            else if (!_links.TryAdd(link.PatientId, link))
                Add(contradicting, link);
        }
        return contradicting;

        static void Add(Dictionary<string, List<PatientLink>> to, PatientLink link)
        {
            if (!to.TryGetValue(link.PatientId, out var others))
                to[link.PatientId] = others = [];
            others.Add(link);
        }
    }

    private void RefuseContradictions(
        Dictionary<string, List<PatientLink>> contradicting, List<(PatientLink, string, string, string)> refused)
    {
        foreach (var (patient, others) in contradicting)
        {
            _links.Remove(patient, out var first);
            foreach (var link in others.Prepend(first))
                refused.Add((link, "replaced_by", RejectRules.ReplacedByTwo, link.ReplacedBy));
        }
    }

    // Each patient has one link by now, so a walk either ends or comes round; every patient is walked through once.
    private void RefuseCircles(List<(PatientLink, string, string, string)> refused)
    {
        var walked = new Dictionary<string, int>(StringComparer.Ordinal);
        var circles = new List<string>();
        var walk = 0;
        foreach (var start in _links.Keys)
        {
            walk++;
            var at = start;
            while (_links.TryGetValue(at, out var link) && walked.TryAdd(at, walk))
                at = link.ReplacedBy;
            if (!_links.ContainsKey(at) || walked[at] != walk)
                continue;
            var member = at;
            do
            {
                circles.Add(member);
                member = _links[member].ReplacedBy;
            }
            while (member != at);
        }
        foreach (var member in circles)
        {
            _links.Remove(member, out var link);
            refused.Add((link, "replaced_by", RejectRules.LinkCycle, link.ReplacedBy));
        }
    }

    // Whoever lies on the way is known by the end of it, so that a long chain is walked once.
    private void Follow(string from)
    {
        var way = new List<string>();
        var end = from;
        while (!_final.ContainsKey(end) && _links.TryGetValue(end, out var link))
        {
            way.Add(end);
            end = link.ReplacedBy;
        }
        end = _final.GetValueOrDefault(end, end);
        foreach (var patient in way)
            _final[patient] = end;
    }
}
