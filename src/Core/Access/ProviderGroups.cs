namespace Opportune.Core;

/// <summary>
/// What the groups of a provider of single sign-on may do here. What several groups of a person give is put together: the roles of all, the sites of all, the
/// panels of all.
/// </summary>
public sealed record ProviderGroups
{
    /// <summary>The groups of each role.</summary>
    public required IReadOnlyDictionary<Role, IReadOnlyList<string>> Roles { get; init; }

    /// <summary>The groups of each site.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Sites { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The groups of each panel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Panels { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Groups that work with all patients.</summary>
    public IReadOnlyList<string> AllPatients { get; init; } = [];

    /// <summary>Groups that may open restricted records, each time with a reason.</summary>
    public IReadOnlyList<string> Restricted { get; init; } = [];

    /// <summary>What somebody in these groups may do; null: nothing, no role is for any of them. Who has a role and no place works with no patient.</summary>
    public Grants? GrantsOf(IReadOnlyList<string> groups)
    {
        var own = groups.ToHashSet(StringComparer.Ordinal);
        List<Role> roles = [.. Roles.Where(r => own.Overlaps(r.Value)).Select(r => r.Key)];
        return roles.Count == 0 ? null : new(Core.Roles.Of(roles), ScopeOf(own)) { MayOpenRestricted = own.Overlaps(Restricted) };
    }

    private Scope ScopeOf(HashSet<string> own)
    {
        if (own.Overlaps(AllPatients))
            return Scope.All;
        var (sites, panels) = (Of(Sites), Of(Panels));
        return sites.Count + panels.Count == 0 ? Scope.None : Scope.Of(sites, panels);

        List<string> Of(IReadOnlyDictionary<string, IReadOnlyList<string>> places) => [.. places.Where(p => own.Overlaps(p.Value)).Select(p => p.Key)];
    }
}
