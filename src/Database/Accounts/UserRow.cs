using Opportune.Core;

namespace Opportune.Database.Accounts;

/// <summary>Somebody who may sign in.</summary>
public sealed record UserRow
{
    /// <summary>Never changes and is never given again.</summary>
    public string UserId { get; init; } = "";

    /// <summary>What is typed to sign in, in lower case.</summary>
    public string Name { get; init; } = "";

    /// <summary>As it stands in histories.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The roles (<see cref="Core.Roles"/>): "clinician administrator".</summary>
    public string Roles { get; init; } = "";

    /// <summary>Sites and panels (<see cref="Core.Scope.Text"/>).</summary>
    public string Scope { get; init; } = "";

    /// <summary>1: may open restricted records.</summary>
    public long MayOpenRestricted { get; init; }

    /// <summary>The person's own id as a patient; null: none is known.</summary>
    public string? PatientId { get; init; }

    /// <summary>Null: no password is set yet.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>A session that holds another one is over.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Wrong passwords in a row.</summary>
    public long Failures { get; init; }

    /// <summary>Until then no password is looked at.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Since when this person may not sign in; null: may.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>By whom.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Up to when the person has seen what is new.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When the person last signed in; null: never.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>What the account may do, and about whom.</summary>
    public Grants Grants => new(Core.Roles.Parse(Roles), Core.Scope.Parse(Scope)) { MayOpenRestricted = MayOpenRestricted == 1, PatientId = PatientId };
}
