namespace Opportune.Core;

/// <summary>Which measures are shown at which sites, and to whom, as it was decided. What it does not know is silent.</summary>
/// <param name="shown">What is shown: measure, site, and the panel, empty for all patients. Measure "*": an invented hospital, of which all is shown but what is named in <paramref name="silent"/>.</param>
/// <param name="silent">What is silent by a decision.</param>
/// <param name="panelOf">The panel of the patients of panels that a pilot is shown to.</param>
public sealed class ShownParts(
    IEnumerable<(string Measure, string Site, string Panel)> shown, IEnumerable<(string Measure, string Site)> silent, IReadOnlyDictionary<string, string> panelOf)
{
    /// <summary>Stands for every measure, and for every site, of an invented hospital.</summary>
    public const string All = "*";

    private readonly ILookup<(string, string), string> _panels = shown.ToLookup(s => (s.Measure, s.Site), s => s.Panel);
    private readonly HashSet<(string, string)> _silent = [.. silent];
    private readonly bool _isInvented = shown.Any(s => s.Measure == All);

    /// <summary>Everything: of a list that is made and thrown away.</summary>
    public static ShownParts Everything { get; } = new([(All, All, "")], [], new Dictionary<string, string>());

    /// <summary>Whether a measure is shown anywhere, of whomever.</summary>
    public bool ShowsAny(string measure) => _isInvented || _panels.Any(p => p.Key.Item1 == measure);

    /// <summary>What a measure is at a site.</summary>
    public Standing Of(string measure, string site) =>
        _panels[(measure, site)].ToList() is { Count: > 0 } panels ? panels.Contains("") ? Standing.Live : Standing.Pilot
        : _isInvented && !_silent.Contains((measure, site)) ? Standing.Live
        : Standing.Silent;

    /// <summary>Whether anything of a measure at a site is for somebody to see who works with those patients.</summary>
    public bool Shows(string measure, string site, Scope scope) => scope.HasSite(site) && Of(measure, site) switch
    {
        Standing.Silent => false,
        Standing.Pilot => scope.Panels.Count == 0 || _panels[(measure, site)].Any(scope.Panels.Contains),
        _ => true,
    };

    /// <summary>Whether a measure's gap of a patient is for people to see.</summary>
    /// <param name="measure">Measure id.</param>
    /// <param name="site">Site of the patient; empty where the source names none.</param>
    /// <param name="patientId">The patient, after merges.</param>
    public bool Shows(string measure, string site, string patientId)
    {
        var decided = false;
        foreach (var panel in _panels[(measure, site)])
        {
            if (panel.Length == 0 || (panelOf.TryGetValue(patientId, out var own) && own == panel))
                return true;
            decided = true;
        }
        return !decided && _isInvented && !_silent.Contains((measure, site));
    }
}
