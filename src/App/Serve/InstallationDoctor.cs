using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Opportune.Jobs;
using Opportune.Jobs.Scheduling;

namespace Opportune.App.Serve;

/// <summary>Looks an installation over, as its own account would meet it: settings, rights, port, certificates, disk, rules and time zones, mail, clock, database. Changes nothing.</summary>
/// <param name="settings">What is in force.</param>
/// <param name="file">The file that says so; null: there is none.</param>
/// <param name="time">The clock.</param>
internal sealed class InstallationDoctor(ServeSettings settings, string? file, TimeProvider time)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others = OthersWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int ClockUnknown = 5;
    private const int ClockBytes = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CertificateLasts = TimeSpan.FromDays(30);

    /// <summary>Looks.</summary>
    /// <param name="address">Where people reach the pages, for its certificate; null: nobody said.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>One line a check: what was seen and, where something is wrong, how to mend it.</returns>
    public async Task<IReadOnlyList<DatabaseCheck>> Examine(Uri? address, CancellationToken cancel) =>
    [
        Settings(), .. Rights(), .. Secrets(), await Port(cancel), .. await Certificates(address, cancel), .. Disk(), .. Rules(), .. await Mail(cancel), Clock(), .. await Database(cancel),
    ];

    private DatabaseCheck Settings() => (file, settings.Environment) switch
    {
        (null, _) => Wrong("settings", "no file is named and there is no opportune.yaml in this folder; copy opportune.example.yaml and name it with --settings or OPPORTUNE_SETTINGS"),
        (_, null) => Wrong("settings", $"{file} does not say what this is for; write environment: test or environment: production"),
        (_, { } kind) => Well("settings", $"{file}, {kind.ToString().ToLowerInvariant()}"),
    };

    private IEnumerable<DatabaseCheck> Rights()
    {
        yield return Environment.IsPrivilegedProcess
            ? Wrong("account", "this is run as an administrator, who may do everything; call it as the account of the service")
            : Well("account", Environment.UserName);
        yield return MayWrite(AppContext.BaseDirectory)
            ? Wrong("program", $"this account may change the program in {AppContext.BaseDirectory}; give it to an administrator: chown -R root")
            : Well("program", $"{AppContext.BaseDirectory} cannot be changed by this account");
        if (file is not null && ModeOf(file) is { } mode && (mode & OthersWrite) != 0)
            yield return Wrong("settings file", $"{file} may be changed by others than its owner; chmod 640");
        if (settings.Out is not { } folder)
            yield return Wrong("out", "no folder for what runs write is named; write out: FOLDER in the settings");
        else if (!Directory.Exists(folder))
            yield return Wrong("out", $"there is no folder {folder}; make it for this account alone: install -d -m 700 -o {Environment.UserName} {folder}");
        else if (!MayWrite(folder))
            yield return Wrong("out", $"this account may not write into {folder}; chown {Environment.UserName}");
        else if (ModeOf(folder) is { } of && (of & Others) != 0)
            yield return Wrong("out", $"{folder} may be read by others, and will hold patients' rows; chmod 700");
        else
            yield return Well("out", $"{folder} is this account's alone");
        if (settings.Database is not null && AuditFolder.PathFor(DatabaseUrl.Parse(settings.Database), settings.Audit) is var trail && Directory.Exists(trail))
            yield return ModeOf(trail) is { } open && (open & Others) != 0 ? Wrong("audit folder", $"{trail} holds the key of the audit trail and may be read by others; chmod 700") : Well("audit folder", $"{trail} is this account's alone");
    }

    // Each is read, and forgotten again.
    private IEnumerable<DatabaseCheck> Secrets()
    {
        var all = settings.Alarms.Channels.SelectMany(c => new[] { c.Webhook?.Url, c.Webhook?.Secret, c.Mail?.Password })
            .Concat([settings.DeadMan?.Url, settings.Audit.Anchors?.Url, settings.Audit.Anchors?.Secret, settings.SignIn.OpenId?.Secret]).OfType<SettingText>().Where(s => s.Text is null).Distinct();
        foreach (var secret in all)
        {
            var name = secret.File ?? secret.Variable!;
            string? trouble = null;
            try
            {
                secret.Read();
            }
            catch (InputException e)
            {
                trouble = e.Message;
            }
            yield return trouble is not null ? Wrong("secret", trouble)
                : secret.File is { } path && ModeOf(path) is { } mode && (mode & Others & ~UnixFileMode.GroupRead) != 0 ? Wrong("secret", $"{path} may be read by others; chmod 640")
                : Well("secret", $"{name} can be read");
        }
    }

    private async Task<DatabaseCheck> Port(CancellationToken cancel)
    {
        if (!Uri.TryCreate(settings.Listen, UriKind.Absolute, out var uri) || !(uri.Host == "localhost" || IPAddress.TryParse(uri.Host.Trim('[', ']'), out _)))
            return Wrong("port", $"'{settings.Listen}' is no address to listen at; write listen: http://127.0.0.1:5080");
        try
        {
            using var listener = new TcpListener(uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
            listener.Start();
            return Well("port", $"{settings.Listen} is free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await IsServed(uri, cancel) ? Well("port", $"{settings.Listen} is answered by the service") : Wrong("port", $"{settings.Listen} belongs to another program; choose another port (listen)");
        }
        catch (SocketException e)
        {
            return Wrong("port", $"{settings.Listen} cannot be listened at ({e.SocketErrorCode}); choose an address of this machine and a port from 1024");
        }
    }

    private static async Task<bool> IsServed(Uri uri, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            return (await http.GetStringAsync(new Uri(uri, "/health/live"), cancel)).Contains("live", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<DatabaseCheck>> Certificates(Uri? address, CancellationToken cancel)
    {
        var checks = new List<DatabaseCheck>();
        var isAlone = Uri.TryCreate(settings.Listen, UriKind.Absolute, out var listen) && listen.IsLoopback;
        if (!isAlone && settings.Proxies.Count == 0)
            checks.Add(Wrong("TLS", $"{settings.Listen} can be reached from other machines without encryption; put a proxy with TLS before it and name it under proxies"));
        else if (address is null)
            checks.Add(Well("TLS", settings.Proxies.Count == 0 ? "this machine alone is answered" : $"left to the proxy ({string.Join(", ", settings.Proxies)}); --address https://NAME looks at its certificate"));
        if (address is not null)
            checks.Add(await Certificate(address, cancel));
        if (settings.SignIn.OpenId is { } provider)
            checks.Add(await Certificate(provider.Authority, cancel));
        return checks;
    }

    private async Task<DatabaseCheck> Certificate(Uri address, CancellationToken cancel)
    {
        var name = $"certificate of {address.Host}";
        if (address.Scheme != Uri.UriSchemeHttps)
            return address.IsLoopback ? Well(name, "this machine, without one") : Wrong(name, $"{address} is not https");
        SslPolicyErrors errors = default;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, patience.Token);
            await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, found) => (errors = found) == SslPolicyErrors.None);
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, patience.Token);
            using var certificate = new X509Certificate2(stream.RemoteCertificate!);
            var until = certificate.NotAfter.ToUniversalTime();
            var day = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return until - time.GetUtcNow().UtcDateTime < CertificateLasts ? Wrong(name, $"ends on {day}; renew it")
                : Well(name, $"is trusted, until {day}");
        }
        catch (Exception e) when ((e is SocketException or IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException) && !cancel.IsCancellationRequested)
        {
            return errors != SslPolicyErrors.None
                ? Wrong(name, $"is not trusted here ({errors}); put its authority among this machine's (update-ca-certificates), or mend its names and days")
                : Wrong(name, $"{address.Host}:{address.Port} does not answer ({e.GetType().Name}); look at name, port and firewall");
        }
    }

    private IEnumerable<DatabaseCheck> Disk()
    {
        var places = new[] { settings.Out, settings.Shared, settings.Database?.StartsWith("sqlite:", StringComparison.Ordinal) == true ? Path.GetDirectoryName(Path.GetFullPath(settings.Database["sqlite:".Length..])) : null };
        foreach (var place in places.OfType<string>().Where(Directory.Exists).Distinct())
        {
            var free = new DriveInfo(place).AvailableFreeSpace;
            var says = string.Create(CultureInfo.InvariantCulture, $"{free >> 20:N0} MiB free in {place}");
            yield return free >= settings.Health.LeastSpace ? Well("disk", says) : Wrong("disk", $"{says}, less than health.least-space-gib; make room: shorten retention of jobs, move old backups");
        }
    }

    private List<DatabaseCheck> Rules()
    {
        var checks = new List<DatabaseCheck>();
        try
        {
            var place = InstalledSettings.PlaceOf(settings);
            var problems = new Problems();
            LoadedJobs.TryLoad(place, settings.ValueSets, null, problems);
            checks.Add(problems.HasErrors
                ? Wrong("rules", $"{Amounts.Of(problems.All.Count(p => !p.IsWarning), "error")} in {place}, the first: {problems.All.First(p => !p.IsWarning)}; 'check' tells all")
                : Well("rules", $"{place} can be read"));
            var zones = JobFile.ReadAll(place, null).Select(f => f.Job?.Schedule?.TimeZone).Append(settings.Alarms.QuietHours?.TimeZone).OfType<string>().Distinct().ToList();
            var unknown = zones.Where(z => !TimeZoneInfo.TryFindSystemTimeZoneById(z, out _)).ToList();
            checks.Add(unknown.Count > 0
                ? Wrong("time zone", $"this machine does not know {string.Join(", ", unknown)}; install its time zones (on Debian: apt-get install tzdata)")
                : Well("time zone", $"schedules go by {(zones.Count == 0 ? "none" : string.Join(", ", zones))}; this machine by {TimeZoneInfo.Local.Id}"));
        }
        catch (InputException e)
        {
            checks.Add(Wrong("rules", e.Message));
        }
        return checks;
    }

    private async Task<IReadOnlyList<DatabaseCheck>> Mail(CancellationToken cancel)
    {
        if (settings.Environment == InstallationKind.Test && settings.ToldOutside() is { Count: > 0 } told)
            return [Well("mail", $"this is a test: {string.Join(", ", told)} would be told in production, and are not asked")];
        var checks = new List<DatabaseCheck>();
        foreach (var mail in settings.Alarms.Channels.Select(c => c.Mail).OfType<MailSettings>().DistinctBy(m => (m.Server, m.Port)))
            checks.Add(await Greets(mail, cancel));
        if (settings.Alarms.Channels.Count == 0)
        {
            checks.Add(settings.Environment == InstallationKind.Production
                ? Wrong("alarms", "nobody is told of an alarm; name who is under alarms.channels")
                : Well("mail", "nobody is told of anything: no channel is named under alarms.channels, so no mail server was asked"));
        }
        return checks;
    }

    // As far as the greeting: nothing is sent to anybody.
    private static async Task<DatabaseCheck> Greets(MailSettings mail, CancellationToken cancel)
    {
        var name = $"mail server {mail.Server}:{mail.Port}";
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            using var client = new TcpClient();
            await client.ConnectAsync(mail.Server, mail.Port, patience.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            if (await reader.ReadLineAsync(patience.Token) is not { } greeting || !greeting.StartsWith("220", StringComparison.Ordinal))
                return Wrong(name, "does not greet as a mail server does; port 465 is not spoken, 587 with STARTTLS is");
            await client.GetStream().WriteAsync("EHLO localhost\r\n"u8.ToArray(), patience.Token);
            var offers = new List<string>();
            while (await reader.ReadLineAsync(patience.Token) is { Length: > 3 } line)
            {
                offers.Add(line[4..]);
                if (line[3] == ' ')
                    break;
            }
            await client.GetStream().WriteAsync("QUIT\r\n"u8.ToArray(), patience.Token);
            return mail.Encrypted && !offers.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase)
                ? Wrong(name, "does not offer STARTTLS; name a server and port that do (587)")
                : Well(name, mail.Encrypted ? "answers and encrypts" : "answers");
        }
        catch (Exception e) when ((e is SocketException or IOException or OperationCanceledException) && !cancel.IsCancellationRequested)
        {
            return Wrong(name, $"does not answer ({e.GetType().Name}); look at name, port and firewall");
        }
    }

    // The kernel knows whether somebody keeps it right, whoever that is.
    private DatabaseCheck Clock() => !OperatingSystem.IsLinux() ? Well("time server", "not looked at on this system")
        : settings.Health.HostKeepsClock ? Well("time server", "the machine that this one is a guest of keeps the clock, as health.host-keeps-clock says")
        : NtpAdjtime(new byte[ClockBytes]) == ClockUnknown ? Wrong("time server", "nothing keeps this machine's clock right; start systemd-timesyncd, chrony or ntpd; where the host of this virtual machine or container keeps it, say health: {host-keeps-clock: true}")
        : Well("time server", "this machine's clock is kept right");

    private async Task<IReadOnlyList<DatabaseCheck>> Database(CancellationToken cancel)
    {
        if (settings.Database is null)
            return [Wrong("database", "none is named; write database: URL in the settings")];
        var url = DatabaseUrl.Parse(settings.Database);
        if (url.Engine == DatabaseEngine.Sqlite && !File.Exists(url.Path))
        {
            return Path.GetDirectoryName(Path.GetFullPath(url.Path)) is { } folder && Directory.Exists(folder) && MayWrite(folder)
                ? [Well("database", $"{url.Path} is not there yet; the first start makes it")]
                : [Wrong("database", $"the folder of {url.Path} is not there, or this account may not write into it")];
        }
        try
        {
            var checks = (await Doctor.Examine(url, time, settings.Out is { } folder ? [folder] : null, cancel)).Select(c => c with { Name = $"database: {c.Name}" }).ToList();
            if (url.Engine == DatabaseEngine.PostgreSql)
                checks.Add(await Superuser(url, cancel));
            if (settings.Out is { } output && checks.Exists(c => c is { Name: "database: schema", Holds: true }))
                checks.Add(await KeysOf(url, output, cancel));
            return checks;
        }
        catch (Exception e) when (e is InputException or IOException or DbException)
        {
            return [Wrong("database", e is DbException fault ? DatabaseFault.Tell(fault, url).Message : e.Message)];
        }
    }

    private async Task<DatabaseCheck> KeysOf(DatabaseUrl url, string output, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.OpenExisting(url, time, cancel);
        return await Installation.KeysWereLeft(database, output, cancel) ? Wrong("keys", Installation.LeftKeys(output)) : Well("keys", "what seals sessions and second steps is there, or nobody has signed in yet");
    }

    private async Task<DatabaseCheck> Superuser(DatabaseUrl url, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.OpenExisting(url, time, cancel);
        await using var connection = await database.Connect(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select current_setting('is_superuser')";
        return (string?)await command.ExecuteScalarAsync(cancel) == "on"
            ? Wrong("database: rights", $"{url.User} may do everything on that server; run roles/postgresql.sql and sign in as a member of opportune_service")
            : Well("database: rights", $"{url.User} is no superuser");
    }

    private static bool MayWrite(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, $".doctor-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static UnixFileMode? ModeOf(string path) => OperatingSystem.IsWindows() || !Path.Exists(path) ? null : File.GetUnixFileMode(path);

    private static DatabaseCheck Well(string name, string says) => new(name, true, says);

    private static DatabaseCheck Wrong(string name, string says) => new(name, false, says.ReplaceLineEndings(" "));

    [DllImport("libc", EntryPoint = "ntp_adjtime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NtpAdjtime(byte[] state);
}
