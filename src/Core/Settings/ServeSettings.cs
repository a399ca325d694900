namespace Opportune.Core;

/// <summary>How an installation is served: what <c>opportune.yaml</c> says, with what the environment and the command line say instead. Holds no secret.</summary>
public sealed record ServeSettings
{
    /// <summary>Whether it is for trying out or for patients; null: nobody said so.</summary>
    public InstallationKind? Environment { get; init; }

    /// <summary>URL of the database; null: it has to be named elsewhere.</summary>
    public string? Database { get; init; }

    /// <summary>Folder for what runs write; null: it has to be named elsewhere.</summary>
    public string? Out { get; init; }

    /// <summary>Folder with jobs, measures, value sets and lexicon; null: beside the program, then in the working folder.</summary>
    public string? Jobs { get; init; }

    /// <summary>Folder of the site's own files, laid over those of <see cref="Jobs"/>: of two with one path the site's holds. Null: there are none.</summary>
    public string? Site { get; init; }

    /// <summary>Folder with the site's additions to value sets.</summary>
    public string? ValueSets { get; init; }

    /// <summary>Folder that all workers see; null: a run is carried out by one process.</summary>
    public string? Shared { get; init; }

    /// <summary>Whether administrators are shown the pages of the engine that carries messages to workers.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Threads of a run; null: one a processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Where the pages and the health answers are: scheme, address and port. This machine alone by default.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Addresses of the proxies in front of the pages, whose word on who asks, and over what, is taken; none: nobody's is.</summary>
    public IReadOnlyList<System.Net.IPAddress> Proxies { get; init; } = [];

    /// <summary>How people sign in besides by a password of their own.</summary>
    public SignInSettings SignIn { get; init; } = new();

    /// <summary>What a shutdown may take: within it work ends or is handed back.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When this process calls itself not ready.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>How old data may be before hand-off and exports ask, and refuse.</summary>
    public FreshnessLimits Freshness { get; init; } = new();

    /// <summary>The systems of identifiers in what is exported as FHIR.</summary>
    public IdentifierSystems Identifiers { get; init; } = new();

    /// <summary>Who is told of what, and when.</summary>
    public AlarmSettings Alarms { get; init; } = new();

    /// <summary>Where the audit trail's key and anchors are, and who else is handed its records.</summary>
    public AuditSettings Audit { get; init; } = new();

    /// <summary>A web address that is asked for as long as all is well; null: none.</summary>
    public DeadManSettings? DeadMan { get; init; }

    /// <summary>Where metrics and traces go (OTLP); null: nowhere.</summary>
    public TelemetrySettings? Telemetry { get; init; }

    /// <summary>The same without anybody outside who is told: how an installation for trying out is served, whatever its file says.</summary>
    public ServeSettings Unheard() => this with { Alarms = Alarms with { Channels = [] }, DeadMan = null, Audit = Audit with { Anchors = null } };

    /// <summary>Who outside would be told, in words; empty: nobody.</summary>
    public IReadOnlyList<string> ToldOutside() =>
    [
        .. Alarms.Channels.Select(c => $"channel {c.Name}"),
        .. DeadMan is null ? Array.Empty<string>() : ["the dead man's switch"],
        .. Audit.Anchors is null ? Array.Empty<string>() : ["the copy of the anchors"],
    ];
}

/// <summary>What an installation is for.</summary>
public enum InstallationKind
{
    /// <summary>Trying out: nothing leaves it by itself.</summary>
    Test,

    /// <summary>Patients.</summary>
    Production,
}

/// <summary>When a process that serves calls itself not ready.</summary>
public sealed record HealthSettings
{
    /// <summary>The schedules were not looked at for so long.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Less room than so many bytes is left where runs write.</summary>
    public long LeastSpace { get; init; } = 1L << 30;

    /// <summary>Whether the host of this virtual machine or container keeps its clock right, so that nothing on it has to.</summary>
    public bool HostKeepsClock { get; init; }
}

/// <summary>A dead man's switch: somebody else raises the alarm when the address is no longer asked for.</summary>
/// <param name="Url">The address; it often holds a secret of its own.</param>
/// <param name="After">After what it is asked for.</param>
public sealed record DeadManSettings(SettingText Url, DeadManMoment After);

/// <summary>After what a dead man's switch is told that all is well.</summary>
public enum DeadManMoment
{
    /// <summary>After each run that published all it should.</summary>
    Run,

    /// <summary>Each time that alarms are looked for, while this process is ready.</summary>
    Tick,
}

/// <summary>Where metrics and traces go.</summary>
/// <param name="Endpoint">The collector's address for OTLP over HTTP, such as http://127.0.0.1:4318.</param>
/// <param name="Every">How often metrics are sent.</param>
public sealed record TelemetrySettings(Uri Endpoint, TimeSpan Every);
