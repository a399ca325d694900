namespace Opportune.Core;

/// <summary>Who is told of what, and when.</summary>
public sealed record AlarmSettings
{
    /// <summary>How often conditions are looked at, and waiting messages sent.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A run that has not begun so long after its instant did not start.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Nobody acknowledged it for so long after it was told: it goes to the channels for escalation.</summary>
    public TimeSpan EscalateAfter { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Times at which only what concerns tier 1 is told; null: none.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Ways to reach people; with none, alarms are kept, listed and logged.</summary>
    public IReadOnlyList<AlarmChannel> Channels { get; init; } = [];
}

/// <summary>A way to reach people: a webhook or a mailbox.</summary>
public sealed record AlarmChannel
{
    /// <summary>Its name, by which jobs choose it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is told only what nobody acknowledged in time.</summary>
    public bool IsForEscalation { get; init; }

    /// <summary>Where it is a webhook.</summary>
    public WebhookSettings? Webhook { get; init; }

    /// <summary>Where it is a mailbox.</summary>
    public MailSettings? Mail { get; init; }
}

/// <summary>An address that takes JSON by POST: HTTPS, or this machine.</summary>
/// <param name="Url">The address.</param>
/// <param name="SecretHeader">Name of a header that proves who calls; null: none.</param>
/// <param name="Secret">What it says.</param>
public sealed record WebhookSettings(SettingText Url, string? SecretHeader, SettingText? Secret);

/// <summary>A mail server and who is written to.</summary>
public sealed record MailSettings
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Whether the connection is encrypted (STARTTLS) before anything is said; without, only on this machine.</summary>
    public bool Encrypted { get; init; } = true;

    /// <summary>Who writes.</summary>
    public required string From { get; init; }

    /// <summary>Who is written to.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Who signs in; null: nobody has to.</summary>
    public string? User { get; init; }

    /// <summary>With what.</summary>
    public SettingText? Password { get; init; }
}
