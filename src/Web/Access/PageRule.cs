using Opportune.Core;

namespace Opportune.Web.Access;

/// <summary>Who may send one kind of request to one page.</summary>
/// <param name="Permissions">One of these is enough; empty: whoever is signed in.</param>
/// <param name="IsOpen">Whether it is for everybody, signed in or not.</param>
internal sealed record PageRule(IReadOnlyList<Permission> Permissions, bool IsOpen = false)
{
    /// <summary>Everybody, signed in or not.</summary>
    public static PageRule Open { get; } = new([], IsOpen: true);

    /// <summary>Whoever is signed in.</summary>
    public static PageRule SignedIn { get; } = new([]);

    /// <summary>Whoever has one of these.</summary>
    public static PageRule Any(params IReadOnlyList<Permission> permissions) => new(permissions);

    /// <summary>Whether a person with those roles may; null: nobody is signed in.</summary>
    public bool Allows(Roles? roles) => IsOpen || (roles is { } held && (Permissions.Count == 0 || Permissions.Any(held.May)));

    /// <summary>The role in which a person may, in words; where no role is asked for, all that the person holds.</summary>
    public string RoleOf(Roles roles) => Permissions.Select(p => roles.For(p)).FirstOrDefault(r => r is not null) is { } role ? EntryNames.Of(role) : roles.ToString();
}
