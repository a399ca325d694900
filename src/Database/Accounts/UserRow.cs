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

    /// <summary>reviewer, clinician or administrator (<see cref="Core.ReviewerRole"/>, by name).</summary>
    public string Role { get; init; } = "";

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
}
