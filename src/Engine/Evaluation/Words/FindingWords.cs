namespace Opportune.Engine.Evaluation;

/// <summary>
/// How concepts and sites are named in a sentence. Ids that are not listed read as themselves with blanks for hyphens, so
/// a new concept needs no entry to be readable.
/// </summary>
public sealed class FindingWords
{
    private readonly IReadOnlyDictionary<string, string> _concepts;
    private readonly IReadOnlyDictionary<string, (string Adjective, string Noun)> _sites;

    /// <param name="concepts">Concept id to its phrase; <c>{site}</c> in it stands for the sites.</param>
    /// <param name="sites">Site id to its adjective ("thoracic aortic") and noun ("thoracic aorta").</param>
    public FindingWords(
        IReadOnlyDictionary<string, string> concepts, IReadOnlyDictionary<string, (string Adjective, string Noun)> sites) =>
        (_concepts, _sites) = (concepts, sites);

    /// <summary>The words for the concepts of the shipped measures.</summary>
    public static FindingWords Default { get; } = new(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["vascular-calcification"] = "{site} calcification",
            ["fracture"] = "{site} fracture",
            ["agatston-score"] = "Agatston score",
            ["t-score"] = "T-score",
            ["bone-attenuation"] = "bone attenuation",
            ["low-bone-density"] = "low bone density",
            ["neck-calcification"] = "calcification in the neck",
        },
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["aorta"] = ("aortic", "aorta"),
            ["aorta-thoracic"] = ("thoracic aortic", "thoracic aorta"),
            ["aorta-abdominal"] = ("abdominal aortic", "abdominal aorta"),
            ["coronary"] = ("coronary", "coronary arteries"),
            ["breast"] = ("breast arterial", "breast arteries"),
            ["unspecified"] = ("vascular", "vessel not named"),
            ["humerus-proximal"] = ("proximal humerus", "proximal humerus"),
            ["radius-distal"] = ("distal radius", "distal radius"),
        });

    /// <summary>The concept at its sites: "coronary and thoracic aortic calcification".</summary>
    public string Finding(string concept, IReadOnlyList<string> sites)
    {
        var phrase = _concepts.GetValueOrDefault(concept) ?? Plain(concept);
        if (!phrase.Contains("{site}", StringComparison.Ordinal))
            return phrase;
        var site = sites.Count > 0 ? List(sites.Select(Adjective)) : phrase.EndsWith("calcification", StringComparison.Ordinal) ? "vascular" : "";
        return phrase.Replace("{site}", site, StringComparison.Ordinal).Trim();
    }

    /// <summary>Sites as nouns, joined by commas.</summary>
    public string Sites(IEnumerable<string> sites) => string.Join(", ", sites.Select(s => _sites.TryGetValue(s, out var words) ? words.Noun : Plain(s)));

    /// <summary>An id as words.</summary>
    internal static string Plain(string id) => id.Replace('-', ' ');

    /// <summary>"a", "a and b", "a, b and c".</summary>
    internal static string List(IEnumerable<string> words)
    {
        var all = words.Distinct(StringComparer.Ordinal).ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.SkipLast(1))} and {all[^1]}";
    }

    private string Adjective(string site) => _sites.TryGetValue(site, out var words) ? words.Adjective : Plain(site);
}
