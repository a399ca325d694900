using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Where the state is: <c>sqlite:PATH</c> or <c>postgresql://user@host[:port]/database[?sslmode=...&amp;sslrootcert=FILE]</c>.
/// Never holds a password, so it may be shown and logged.
/// </summary>
public sealed record DatabaseUrl
{
    private const string Forms = "write sqlite:PATH or postgresql://user@host/database";
    private static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    private DatabaseUrl()
    {
    }

    /// <summary>A SQLite database that lives as long as the <see cref="OpportuneDatabase"/> that opens it.</summary>
    public static DatabaseUrl InMemory { get; } = new() { Engine = DatabaseEngine.Sqlite, Path = ":memory:" };

    /// <summary>The engine that the URL names.</summary>
    public required DatabaseEngine Engine { get; init; }

    /// <summary>SQLite: the file, or <c>:memory:</c>. Else empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>PostgreSQL: the server's name or address. Else empty.</summary>
    public string Host { get; init; } = "";

    /// <summary>PostgreSQL: the server's port.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>PostgreSQL: who signs in.</summary>
    public string User { get; init; } = "";

    /// <summary>PostgreSQL: the database's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>PostgreSQL: how the connection is encrypted (libpq's words), or null for the driver's default (prefer).</summary>
    public string? SslMode { get; init; }

    /// <summary>PostgreSQL: the file of certificates that the server's own is checked against, or null for the system's.</summary>
    public string? SslRootCertificate { get; init; }

    internal bool IsInMemory => Path == ":memory:";

    /// <summary>Reads a URL.</summary>
    /// <exception cref="InputException">It is none, or it holds a password. The message repeats nothing of it.</exception>
    public static DatabaseUrl Parse(string url)
    {
        if (url.StartsWith("sqlite:", StringComparison.Ordinal))
            return ParseSqlite(url["sqlite:".Length..]);
        if (!url.StartsWith("postgresql://", StringComparison.Ordinal) && !url.StartsWith("postgres://", StringComparison.Ordinal))
            throw new InputException($"--database: that is not the URL of a database; {Forms}");
        if (url.AsSpan(0, url.LastIndexOf('@') + 1).Count(':') > 1)
            throw HoldsPassword();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            throw new InputException("--database: that is not a valid URL; write postgresql://user@host/database");
        var name = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (uri.UserInfo.Length == 0 || uri.Host.Length == 0 || name.Length == 0 || name.Contains('/') || uri.Fragment.Length > 0)
            throw new InputException("--database: user, host or database is missing; write postgresql://user@host/database");
        var parsed = new DatabaseUrl
        {
            Engine = DatabaseEngine.PostgreSql,
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
            User = Uri.UnescapeDataString(uri.UserInfo),
            Name = name,
        };
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            parsed = parsed.With(setting);
        return parsed;
    }

    /// <summary>The URL, which holds no secret.</summary>
    public override string ToString() => Engine == DatabaseEngine.Sqlite
        ? $"sqlite:{Path}"
        : $"postgresql://{User}@{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}/{Name}";

    private static DatabaseUrl ParseSqlite(string path)
    {
        if (path.StartsWith("//", StringComparison.Ordinal))
            throw new InputException("--database: write sqlite:PATH, without the slashes of a URL");
        if (path.Length == 0 || path.Contains('\0'))
            throw new InputException("--database: the path is missing; write sqlite:PATH");
        return path == ":memory:" ? InMemory : new() { Engine = DatabaseEngine.Sqlite, Path = path };
    }

    private static InputException HoldsPassword() =>
        new("--database: the URL holds a password, which others on this machine can read; leave it out and set OPPORTUNE_DATABASE_PASSWORD, OPPORTUNE_DATABASE_PASSWORD_FILE or a pgpass file");

    private DatabaseUrl With(string setting)
    {
        var (key, value) = setting.IndexOf('=') is var at and >= 0 ? (setting[..at], Uri.UnescapeDataString(setting[(at + 1)..])) : (setting, "");
        return key switch
        {
            "password" or "sslpassword" => throw HoldsPassword(),
            "sslmode" when SslModes.Contains(value) => this with { SslMode = value },
            "sslmode" => throw new InputException($"--database: unknown sslmode (known: {string.Join(", ", SslModes)})"),
            "sslrootcert" when File.Exists(value) => this with { SslRootCertificate = value },
            "sslrootcert" => throw new InputException($"--database: sslrootcert: there is no file {value}"),
            _ => throw new InputException("--database: the URL may end in sslmode and sslrootcert only; other settings come from the environment"),
        };
    }
}
