namespace Opportune.Core;

/// <summary>Where the audit trail has what does not lie in the database, and who else is handed its records.</summary>
public sealed record AuditSettings
{
    /// <summary>Folder of the key and the anchors, for its owner only; null: the usual place of that database.</summary>
    public string? Folder { get; init; }

    /// <summary>Records older than this leave the database for an archive beside the key; null: none ever does.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>File to which every record is added as a JSON object a line, for a collector; null: none.</summary>
    public string? Lines { get; init; }

    /// <summary>Whether every record is also a line of the service's log (category Opportune.Audit), which systemd hands to the journal and syslog.</summary>
    public bool Log { get; init; }

    /// <summary>Who is sent each anchor, as JSON by POST, so that a copy lies where this machine cannot reach; null: nobody.</summary>
    public WebhookSettings? Anchors { get; init; }
}
