using Opportune.Core;

namespace Opportune.Database.Audit;

/// <summary>A chain of records, begun by one process.</summary>
public sealed record AuditChainRow
{
    /// <summary>Never given again.</summary>
    public string ChainId { get; init; } = "";

    /// <summary>When the process began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What ran, on which machine.</summary>
    public string Process { get; init; } = "";

    /// <summary>Names the key that seals its records (<see cref="AuditKey.Id"/>).</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Up to there its records lie in archives; 0: none does.</summary>
    public long ArchivedNumber { get; init; }

    /// <summary>The seal of the last of these.</summary>
    public string ArchivedSeal { get; init; } = "";

    /// <summary>Where it was asked what may go into an archive: the last such record.</summary>
    public long LastNumber { get; init; }
}

/// <summary>A record as it is kept.</summary>
public sealed record AuditRow
{
    /// <summary>Its chain.</summary>
    public string ChainId { get; init; } = "";

    /// <summary>Its place in the chain, from 1.</summary>
    public long Number { get; init; }

    /// <summary>When it happened, to the microsecond.</summary>
    public DateTimeOffset At { get; init; }

    /// <inheritdoc cref="AuditFact.Who"/>
    public string Who { get; init; } = "";

    /// <inheritdoc cref="AuditFact.Role"/>
    public string Role { get; init; } = "";

    /// <inheritdoc cref="AuditFact.Action"/>
    public string Action { get; init; } = "";

    /// <inheritdoc cref="AuditFact.Subject"/>
    public string Subject { get; init; } = "";

    /// <inheritdoc cref="AuditFact.Detail"/>
    public string Detail { get; init; } = "";

    /// <inheritdoc cref="AuditFact.Origin"/>
    public string Origin { get; init; } = "";

    /// <summary>HMAC-SHA256 over the seal before it and all of this, in lower-case hex.</summary>
    public string Seal { get; init; } = "";
}
